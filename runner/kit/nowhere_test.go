package kit

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// TestARouteThatTheTargetLacks: a document speaks of operations that a target
// need not have; a check that is missing must not hide behind that, and an
// operation that is not there passes nothing.
func TestARouteThatTheTargetLacks(t *testing.T) {
	const own, plain, other = "things.get.no-credentials", "things.get.own", "things.get.advice"
	noRoute, noThing, refused := said(404, boom(404, "Not Found")), said(404, boom(404, "Thing x not found")), said(401, boom(401, "Unauthorized"))
	siem := said(404, `{"message":"Not Found","status_code":404}`)
	for name, c := range map[string]struct {
		own, plain, other Answer
		outcome           Outcome
	}{
		"nothing of it is there":                       {noRoute, noRoute, noRoute, NotApplicable},
		"who may come in is decided before":            {refused, noRoute, noRoute, NotApplicable},
		"another request is let in no further":         {noRoute, noRoute, refused, NotApplicable},
		"another request gets no answer":               {noRoute, noRoute, Answer{Blocked: "interrupted"}, NotApplicable},
		"the case itself is blocked":                   {Answer{Blocked: "nothing to ask about"}, noRoute, noRoute, NotApplicable},
		"a request finds the route":                    {noRoute, noRoute, noThing, Failed},
		"a request finds it by a refusal of its own":   {noRoute, said(400, boom(400, "[request query]: x")), noRoute, Failed},
		"a request succeeds":                           {noRoute, said(200, "{}"), noRoute, Failed},
		"an object is not found in a shape of its own": {noRoute, siem, noRoute, Failed},
		"no request has an answer":                     {noRoute, Answer{Blocked: "interrupted"}, Answer{Blocked: "interrupted"}, Failed},
		"it is answered as if it were let in":          {noThing, noThing, noThing, Failed},
		"it is refused as it must be":                  {refused, noThing, noThing, Passed},
	} {
		p := tinyPlan(t)
		k := *find(t, p, own)
		k.Route = &plan.Route{Steps: []string{plain, other}}
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(map[string]Answer{own: c.own, plain: c.plain, other: c.other}))
		if v := judge.Decide(t.Context(), &k); v.Outcome != c.outcome || v.Routeless != (c.outcome == NotApplicable) {
			t.Errorf("%s: %s (%s), want %s", name, v.Outcome, v.Reason, c.outcome)
		}
	}
}
