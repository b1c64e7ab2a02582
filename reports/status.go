package reports

import (
	"sort"
	"strconv"
	"strings"
)

// outcomeStatus is what the run as a whole says about statuses: an unexpected
// status in one case can only be attributed by looking at the others.
type outcomeStatus struct {
	uniform string         // the status of nearly every answer; empty if they differ
	crashes map[string]int // status 5xx: the number of different statuses wanted instead
	shared  map[string]int // title: the number of endpoints with a case of that title
	ids     map[string]bool
}

// Below these numbers, a coincidence is as likely as a common cause.
const (
	uniformCases  = 10
	uniformShare  = 0.9
	crashWants    = 3
	sharedTargets = 2
)

// causeOf looks at all cases and returns how to attribute a violation.
func causeOf(cases []Case) func(Case, Violation) cause {
	statuses := survey(cases)
	return func(c Case, v Violation) cause {
		if v.Rule == statusRule {
			return statuses.attribute(c, v)
		}
		key := cause{rule: v.Rule, pointer: place(v.Pointer), want: v.Want, got: kindOf(statuses.anonymous(v.Got))}
		if v.Pointer != "" {
			// The place is known, so the same kind of value there is enough.
			key.want = kindOf(v.Want)
		}
		return key
	}
}

// attribute finds the cause of an unexpected status. A refusal that every
// endpoint owes (the cases have one title) has one cause, whatever the request
// met after the missing guard: Kibana decides in a fixed order, authentication
// before kbn-xsrf before authorisation before version before validation.
// Everywhere else, other statuses are other causes.
func (s outcomeStatus) attribute(c Case, v Violation) cause {
	want, got := statusIn(v.Want), statusIn(v.Got)
	key := cause{rule: v.Rule, pointer: v.Pointer, want: v.Want, got: quoted.ReplaceAllString(v.Got, `"…"`), scope: c.Kind}
	crashed := strings.HasPrefix(got, "5")
	switch {
	case got == "" || want == "":
	case got == s.uniform:
		key.want, key.scope = "the status that each case names", ""
	case crashed && s.crashes[got] >= crashWants:
		key.want, key.scope = "any other status", ""
	case crashed:
	case want == "401" || want == "403":
		key.got = "another status"
	case strings.HasPrefix(want, "4") && s.shared[c.Title] >= sharedTargets:
		key.got, key.scope = "another status", c.Title
	}
	return key
}

// anonymous is a value without the ids of cases that it names.
func (s outcomeStatus) anonymous(value string) string {
	words := strings.Split(value, " ")
	for i, w := range words {
		if s.ids[strings.TrimRight(w, ",;:.")] {
			words[i] = "…"
		}
	}
	return strings.Join(words, " ")
}

func statusIn(text string) string { return httpStatus.FindString(text) }

func survey(cases []Case) outcomeStatus {
	seen := map[string]int{}
	total := 0
	wants := map[string]map[string]bool{}
	titles := map[string]map[string]bool{}
	ids := map[string]bool{}
	for _, c := range cases {
		ids[c.ID] = true
		note(titles, c.Title, c.Endpoint)
		if c.Exchange != nil && c.Exchange.Status != 0 {
			total++
			seen[strconv.Itoa(c.Exchange.Status)]++
		}
		for _, v := range c.Violations {
			if v.Rule == statusRule {
				note(wants, statusIn(v.Got), statusIn(v.Want))
			}
		}
	}
	s := outcomeStatus{crashes: sizes(wants), shared: sizes(titles), ids: ids}
	for _, status := range sorted(seen) {
		if total >= uniformCases && float64(seen[status]) >= uniformShare*float64(total) {
			s.uniform = status
		}
	}
	return s
}

func note(sets map[string]map[string]bool, key, member string) {
	if sets[key] == nil {
		sets[key] = map[string]bool{}
	}
	sets[key][member] = true
}

func sizes(sets map[string]map[string]bool) map[string]int {
	out := map[string]int{}
	for key, set := range sets {
		out[key] = len(set)
	}
	return out
}

func sorted(counts map[string]int) []string {
	out := make([]string, 0, len(counts))
	for k := range counts {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
