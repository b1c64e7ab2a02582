package kit

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// What the credentials may not see is no fault of the target; anything else that
// comes with 403 is.
func TestMissingPrivilegesBlock(t *testing.T) {
	const lists = "API [GET /api/things/x] is unauthorized for user, this action is granted by the Kibana privileges [things-read,things-all]"
	by := func(credential string, a Answer) Answer { a.Exchange.Request.Credential = credential; return a }
	head := func(a Answer) Answer { a.Exchange.Request.Method = "HEAD"; return a }
	for _, row := range []struct {
		name, id string
		answer   Answer
		outcome  Outcome
		reason   string
	}{
		{"the refusal lists them", "things.get.own", said(403, boom(403, lists)), Blocked, "needs things-all, things-read, which the credentials lack (403)"},
		{"the endpoint lists them", "others.get.missing", said(403, boom(403, "Forbidden")), Blocked, "needs others-read, which the credentials lack (403)"},
		{"a refusal that comes later was expected", "things.get.missing", said(403, boom(403, lists)), Blocked, "needs things-all, things-read, which the credentials lack (403)"},
		{"the credentials of the run", "things.get.own", by("full", said(403, boom(403, lists))), Blocked, "needs things-all, things-read, which the credentials lack (403)"},
		{"a refusal that comes earlier was expected", "others.get.no-credentials", said(403, boom(403, lists)), Failed, ""},
		{"other credentials", "others.get.missing", by("wrong-key", said(403, boom(403, lists))), Failed, ""},
		{"nobody needs any", "things.get.own", said(403, boom(403, "Forbidden")), Failed, ""},
		{"HEAD", "others.get.missing", head(said(403, "")), Blocked, "needs others-read, which the credentials lack (403)"},
		{"another shape", "others.get.missing", said(403, siem(403, lists)), Failed, ""},
		{"a page of a proxy", "others.get.missing", said(403, "<html>Forbidden</html>", "Content-Type", "text/html"), Failed, ""},
		{"another status inside", "others.get.missing", said(403, boom(401, lists)), Failed, ""},
		{"another status", "others.get.missing", said(401, boom(401, lists)), Failed, ""},
	} {
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "9.1.0", rules.Required, recorded(one(row.id, row.answer)))
		v := judge.Decide(t.Context(), find(t, tinyPlan(t), row.id))
		if v.Outcome != row.outcome || v.Reason != row.reason || (v.Outcome == Blocked) != (len(v.Violations) == 0) {
			t.Errorf("%s: %s (%s) %v, want %s (%s)", row.name, v.Outcome, v.Reason, v.Violations, row.outcome, row.reason)
		}
	}
}

func TestARelationNamesTheMissingPrivilege(t *testing.T) {
	refused := said(403, boom(403, "granted by the Kibana privileges [things-read]"))
	answers := map[string]Answer{"things.get.twice.first": said(200, "{}"), "things.get.twice.second": refused}
	judge := NewJudge(tinyAreas(answersSame), tinyContract(t), loadSchemas(t), "9.1.0", rules.Required, recorded(answers))
	v := judge.Decide(t.Context(), find(t, tinyPlan(t), "things.get.twice.same"))
	if v.Outcome != Blocked || v.Reason != "needs things-read, which the credentials lack (403)" {
		t.Errorf("%s (%s)", v.Outcome, v.Reason)
	}
}
