package play_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func preparing(s plan.Step) plan.Step {
	s.ID, s.Prepare, s.Step.ID = "e.case#proxy", true, ""
	return s
}

func capturing(s plan.Step, name, path string) plan.Step {
	s.Step.Capture = map[string]string{name: path}
	return s
}

// TestAStepThatYieldsNothingBlocksTheRest: what the first step is, how it is
// answered, and why the second one is not sent (empty: it is).
func TestAStepThatYieldsNothingBlocksTheRest(t *testing.T) {
	first := get("e.case.first")
	for name, c := range map[string]struct {
		step   plan.Step
		answer recording.Exchange
		why    string
	}{
		"the expected status goes on":                    {expecting(first, 200), status(200, "{}"), ""},
		"another status of the same class goes on":       {expecting(first, 200), status(201, "{}"), ""},
		"a refusal instead of a success blocks":          {expecting(first, 200), status(400, "{}"), "e.case.first was answered 400"},
		"a server error instead of a success blocks":     {expecting(first, 200), status(503, "{}"), "e.case.first was answered 503"},
		"a redirect instead of a success blocks":         {expecting(first, 200), status(302, ""), "e.case.first was answered 302"},
		"a success instead of a stated refusal blocks":   {expecting(first, 404), status(200, "{}"), "e.case.first was answered 200"},
		"either of two refusals goes on":                 {expecting(first, 400, 403), status(403, "{}"), ""},
		"a success instead of two refusals blocks":       {expecting(first, 400, 403), status(200, "{}"), "e.case.first was answered 200"},
		"a third class instead of two blocks":            {expecting(first, 200, 404), status(500, "{}"), "e.case.first was answered 500"},
		"either of two classes goes on":                  {expecting(first, 200, 404), status(409, "{}"), ""},
		"an expected refusal goes on":                    {refusing(first, "not-found", 404), status(404, "{}"), ""},
		"no expected refusal is needed by what follows":  {refusing(first, "not-found", 404), status(200, "{}"), ""},
		"no expectation goes on":                         {first, status(500, "{}"), ""},
		"no answer blocks":                               {first, failed(recording.FailedCut, "the connection ended"), "e.case.first got no answer (the connection ended)"},
		"a prepared success goes on":                     {preparing(first), status(201, "{}"), ""},
		"a prepared step fails":                          {preparing(first), status(500, "{}"), "preparation proxy was answered 500"},
		"a prepared step is refused":                     {preparing(first), status(403, "{}"), "preparation proxy was answered 403"},
		"a prepared step is answered another success":    {preparing(expecting(first, 200)), status(204, ""), "preparation proxy was answered 204"},
		"a prepared step is redirected":                  {preparing(expecting(first, 200)), status(302, ""), "preparation proxy was answered 302"},
		"a prepared step gets no answer":                 {preparing(first), failed(recording.FailedConnect, "connection refused"), "preparation proxy got no answer (connection refused)"},
		"a prepared step may find what is there":         {preparing(expecting(first, 200, 409)), status(409, "{}"), ""},
		"a prepared step is answered neither way":        {preparing(expecting(first, 200, 409)), status(404, "{}"), "preparation proxy was answered 404"},
		"what is captured is there":                      {capturing(first, "id", "item.id"), status(200, `{"item":{"id":"x"}}`), ""},
		"what is captured is missing":                    {capturing(first, "id", "item.id"), status(200, `{"item":{}}`), "e.case.first did not yield id (status 200)"},
		"what is captured is empty":                      {capturing(first, "id", "item.id"), status(200, `{"item":{"id":""}}`), "e.case.first did not yield id (status 200)"},
		"what is captured is in a broken document":       {capturing(first, "id", "item.id"), status(200, `{"item":{"id":"x"}`), "e.case.first did not yield id (status 200)"},
		"what is captured is missing from a preparation": {preparing(capturing(first, "id", "item.id")), status(200, `{}`), "preparation proxy did not yield id (status 200)"},
	} {
		t.Run(name, func(t *testing.T) {
			sender := &answers{by: byStep(map[string]recording.Exchange{c.step.ID: c.answer})}
			session := played(t, sender, play.Options{}, flow("e.case", c.step, get("e.case.second"), get("e.case.third")))
			for _, id := range []string{"e.case.second", "e.case.third"} {
				if got := result(t, session, id).Blocked; got != c.why {
					t.Errorf("%s: blocked by %q, want %q", id, got, c.why)
				}
			}
			if r := result(t, session, c.step.ID); r.Blocked != "" || r.Attempts == 0 {
				t.Errorf("the first step itself is to be judged, got %+v", r)
			}
		})
	}
}

func TestAStepThatCannotBeBuiltIsNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*plan.Step)
		why    string
	}{
		"a path without a value":     {func(s *plan.Step) { s.Line.Path = "/api/things/{id}" }, "the path /api/things/{id} needs a value for {id}"},
		"an unknown archive":         {func(s *plan.Step) { s.Send.Archive = &fixtures.Archive{Type: "rar"} }, `archive type "rar"`},
		"a header in two spellings":  {func(s *plan.Step) { s.Send.Headers = map[string]*string{"kbn-xsrf": nil, "Kbn-Xsrf": nil} }, "Kbn-Xsrf is given twice"},
		"a wait without an answer":   {func(s *plan.Step) { s.Wait = "first" }, `step first answered 200 with retry-after "", which is no number of seconds`},
		"a wait for nothing earlier": {func(s *plan.Step) { s.Wait = "never" }, "step never got no answer, so no retry-after"},
	} {
		t.Run(name, func(t *testing.T) {
			sender := &answers{}
			second := create("second")
			c.change(&second)
			session := played(t, sender, play.Options{}, flow("f", get("first"), second, get("third")))
			for _, id := range []string{"second", "third"} {
				if got := result(t, session, id).Blocked; !strings.Contains(got, c.why) {
					t.Errorf("%s: blocked by %q, want %q", id, got, c.why)
				}
			}
			if got := sender.lines(); len(got) != 1 {
				t.Errorf("sent %v, want the first step only", got)
			}
		})
	}
}

func TestWhatIsCapturedReachesLaterSteps(t *testing.T) {
	first := capturing(get("one"), "id", "item.id")
	second := get("two")
	second.Line.Path = "/api/things/{id}"
	second.Send.Query = map[string]any{"again": "{id}"}
	sender := &answers{by: byStep(map[string]recording.Exchange{"one": status(200, `{"item":{"id":"a/b"}}`)})}
	session := played(t, sender, play.Options{}, flow("f", first, second))
	if got := sender.lines()[1]; got != "GET /api/things/a%2Fb?again=a%2Fb" {
		t.Errorf("sent %s", got)
	}
	if got, _ := result(t, session, "two").Vars.Lookup("id"); got != "a/b" {
		t.Errorf("the expectation sees id as %q", got)
	}
}

// TestWhatTheTargetLacks: a place that is empty for a stated reason ends the
// flow without blame, unless the answer is wrong besides.
func TestWhatTheTargetLacks(t *testing.T) {
	first := expecting(capturing(get("f.first"), "id", "items.0.id"), 200)
	first.Lacking = "the target has no policy"
	cut := status(200, `{"items":[]}`)
	cut.Failure = &recording.Failure{Kind: recording.FailedCut, Text: "cut"}
	for name, c := range map[string]struct {
		answer           recording.Exchange
		blocked, lacking string
	}{
		"there is one":             {status(200, `{"items":[{"id":"x"}]}`), "", ""},
		"there is none":            {status(200, `{"items":[]}`), "", "the target has no policy"},
		"the list is refused":      {status(403, `{"items":[]}`), "f.first did not yield id (status 403)", ""},
		"the list is cut":          {cut, "f.first did not yield id (status 200)", ""},
		"the list does not arrive": {failed(recording.FailedTimeout, "late"), "f.first got no answer (late)", ""},
	} {
		sender := &answers{by: byStep(map[string]recording.Exchange{"f.first": c.answer})}
		session := played(t, sender, play.Options{}, flow("f", first, get("f.second"), get("f.third")))
		for _, id := range []string{"f.second", "f.third"} {
			if r := result(t, session, id); r.Blocked != c.blocked || r.Lacking != c.lacking {
				t.Errorf("%s: %s is blocked by %q, lacks %q", name, id, r.Blocked, r.Lacking)
			}
		}
		if r := result(t, session, "f.first"); r.Blocked+r.Lacking != "" {
			t.Errorf("%s: the step itself is to be judged, got %+v", name, r)
		}
	}
}

// TestAStepThatMayRightlyBeRefused: what rests on a guess blames nobody.
func TestAStepThatMayRightlyBeRefused(t *testing.T) {
	first := expecting(capturing(get("f.first"), "id", "id"), 200)
	first.Unsure = "it was made from a document"
	for name, c := range map[string]struct {
		answer           recording.Exchange
		blocked, lacking string
	}{
		"it is taken":       {status(200, `{"id":"x"}`), "", ""},
		"it is refused":     {status(400, `{}`), "", "it was made from a document: f.first did not yield id (status 400)"},
		"it yields nothing": {status(200, `{}`), "", "it was made from a document: f.first did not yield id (status 200)"},
		"no answer comes":   {failed(recording.FailedTimeout, "late"), "f.first got no answer (late)", ""},
	} {
		sender := &answers{by: byStep(map[string]recording.Exchange{"f.first": c.answer})}
		session := played(t, sender, play.Options{}, flow("f", first, get("f.second")))
		if r := result(t, session, "f.second"); r.Blocked != c.blocked || r.Lacking != c.lacking {
			t.Errorf("%s: blocked by %q, lacks %q", name, r.Blocked, r.Lacking)
		}
	}
}
