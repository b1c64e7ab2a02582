package kit

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// trial is one case with the answers to its steps and the verdict that is due.
type trial struct {
	name    string
	id      string
	answers map[string]Answer
	line    rules.Level
	outcome Outcome
	reason  string
	rules   string // of the violations, in order
}

func one(id string, a Answer) map[string]Answer { return map[string]Answer{id: a} }

func trials() []trial {
	name := own("things.get.own")
	ok := said(200, `{"id":"`+name+`"}`)
	nameless := said(200, `{"id":"`+name+`"}`)
	nameless.Exchange.Response.Header.Del("Kbn-Name")
	twice := func(first, second Answer) map[string]Answer {
		return map[string]Answer{"things.get.twice.first": first, "things.get.twice.second": second}
	}
	a, b := said(200, `{"id":"a"}`), said(200, `{"id":"b"}`)
	gone := said(404, boom(404, "Thing "+own("things.get.missing")+" not found"))
	reworded := said(404, boom(404, "There is no "+own("things.get.missing")))
	interrupted := broke(recording.FailedCanceled, "interrupted: context canceled")
	unauthenticated := func(things, others string) map[string]Answer {
		return map[string]Answer{"things.get.no-credentials": said(401, things), "others.get.no-credentials": said(401, others)}
	}
	const consistency = "platform.consistency.unauthenticated"
	return []trial{
		{"what is due comes", "things.get.own", one("things.get.own", ok), rules.Required, Passed, "", ""},
		{"an optional case passes", "things.get.taste", one("things.get.taste", a), rules.Optional, Passed, "", ""},
		{"a refusal that is due comes", "things.get.missing", one("things.get.missing", gone), rules.Optional, Passed, "", ""},
		{"another status", "things.get.own", one("things.get.own", said(500, "{}")), rules.Required, Failed, "", "status-unexpected"},
		{"another value", "things.get.own", one("things.get.own", said(200, `{"id":"x"}`)), rules.Required, Failed, "", "value-unexpected"},
		{"everything at once", "things.get.own", one("things.get.own", said(200, `{"id":1}`, "Kbn-Name", "")), rules.Required, Failed, "", "header-value schema-mismatch value-unexpected"},
		{"a header is missing", "things.get.own", one("things.get.own", nameless), rules.Required, Failed, "", "header-missing"},
		{"no answer since it was cut", "things.get.own", one("things.get.own", broke(recording.FailedCut, "cut")), rules.Required, Failed, "", "no-answer"},
		{"no answer in time", "things.get.own", one("things.get.own", broke(recording.FailedTimeout, "late")), rules.Required, Failed, "", "no-answer"},
		{"an advisory text differs", "things.get.missing", one("things.get.missing", reworded), rules.Required, Warned, "", "message-unexpected"},
		{"an advisory text differs, recommended counts", "things.get.missing", one("things.get.missing", reworded), rules.Recommended, Failed, "", "message-unexpected"},
		{"a recommended case breaks", "things.get.advice", one("things.get.advice", said(500, "{}")), rules.Required, Warned, "", "status-unexpected"},
		{"a recommended case breaks, recommended counts", "things.get.advice", one("things.get.advice", said(500, "{}")), rules.Recommended, Failed, "", "status-unexpected"},
		{"an optional case breaks, recommended counts", "things.get.taste", one("things.get.taste", said(500, "{}")), rules.Recommended, Warned, "", "status-unexpected"},
		{"an optional case breaks, everything counts", "things.get.taste", one("things.get.taste", said(500, "{}")), rules.Optional, Failed, "", "status-unexpected"},
		{"the run ended before", "things.get.own", nil, rules.Required, Blocked, "the run ended before this case was reached", ""},
		{"a preparation failed", "things.get.own", one("things.get.own", Answer{Blocked: "preparation thing was answered 500"}), rules.Required, Blocked, "preparation thing was answered 500", ""},
		{"the target has no such thing", "things.get.own", one("things.get.own", Answer{Lacking: "there is no thing"}), rules.Required, Skipped, "there is no thing", ""},
		{"the run was interrupted meanwhile", "things.get.own", one("things.get.own", interrupted), rules.Required, Blocked, "the run was interrupted", ""},
		{"this program sent nothing", "things.get.own", one("things.get.own", broke(recording.FailedRefused, "not sent: read-only")), rules.Required, Blocked, "not sent: read-only", ""},
		{"it is not of this version", "things.get.later", nil, rules.Required, NotApplicable, "exists since 10.0.0, the target is 9.1.0", ""},
		{"it is not of this mode", "things.get.writes", nil, rules.Required, Skipped, "it writes, and the mode is read (--mode write sends it)", ""},
		{"a relation holds", "things.get.twice.same", twice(a, a), rules.Required, Passed, "", ""},
		{"a relation does not hold", "things.get.twice.same", twice(a, b), rules.Required, Failed, "", "answers-disagree"},
		{"a recommended relation does not hold", "things.get.twice.hint", twice(a, b), rules.Required, Warned, "", "answers-disagree"},
		{"a relation lacks a step", "things.get.twice.same", twice(a, Answer{Blocked: "the run was interrupted"}), rules.Required, Blocked, "the run was interrupted", ""},
		{"a relation has nothing to compare", "things.get.twice.same", twice(a, Answer{Lacking: "there is no thing"}), rules.Required, Skipped, "undecided: there is no thing", ""},
		{"a relation has a failed step", "things.get.twice.same", twice(a, said(500, "{}")), rules.Required, Blocked, "things.get.twice.second was answered 500", ""},
		{"a relation has a cut step", "things.get.twice.same", twice(a, broke(recording.FailedCut, "cut")), rules.Required, Blocked, "things.get.twice.second got no whole answer", ""},
		{"a relation comes after the end", "things.get.twice.same", nil, rules.Required, Blocked, "the run ended before this case was reached", ""},
		{"errors have one shape", consistency, unauthenticated(boom(401, "a"), boom(401, "b")), rules.Required, Passed, "", ""},
		{"errors have two shapes", consistency, unauthenticated(boom(401, "a"), siem(401, "b")), rules.Required, Failed, "", "shape-outlier"},
		{"there is one error only", consistency, one("things.get.no-credentials", said(401, boom(401, "a"))), rules.Required, Blocked, "fewer than two endpoints answered this kind of error", ""},
	}
}

func TestDecides(t *testing.T) {
	p := tinyPlan(t)
	for _, c := range trials() {
		judge := NewJudge(tinyAreas(answersSame), tinyContract(t), loadSchemas(t), "9.1.0", c.line, recorded(c.answers))
		v := judge.Decide(t.Context(), find(t, p, c.id))
		if v.Outcome != c.outcome || v.Reason != c.reason || ruleIDs(v.Violations) != c.rules {
			t.Errorf("%s: got %s (%s), violations %v, want %s (%s), %s", c.name, v.Outcome, v.Reason, v.Violations, c.outcome, c.reason, c.rules)
		}
		if judged := v.Outcome == Passed || v.Outcome == Failed || v.Outcome == Warned; v.Case.Step >= 0 && judged && v.Answer == nil {
			t.Errorf("%s: the verdict does not tell the exchange", c.name)
		}
		for _, x := range v.Violations {
			if x.Ref == "" {
				t.Errorf("%s: %s does not say where it is written", c.name, x.Rule)
			}
		}
	}
}

func ruleIDs(violations []rules.Violation) string {
	var out []string
	for _, v := range violations {
		out = append(out, v.Rule)
	}
	return strings.Join(out, " ")
}

func TestALevelThatIsUnknownBlocks(t *testing.T) {
	c := *find(t, tinyPlan(t), "things.get.own")
	c.Level = "vital"
	judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(one("things.get.own", said(200, "{}"))))
	if v := judge.Decide(t.Context(), &c); v.Outcome != Blocked || !strings.Contains(v.Reason, `"vital"`) {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}

// TestOneCauseIsBlamedOnce: a bent request that fails like the plain one says
// nothing about how it was bent.
func TestOneCauseIsBlamedOnce(t *testing.T) {
	c := *find(t, tinyPlan(t), "things.get.own")
	c.Plain = "things.get.advice"
	due := said(200, `{"id":"`+own("things.get.own")+`"}`)
	for name, trial := range map[string]struct {
		bent    Answer
		plain   map[string]Answer
		outcome Outcome
	}{
		"both are answered as is due":       {due, one("things.get.advice", due), Passed},
		"only the bent one is not":          {said(500, "{}"), one("things.get.advice", due), Failed},
		"both get the same wrong status":    {said(500, "{}"), one("things.get.advice", said(500, "")), Blocked},
		"they get different wrong statuses": {said(500, "{}"), one("things.get.advice", said(503, "")), Failed},
		"the plain one got no answer":       {said(500, "{}"), one("things.get.advice", broke(recording.FailedCut, "cut")), Failed},
		"the plain one was not sent":        {said(500, "{}"), one("things.get.advice", Answer{Blocked: "a reason"}), Failed},
		"nobody knows about the plain one":  {said(500, "{}"), nil, Failed},
		"the status is not what is wrong":   {said(200, `{"id":"x"}`), one("things.get.advice", due), Failed},
	} {
		answers := one("things.get.own", trial.bent)
		for step, a := range trial.plain {
			answers[step] = a
		}
		v := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(answers)).Decide(t.Context(), &c)
		if v.Outcome != trial.outcome || (v.Outcome == Failed) != (v.Violations != nil) {
			t.Errorf("%s: %s (%s), %v", name, v.Outcome, v.Reason, v.Violations)
		}
		if v.Outcome == Blocked && v.Reason != "the plain request is answered 500 as well; see things.get.advice" {
			t.Errorf("%s: %s", name, v.Reason)
		}
	}
}

// TestADoubtExcusesARefusal: whether the request is valid is uncertain, so that a
// refusal says nothing; any other answer is judged.
func TestADoubtExcusesARefusal(t *testing.T) {
	c := *find(t, tinyPlan(t), "things.get.own")
	flow := *c.Flow
	flow.Steps = slices.Clone(flow.Steps)
	flow.Steps[c.Step].Doubt = "the document leaves it open"
	c.Flow = &flow
	for status, want := range map[int]Outcome{400: Skipped, 406: Skipped, 415: Skipped, 422: Skipped, 404: Failed, 500: Failed, 201: Failed} {
		v := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(one("things.get.own", said(status, "{}")))).Decide(t.Context(), &c)
		if v.Outcome != want || want == Skipped && !strings.HasPrefix(v.Reason, "the document leaves it open; the target refused it (4") {
			t.Errorf("%d: %s (%s)", status, v.Outcome, v.Reason)
		}
	}
}

func TestAVerdictReads(t *testing.T) {
	p := tinyPlan(t)
	answer := said(404, `{"statusCode":"404","error":"Not Found","message":"There is no `+own("things.get.missing")+`"}`)
	answer.Exchange.Response.Header.Del("Kbn-Name")
	answer.Exchange.Request.URL = "http://127.0.0.1:5601/api/things/x?y=1"
	cut := broke(recording.FailedCut, "the connection ended")
	judge := NewJudge(tinyAreas(answersSame), tinyContract(t), loadSchemas(t), "9.1.0", rules.Required, recorded(map[string]Answer{
		"things.get.missing": answer, "things.get.own": cut, "things.get.twice.first": said(200, `{"id":"a"}`), "things.get.twice.second": said(200, `{"id":"b"}`),
	}))
	for id, want := range map[string]string{
		"things.get.missing": `things.get.missing  GET /api/things/x?y=1 -> 404  (required; ref API document, missing things)
  header-missing     kbn-name
  error-shape        /statusCode: want integer, got string "404"
  message-unexpected /message: want a text like ^Thing NAME not found$, got "There is no NAME"`,
		"things.get.own": `things.get.own  GET /api/things/x  (required; ref API document, operation get-things-id)
  no-answer          want a whole HTTP answer, got cut: the connection ended`,
		"things.get.twice.same": `things.get.twice.same  (required; ref API document, operation get-things-id)
  answers-disagree   /id: want "a" as in things.get.twice.first, got "b"`,
	} {
		got := judge.Decide(t.Context(), find(t, p, id)).String()
		got = strings.ReplaceAll(got, own(id), "NAME")
		if got != want {
			t.Errorf("%s reads\n%s\nwant\n%s", id, got, want)
		}
	}
}

// TestDecidingWaits: a verdict is not given before the answer is there.
func TestDecidingWaits(t *testing.T) {
	p := tinyPlan(t)
	arrive, asked := make(chan struct{}), make(chan string, 1)
	judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, func(ctx context.Context, step string) (Answer, bool) {
		asked <- step
		select {
		case <-arrive:
			return Answer{Exchange: said(200, "{}").Exchange, Vars: plan.NewVars("r1", step)}, true
		case <-ctx.Done():
			return Answer{}, false
		}
	})
	verdict := make(chan Verdict)
	decide := func(ctx context.Context) { verdict <- judge.Decide(ctx, find(t, p, "things.get.advice")) }
	ctx, cancel := context.WithCancel(t.Context())
	go decide(ctx)
	<-asked
	cancel()
	if v := <-verdict; v.Outcome != Blocked {
		t.Errorf("without an answer: %s", v.Outcome)
	}
	go decide(t.Context())
	if step := <-asked; step != "things.get.advice" {
		t.Errorf("asked for %s", step)
	}
	close(arrive)
	if v := <-verdict; v.Outcome != Passed {
		t.Errorf("with the answer: %s", v.Outcome)
	}
}
