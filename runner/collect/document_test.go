package collect

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// TestOperationsThatATargetLacks: a run in which nothing of the document could be
// judged is incomplete, and one in which something could says what is missing.
func TestOperationsThatATargetLacks(t *testing.T) {
	const absent = "the target has no route for "
	for name, c := range map[string]struct {
		outcomes string // of one case each: an operation of the document, or (in capitals) one of the contract alone
		shard    string
		verdict  reports.Verdict
		reason   string // first one, begins with
		last     string // begins with
	}{
		"all are there":                 {outcomes: "p p", verdict: reports.Conforms},
		"one is not":                    {outcomes: "p n s", verdict: reports.Conforms, reason: absent + "1 of 2 operations of the document that were asked for: GET /b; ", last: absent},
		"many are not":                  {outcomes: "p n n n n", verdict: reports.Conforms, reason: absent + "4 of 5 operations of the document that were asked for: GET /b, GET /c, GET /d and 1 more; ", last: absent},
		"none is":                       {outcomes: "n n", verdict: reports.Incomplete, reason: "no operation of the document could be judged: of 2 chosen, 2 without a route on the target", last: absent},
		"none is, of several that fail": {outcomes: "n b s", verdict: reports.Incomplete, reason: "no operation of the document could be judged: of 3 chosen, 1 without a route on the target, 1 blocked, 1 left out", last: absent},
		"none is, but of the contract":  {outcomes: "n P", verdict: reports.Incomplete, reason: "no operation of the document could be judged: of 1 chosen, 1 without", last: absent},
		"none is in this shard":         {outcomes: "n P", shard: "1/2", verdict: reports.Conforms, reason: absent, last: absent},
		"the contract alone":            {outcomes: "P S", verdict: reports.Conforms},
	} {
		p, verdicts := &plan.Plan{}, map[string]kit.Verdict{}
		var said []recording.Exchange
		for i, letter := range strings.Fields(c.outcomes) {
			line := fixtures.Line{Method: "GET", Path: "/" + string(rune('a'+i))}
			documented := letter == strings.ToLower(letter)
			f := &plan.Flow{Endpoint: &fixtures.Endpoint{ID: line.Path, Request: line, Documented: documented, Inferred: documented}, Steps: []plan.Step{{ID: line.Path, Line: line, Status: []int{200}}}}
			k := &plan.Case{ID: line.Path, Endpoint: line.Path, Level: "recommended", Flow: f, Route: &plan.Route{Line: line}}
			v := kit.Verdict{Case: k, Outcome: map[string]kit.Outcome{"p": kit.Passed, "n": kit.NotApplicable, "b": kit.Blocked, "s": kit.Skipped}[strings.ToLower(letter)], Routeless: letter == "n"}
			if v.Outcome == kit.Skipped {
				k.Skip = &plan.Skip{Reason: "so"}
			}
			p.Cases, p.Flows, verdicts[k.ID] = append(p.Cases, k), append(p.Flows, f), v
			status := map[bool]int{true: 404, false: 200}[v.Routeless]
			said = append(said, recording.Exchange{Step: k.ID, Response: &recording.Response{Status: status}})
		}
		run := Run(recording.Meta{Config: map[string]string{"level": "required", "mode": "read", "shard": c.shard}}, said, p, verdicts)
		first, last := "", ""
		if n := len(run.Reasons); n > 0 {
			first, last = run.Reasons[0], run.Reasons[n-1]
		}
		if run.Verdict != c.verdict || !strings.HasPrefix(first, c.reason) || (first == "") != (c.reason == "") || !strings.HasPrefix(last, c.last) {
			t.Errorf("%s: %s %q, want %s %q", name, run.Verdict, run.Reasons, c.verdict, c.reason)
		}
	}
}
