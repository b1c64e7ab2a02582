package reports

import "sort"

// statusRule is the one rule whose values name a decision of the server rather
// than a place in its answer; see status.go.
const statusRule = "status-unexpected"

// cause is what two violations share when one fault is behind both.
type cause struct {
	rule, pointer, want, got string
	scope                    string // what the cause is limited to; empty: anything
}

// group collects the violations of one cause.
type group struct {
	cause
	rank             int
	wants, gots      map[string]int
	cases, endpoints map[string]bool
	elsewhere        bool // seen in a case whose status was as expected
	body             bool
	level            string
}

// findings groups the violations of failed and warned cases by cause. Known
// deviations are left out: they are expected and need no attention.
//
// A wrong body in an answer with the wrong status follows from the status: the
// target gave another answer altogether. It is a finding of its own only if
// the same mistake also occurs where the status is right.
func findings(cases []Case) []Finding {
	causes := causeOf(cases)
	groups := map[cause]*group{}
	for _, c := range cases {
		if c.Outcome != Failed && c.Outcome != Warned {
			continue
		}
		other := hasStatus(c)
		for _, v := range c.Violations {
			key := causes(c, v)
			g := groups[key]
			if g == nil {
				g = &group{cause: key, wants: map[string]int{}, gots: map[string]int{}, cases: map[string]bool{}, endpoints: map[string]bool{}}
				groups[key] = g
			}
			g.add(c, v)
			g.elsewhere = g.elsewhere || !other
		}
	}
	out := []Finding{}
	for _, g := range groups {
		if !g.body || g.elsewhere {
			out = append(out, g.finding())
		}
	}
	sort.Slice(out, func(i, j int) bool { return before(out[i], out[j]) })
	return out
}

func hasStatus(c Case) bool {
	for _, v := range c.Violations {
		if v.Rule == statusRule {
			return true
		}
	}
	return false
}

func (g *group) add(c Case, v Violation) {
	if w := weight(c, v); w > g.rank {
		g.rank, g.level = w, v.Level
		if rank(c.Level) < rank(v.Level) {
			g.level = c.Level
		}
	}
	g.wants[v.Want]++
	g.gots[v.Got]++
	g.cases[c.ID] = true
	g.endpoints[c.Endpoint] = true
	g.body = v.Rule != statusRule && aboutBody(v)
}

// aboutBody tells the body from the headers: a pointer into a body begins with
// a slash, the whole body has none.
func aboutBody(v Violation) bool { return v.Pointer == "" || v.Pointer[0] == '/' }

func (g *group) finding() Finding {
	return Finding{
		Rule: g.rule, Level: g.level, Pointer: g.pointer,
		Want: single(g.wants, g.want), Got: single(g.gots, g.got),
		Cases: keys(g.cases), Targets: keys(g.endpoints),
	}
}

// single is the value itself where all agree, else what they have in common.
func single(values map[string]int, common string) string {
	if len(values) == 1 {
		for v := range values {
			return v
		}
	}
	return common
}

func keys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// before sorts by level, then by the number of cases, then by rule; the rest
// makes the order total.
func before(a, b Finding) bool {
	if ra, rb := rank(a.Level), rank(b.Level); ra != rb {
		return ra > rb
	}
	if len(a.Cases) != len(b.Cases) {
		return len(a.Cases) > len(b.Cases)
	}
	for _, pair := range [][2]string{{a.Rule, b.Rule}, {a.Pointer, b.Pointer}, {a.Want, b.Want}, {a.Got, b.Got}} {
		if pair[0] != pair[1] {
			return pair[0] < pair[1]
		}
	}
	return len(a.Cases) > 0 && len(b.Cases) > 0 && a.Cases[0] < b.Cases[0]
}
