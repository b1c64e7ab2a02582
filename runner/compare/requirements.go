package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Change is what became of one requirement.
type Change string

// The changes, in the order of the report.
const (
	Regression   Change = "regression"            // met before, not met now
	StillFailing Change = "still failing"         // met neither before nor now
	Inconclusive Change = "inconclusive"          // decided before, not decided now
	Gone         Change = "gone"                  // not asked any more
	Documented   Change = "changed as documented" // the contract, or a document, says that it no longer holds
	Accepted     Change = "accepted"              // the user's file of known deviations says so
	Fixed        Change = "fixed"                 // not met before, met now
	New          Change = "new"                   // not asked or not decided before
	Unchanged    Change = "unchanged"
)

// Changes lists the changes in the order of the report.
var Changes = []Change{Regression, StillFailing, Inconclusive, Gone, Documented, Accepted, Fixed, New, Unchanged}

// Requirements are compared by case id and rule id, never by text.
type Requirements struct {
	Compared bool           `json:"compared"`
	Counts   map[Change]int `json:"counts"` // of cases; a case counts once
	Causes   []Cause        `json:"causes"` // of regressions, the widest first
	Changes  []Requirement  `json:"changes"`
}

// Cause is what one or more regressions have in common.
type Cause struct {
	Rule      string      `json:"rule,omitempty"`
	Pointer   string      `json:"pointer,omitempty"`
	Want      string      `json:"want,omitempty"`
	Got       string      `json:"got,omitempty"`
	Cases     []string    `json:"cases"`
	Endpoints []string    `json:"endpoints"`
	First     Requirement `json:"first"`
}

// Requirement is one case, or one rule of it, that is not just as it was.
type Requirement struct {
	Change   Change `json:"change"`
	Case     string `json:"case"`
	Rule     string `json:"rule,omitempty"`
	Title    string `json:"title"`
	Level    string `json:"level"`
	Endpoint string `json:"endpoint"`
	Ref      string `json:"ref,omitempty"`
	Before   Verbal `json:"before"`
	After    Verbal `json:"after"`
	Curl     string `json:"curl,omitempty"`
}

// Verbal is what one side says of a case.
type Verbal struct {
	Outcome reports.Outcome `json:"outcome,omitempty"` // empty: the side does not have the case
	Text    string          `json:"text,omitempty"`
}

// requirements compares two runs; explained tells whether the documents of the
// two versions announce what breaks a requirement now.
func requirements(before, after *reports.Run, explained func(*reports.Case, reports.Violation) bool) Requirements {
	out := Requirements{Counts: map[Change]int{}, Changes: []Requirement{}, Causes: []Cause{}}
	if before == nil || after == nil {
		return out
	}
	out.Compared = true
	was, is := casesOf(before), casesOf(after)
	for _, id := range sorted(was) {
		b, a := was[id], is[id]
		if a == nil && b.Kind == observed {
			continue
		}
		change := changeOf(b, a)
		if change == Regression && announced(b, a, explained) {
			change = Documented
		}
		out.Counts[change]++
		out.Changes = append(out.Changes, entries(change, b, a)...)
	}
	for _, id := range sorted(is) {
		if was[id] == nil && is[id].Kind != observed {
			out.Counts[New]++
			out.Changes = append(out.Changes, entries(New, nil, is[id])...)
		}
	}
	slices.SortStableFunc(out.Changes, func(x, y Requirement) int {
		return cmp.Or(cmp.Compare(slices.Index(Changes, x.Change), slices.Index(Changes, y.Change)), cmp.Compare(levelRank(x.Level), levelRank(y.Level)),
			cmp.Compare(x.Case, y.Case), cmp.Compare(x.Rule, y.Rule))
	})
	out.Causes = causes(after.Findings, out.Changes)
	return out
}

// wrongStatus is the rule that is broken by an answer of another status.
const wrongStatus = "status-unexpected"

// observed cases stand for the answers of one operation and status in a
// recording of another program. That a status comes or goes is behaviour.
const observed = "observed"

// causes joins regressions by what the run after found to be one cause.
func causes(findings []reports.Finding, changes []Requirement) []Cause {
	out, changes := lost(changes)
	open := map[string]Requirement{} // regressions by case and rule
	for _, x := range changes {
		if x.Change == Regression {
			open[x.Case+" "+x.Rule] = x
		}
	}
	for _, f := range findings {
		c := Cause{Rule: f.Rule, Pointer: f.Pointer, Want: f.Want, Got: f.Got}
		for _, id := range f.Cases {
			if x, regressed := open[id+" "+f.Rule]; regressed {
				c.add(x)
			}
		}
		if len(c.Cases) > 0 {
			out = append(out, c)
		}
	}
	for _, c := range out {
		for _, id := range c.Cases {
			delete(open, id+" "+c.Rule)
		}
	}
	for _, key := range sorted(open) { // of a rule that no finding names
		c := Cause{Rule: open[key].Rule}
		c.add(open[key])
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(x, y Cause) int { return cmp.Compare(len(y.Cases), len(x.Cases)) })
	return out
}

// lost joins the requirements of operations that the target has no route for any
// more, by operation, and gives back the others.
func lost(changes []Requirement) (out []Cause, others []Requirement) {
	out = []Cause{}
	at := map[string]int{} // by endpoint
	for _, x := range changes {
		if x.Change != Regression || x.After.Outcome != reports.NotApplicable {
			others = append(others, x)
			continue
		}
		i, known := at[x.Endpoint]
		if !known {
			i = len(out)
			at[x.Endpoint] = i
			out = append(out, Cause{Want: "a route for " + x.Endpoint, Got: "none, as for any path that does not exist"})
		}
		out[i].add(x)
	}
	return out, others
}

func (c *Cause) add(x Requirement) {
	if len(c.Cases) == 0 {
		c.First = x
	}
	c.Cases = append(c.Cases, x.Case)
	if !slices.Contains(c.Endpoints, x.Endpoint) {
		c.Endpoints = append(c.Endpoints, x.Endpoint)
	}
}

func levelRank(level string) int {
	return slices.Index([]string{"required", "recommended", "optional"}, level)
}

func casesOf(run *reports.Run) map[string]*reports.Case {
	out := map[string]*reports.Case{}
	for i := range run.Cases {
		out[run.Cases[i].ID] = &run.Cases[i]
	}
	return out
}

// failing and decided sort outcomes; warned is a case that is met as far as it counts.
func failing(o reports.Outcome) bool { return o == reports.Failed }

func decided(o reports.Outcome) bool {
	return o == reports.Passed || o == reports.Failed || o == reports.Warned || o == reports.Known
}

// changeOf compares two outcomes of one case. New rules that fail in a case
// that failed before make it a regression, too.
func changeOf(b, a *reports.Case) Change {
	switch {
	case a == nil && decided(b.Outcome):
		return Gone
	case a == nil:
		return Unchanged
	case !decided(b.Outcome) && decided(a.Outcome):
		return New
	case !decided(b.Outcome):
		return Unchanged
	case vanished(a) && (failing(b.Outcome) || b.Outcome == reports.Known):
		return StillFailing
	case vanished(a):
		return Regression
	case a.Outcome == reports.NotApplicable: // by a gate of the contract, so it was not even asked
		return Documented
	case !decided(a.Outcome):
		return Inconclusive
	case a.Outcome == reports.Known && b.Outcome != reports.Known && b.Outcome != reports.Failed:
		return Accepted
	case failing(a.Outcome) && !failing(b.Outcome) && b.Outcome != reports.Known:
		return Regression
	case failing(a.Outcome):
		if len(fresh(b, a)) > 0 {
			return Regression
		}
		return StillFailing
	case failing(b.Outcome) && a.Outcome != reports.Known, b.Outcome == reports.Known && a.Outcome != reports.Known:
		return Fixed
	case a.Outcome == reports.Known:
		return StillFailing
	}
	return Unchanged
}

// vanished reports whether a case does not apply because the target has no route
// for it any more. Something was asked to find that out.
func vanished(a *reports.Case) bool {
	return a.NoRoute || a.Outcome == reports.NotApplicable && a.Exchange != nil
}

// announced reports whether all that is not met any more was announced.
func announced(b, a *reports.Case, explained func(*reports.Case, reports.Violation) bool) bool {
	if vanished(a) {
		asked := *a
		asked.Exchange = cmp.Or(a.Exchange, b.Exchange)
		return explained(&asked, reports.Violation{Rule: wrongStatus})
	}
	old, n := rulesOf(b), 0
	for _, v := range a.Violations {
		if _, was := old[v.Rule]; was {
			continue
		}
		if !explained(a, v) {
			return false
		}
		n++
	}
	return n > 0
}

// fresh lists the rules that fail now and did not before.
func fresh(b, a *reports.Case) []string {
	old := rulesOf(b)
	var out []string
	for _, rule := range sorted(rulesOf(a)) {
		if _, was := old[rule]; !was {
			out = append(out, rule)
		}
	}
	return out
}

// rulesOf are the violations of a case that are of its level, by rule.
func rulesOf(c *reports.Case) map[string][]reports.Violation {
	out := map[string][]reports.Violation{}
	if c == nil {
		return out
	}
	for _, v := range c.Violations {
		out[v.Rule] = append(out[v.Rule], v)
	}
	return out
}

// entries are the lines of the report: one for each rule where rules decide,
// else one for the case.
func entries(change Change, b, a *reports.Case) []Requirement {
	if change == Unchanged {
		return nil
	}
	base := Requirement{Change: change, Before: verbal(b, ""), After: verbal(a, "")}
	c := a
	if c == nil {
		c = b
	}
	base.Case, base.Title, base.Level, base.Endpoint, base.Ref = c.ID, c.Title, c.Level, c.Endpoint, c.Ref
	if c.Exchange != nil {
		base.Curl = c.Exchange.Curl
	}
	if a != nil && vanished(a) {
		return []Requirement{base}
	}
	was, is := rulesOf(b), rulesOf(a)
	byRule := func(change Change, rules map[string][]reports.Violation, skip map[string][]reports.Violation) (out []Requirement) {
		for _, rule := range sorted(rules) {
			if _, both := skip[rule]; skip != nil && both {
				continue
			}
			r := base
			r.Change, r.Rule, r.Before, r.After = change, rule, verbal(b, rule), verbal(a, rule)
			out = append(out, r)
		}
		return out
	}
	var out []Requirement
	switch change {
	case Regression, StillFailing:
		out = byRule(Regression, is, was)
		for _, r := range byRule(StillFailing, is, nil) {
			if _, both := was[r.Rule]; both {
				out = append(out, r)
			}
		}
		out = append(out, byRule(Fixed, was, is)...)
	case Fixed:
		out = byRule(Fixed, was, nil)
	}
	if len(out) == 0 {
		return []Requirement{base}
	}
	return out
}

// verbal words what a side says: the exchange, and what breaks the rule.
func verbal(c *reports.Case, rule string) Verbal {
	if c == nil {
		return Verbal{Text: "not asked"}
	}
	v := Verbal{Outcome: c.Outcome}
	var lines []string
	if c.Exchange != nil {
		lines = append(lines, c.Exchange.String())
	}
	if c.Reason != "" {
		lines = append(lines, c.Reason)
	}
	for _, x := range c.Violations {
		if rule == "" || x.Rule == rule {
			lines = append(lines, words(x.Pointer, x.Want, x.Got))
		}
	}
	v.Text = strings.Join(lines, "\n")
	return v
}

// words is a violation without its rule.
func words(pointer, want, got string) string {
	var parts []string
	if want != "" {
		parts = append(parts, "want "+want)
	}
	if got != "" {
		parts = append(parts, "got "+got)
	}
	return strings.TrimSpace(pointer + " " + strings.Join(parts, ", "))
}
