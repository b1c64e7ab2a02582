package kit

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// TestARouteThatTheTargetLacks: a document speaks of routes that a target need
// not have; a check that is missing must not hide behind that.
func TestARouteThatTheTargetLacks(t *testing.T) {
	noRoute, noThing := said(404, boom(404, "Not Found")), said(404, boom(404, "Thing x not found"))
	for name, c := range map[string]struct {
		plain, asked Answer
		outcome      Outcome
	}{
		"neither is there":                          {noRoute, noRoute, NotApplicable},
		"the plain request finds the route":         {noThing, noRoute, Failed},
		"the plain request has no answer":           {Answer{Blocked: "interrupted"}, noRoute, Failed},
		"it is answered as if it were let in":       {noThing, noThing, Failed},
		"it is refused as it must be, route or not": {noRoute, said(401, boom(401, "Unauthorized")), Passed},
	} {
		p := tinyPlan(t)
		k := *find(t, p, "things.get.no-credentials")
		k.Route = "things.get.plain"
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(map[string]Answer{k.ID: c.asked, "things.get.plain": c.plain}))
		if v := judge.Decide(t.Context(), &k); v.Outcome != c.outcome {
			t.Errorf("%s: %s (%s), want %s", name, v.Outcome, v.Reason, c.outcome)
		}
	}
}
