package kit

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// A case that bends the plain request is not to blame for what the plain
// request already gets.
func TestAPlainAnswerExcusesABentOne(t *testing.T) {
	for name, row := range map[string]struct {
		plain   map[string]Answer
		outcome Outcome
		reason  string
	}{
		"both are answered 200":         {one("things.get.own", said(200, "{}")), Blocked, "the plain request is answered 200 as well; see things.get.own"},
		"the plain one is as it should": {one("things.get.own", said(404, "{}")), Failed, ""},
		"the plain one got no answer":   {one("things.get.own", Answer{}), Failed, ""},
		"the plain one was not sent":    {map[string]Answer{}, Failed, ""},
	} {
		c := *find(t, tinyPlan(t), "things.get.missing")
		c.Plain = "things.get.own"
		row.plain[c.ID] = said(200, "{}")
		judge := NewJudge(tinyAreas(answersSame), tinyContract(t), loadSchemas(t), "9.1.0", rules.Required, recorded(row.plain))
		if v := judge.Decide(t.Context(), &c); v.Outcome != row.outcome || v.Reason != row.reason {
			t.Errorf("%s: got %s (%s), want %s (%s)", name, v.Outcome, v.Reason, row.outcome, row.reason)
		}
	}
}
