package reports

import (
	"slices"
	"strings"
	"testing"
)

func TestFinishDecides(t *testing.T) {
	weak := func(c Case, level string) Case { c.Level = level; return c }
	mild := Violation{Rule: "r", Level: "recommended", Want: "1", Got: "2"}
	grave := broken("r", "/x", "1", "2")
	pass, fail := a("pass", Passed), a("fail", Failed, grave)
	for name, row := range map[string]struct {
		cases   []Case
		change  func(*Run)
		verdict Verdict
		reason  string
	}{
		"a passed case conforms":                           {cases: []Case{pass}, verdict: Conforms},
		"a warned case conforms":                           {cases: []Case{a("w", Warned, mild)}, verdict: Conforms},
		"a known deviation conforms":                       {cases: []Case{a("k", Known, grave)}, verdict: Conforms},
		"a skipped case beside a passed one conforms":      {cases: []Case{pass, a("s", Skipped)}, verdict: Conforms},
		"what is not applicable leaves the rest":           {cases: []Case{pass, a("n", NotApplicable)}, verdict: Conforms},
		"a blocked optional case leaves the rest":          {cases: []Case{pass, weak(a("b", Blocked), "optional")}, verdict: Conforms},
		"a condition limits without spoiling":              {cases: []Case{pass}, change: func(r *Run) { r.Conditions = []string{"narrow"} }, verdict: Conforms, reason: "narrow"},
		"one failed case violates":                         {cases: []Case{pass, fail}, verdict: Violations},
		"violations weigh more than an interruption":       {cases: []Case{fail}, change: func(r *Run) { r.Interrupted = []string{"interrupt"} }, verdict: Violations, reason: "interrupt"},
		"violations weigh more than leftovers":             {cases: []Case{fail}, change: leave, verdict: Violations, reason: "may still be on the target"},
		"a failed case without a violation violates":       {cases: []Case{a("f", Failed)}, verdict: Violations, reason: "without a violation that says why"},
		"an interruption is incomplete":                    {cases: []Case{pass}, change: func(r *Run) { r.Interrupted = []string{"interrupt"} }, verdict: Incomplete, reason: "interrupt"},
		"nothing planned is incomplete":                    {verdict: Incomplete, reason: "nothing was planned"},
		"nothing judged is incomplete":                     {cases: []Case{a("s", Skipped), a("n", NotApplicable)}, verdict: Incomplete, reason: "no case was judged"},
		"a blocked required case is incomplete":            {cases: []Case{pass, a("b", Blocked)}, verdict: Incomplete, reason: "is blocked: b"},
		"a lower line makes a blocked case matter":         {cases: []Case{pass, weak(a("b", Blocked), "recommended"), weak(a("c", Blocked), "optional")}, change: func(r *Run) { r.Level = "optional" }, verdict: Incomplete, reason: "2 cases at or above the line are blocked: b, c"},
		"leftovers are incomplete":                         {cases: []Case{pass}, change: leave, verdict: Incomplete, reason: "may still be on the target"},
		"a planned case that vanished is incomplete":       {cases: []Case{pass}, change: func(r *Run) { r.Planned = 2 }, verdict: Incomplete, reason: "2 cases planned, but 1 has"},
		"a case that nobody planned is incomplete":         {cases: []Case{pass, a("q", Passed)}, change: func(r *Run) { r.Planned = 1 }, verdict: Incomplete, reason: "1 case planned, but 2 have"},
		"no outcome is incomplete":                         {cases: []Case{pass, a("q", "")}, verdict: Incomplete, reason: "without a verdict: q"},
		"an unknown outcome is incomplete":                 {cases: []Case{pass, a("q", "fine")}, verdict: Incomplete, reason: "without a verdict: q"},
		"no outcome in an optional case is incomplete":     {cases: []Case{pass, weak(a("q", ""), "optional")}, verdict: Incomplete, reason: "without a verdict: q"},
		"the same case twice is incomplete":                {cases: []Case{pass, pass}, verdict: Incomplete, reason: "more than once in the run: pass"},
		"passed with a violation is incomplete":            {cases: []Case{a("p", Passed, mild)}, verdict: Incomplete, reason: "passed in spite of violations"},
		"warned above the line is incomplete":              {cases: []Case{a("w", Warned, grave)}, verdict: Incomplete, reason: "warned in spite of"},
		"a required rule in an optional case may warn":     {cases: []Case{weak(a("w", Warned, grave), "optional")}, verdict: Conforms},
		"an unknown line is incomplete":                    {cases: []Case{pass}, change: func(r *Run) { r.Level = "strict" }, verdict: Incomplete, reason: `the line "strict"`},
		"an unknown level of a case is incomplete":         {cases: []Case{weak(pass, "must")}, verdict: Incomplete, reason: "with an unknown level"},
		"an unknown level of a violation is no excuse":     {cases: []Case{a("w", Warned, Violation{Rule: "r", Level: "must"})}, verdict: Incomplete, reason: "warned in spite of"},
		"many reasons name three cases and count the rest": {cases: []Case{pass, a("a", Blocked), a("b", Blocked), a("c", Blocked), a("d", Blocked)}, verdict: Incomplete, reason: "a, b, c and 1 more"},
	} {
		t.Run(name, func(t *testing.T) {
			run := blank()
			run.Cases, run.Planned = slices.Clone(row.cases), len(row.cases)
			if row.change != nil {
				row.change(run)
			}
			Finish(run)
			code := map[Verdict]int{Conforms: 0, Violations: 1, Incomplete: 3}[row.verdict]
			if run.Verdict != row.verdict || run.ExitCode != code {
				t.Errorf("%s with exit code %d, want %s with %d; reasons %q", run.Verdict, run.ExitCode, row.verdict, code, run.Reasons)
			}
			if reasons := strings.Join(run.Reasons, "\n"); !strings.Contains(reasons, row.reason) || (row.reason == "" && reasons != "") {
				t.Errorf("reasons %q, want %q", reasons, row.reason)
			}
			if sum := run.Totals.Sum(); sum != len(run.Cases) || len(run.Totals) != len(Outcomes) {
				t.Errorf("totals %v do not count %d cases", run.Totals, len(run.Cases))
			}
			if !strings.HasPrefix(run.Headline(), string(row.verdict)+" in write mode: ") {
				t.Errorf("headline %q", run.Headline())
			}
		})
	}
}

func leave(r *Run) {
	r.Undo.Leftovers = []Leftover{{Case: "c", Method: "DELETE", Path: "/api/spaces/space/x", Error: "500"}}
}

func TestFinishMayBeRepeated(t *testing.T) {
	run := mixture(7)
	run.Interrupted, run.Conditions = []string{"interrupt"}, []string{"narrow"}
	Finish(run)
	first := asJSON(t, run)
	Finish(run)
	if second := asJSON(t, run); first != second {
		t.Errorf("the second Finish changed the run:\n%s\n%s", first, second)
	}
}

func TestFinishDoesNotDependOnOrder(t *testing.T) {
	one, other := mixture(3), mixture(3)
	slices.Reverse(other.Cases)
	Finish(other)
	if asJSON(t, one) != asJSON(t, other) {
		t.Error("the order of cases changed the run")
	}
}

func TestHeadlineStatesWhatWasNotJudged(t *testing.T) {
	for want, run := range map[string]*Run{
		"conforms in write mode: 2 judged": finished(a("a", Passed), a("b", Passed)),
		"conforms in write mode: 3 judged (1 warned, 1 known deviation), 2 not judged (1 not applicable, 1 skipped)":    finished(a("a", Passed), a("b", Warned), a("c", Known), a("d", NotApplicable), a("e", Skipped)),
		"violations in write mode: 1 failed, 1 finding; 1 judged, 1 not judged (1 blocked); the run is also incomplete": finished(a("a", Failed, broken("r", "/x", "1", "2")), a("b", Blocked)),
		"incomplete in write mode: 0 judged; nothing was planned: no case is selected":                                  finished(),
		"incomplete in write mode: 1 judged; one (and 2 more reasons)": func() *Run {
			r := finished(a("a", Passed))
			r.Interrupted = []string{"one", "two", "three"}
			Finish(r)
			return r
		}(),
		"incomplete: 0 judged; no reason was recorded": {Verdict: Incomplete},
	} {
		if got := run.Headline(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
