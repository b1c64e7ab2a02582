package play_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// undos are the requests after the first n.
func undos(sender *answers, n int) []string { return sender.lines()[n:] }

func TestUndoesLastInFirstOut(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]recording.Exchange
		sent    int
		want    []string
	}{
		"after success":                           {nil, 4, []string{"DELETE /api/things/kbn-conf-r1-c", "DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}},
		"after a step that ended the flow":        {map[string]recording.Exchange{"b": status(500, "{}")}, 2, []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}},
		"after a step that got no answer":         {map[string]recording.Exchange{"b": failed(recording.FailedTimeout, "late")}, 2, []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}},
		"but not a step that was refused":         {map[string]recording.Exchange{"b": status(400, "{}")}, 2, []string{"DELETE /api/things/kbn-conf-r1-a"}},
		"nor a step that never was sent":          {map[string]recording.Exchange{"a": status(400, "{}")}, 1, nil},
		"nor one of which nothing left":           {map[string]recording.Exchange{"b": failed(recording.FailedRefused, "read-only")}, 2, []string{"DELETE /api/things/kbn-conf-r1-a"}},
		"although the reading step between fails": {map[string]recording.Exchange{"read": status(500, "{}")}, 3, []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}},
	} {
		t.Run(name, func(t *testing.T) {
			sender := &answers{by: byStep(c.answers)}
			a, b, read, last := expecting(create("a"), 200), expecting(create("b"), 200), expecting(get("read"), 200), create("c")
			session := played(t, sender, play.Options{}, flow("f", a, b, read, last))
			if got := undos(sender, c.sent); !slices.Equal(got, c.want) {
				t.Errorf("sent %v, then undid %v, want %v", sender.lines()[:c.sent], got, c.want)
			}
			if account := session.Undone(); account.Planned != len(c.want) || account.Done != len(c.want) || account.Leftovers != nil {
				t.Errorf("account %+v", account)
			}
		})
	}
}

func TestUndoesWhateverMayHaveBeenCreated(t *testing.T) {
	cut := status(201, "{}")
	cut.Failure = &recording.Failure{Kind: recording.FailedCut, Text: "cut"}
	for name, c := range map[string]struct {
		answer recording.Exchange
		undone bool
	}{
		"200": {status(200, "{}"), true}, "201": {status(201, "{}"), true}, "202": {status(202, ""), true}, "302": {status(302, ""), true},
		"400": {status(400, "{}"), false}, "401": {status(401, "{}"), false}, "403": {status(403, "{}"), false}, "404": {status(404, "{}"), false},
		"408": {status(408, "{}"), true}, "409": {status(409, "{}"), true}, "413": {status(413, "{}"), false}, "415": {status(415, "{}"), false},
		"429": {status(429, "{}"), false}, "500": {status(500, "{}"), true}, "502": {status(502, "{}"), true}, "504": {status(504, "{}"), true},
		"an answer that was cut":          {cut, true},
		"no answer since it was cut":      {failed(recording.FailedCut, "cut"), true},
		"no answer in time":               {failed(recording.FailedTimeout, "late"), true},
		"an answer that is not HTTP":      {failed(recording.FailedProtocol, "noise"), true},
		"an answer that is too large":     {failed(recording.FailedTooLarge, "large"), true},
		"an interrupt":                    {failed(recording.FailedCanceled, "interrupted"), true},
		"a connection that never was":     {failed(recording.FailedConnect, "refused"), false},
		"a request that was not let pass": {failed(recording.FailedRefused, "read-only"), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			sender := &answers{by: byStep(map[string]recording.Exchange{"a": c.answer})}
			session := played(t, sender, play.Options{}, flow("f", create("a")))
			if got := slices.Contains(sender.lines(), "DELETE /api/things/kbn-conf-r1-a"); got != c.undone {
				t.Errorf("%s: undone %t, want %t", name, got, c.undone)
			}
			if session.Undone().Leftovers != nil {
				t.Errorf("%s: leftovers %v", name, session.Undone().Leftovers)
			}
		})
	}
}

func TestSaysWhatIsLeft(t *testing.T) {
	found := create("a")
	found.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/things/{found}", Find: &fixtures.Find{Path: "/api/things", ID: `items.#(name=="{own}").id`}}
	captured := create("a")
	captured.Step.Capture = map[string]string{"id": "item.id"}
	captured.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/things/{id}"}
	named := captured
	named.Send.Body = map[string]any{"name": "kbn-conf-r1-a"}
	gone := create("a")
	gone.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/things/kbn-conf-r1-a", Expect: []int{400}}
	noList := "GET /api/things, which would name the object, gave no list"
	listed := status(200, `{"items":[{"id":"x","name":"other"},{"id":"7/8","name":"`+ownName+`"}]}`)
	for name, c := range map[string]struct {
		step    plan.Step
		answers map[string]recording.Exchange
		path    string // of the leftover; empty: none
		why     string
	}{
		"nothing when the undo succeeds":            {create("a"), nil, "", ""},
		"nothing when the object is gone":           {create("a"), map[string]recording.Exchange{"a#undo": status(404, "{}")}, "", ""},
		"nothing when the status means gone":        {gone, map[string]recording.Exchange{"a#undo": status(400, "{}")}, "", ""},
		"an undo that is refused":                   {create("a"), map[string]recording.Exchange{"a#undo": status(400, "{}")}, "/api/things/kbn-conf-r1-a", "answered 400 Bad Request"},
		"an undo that fails":                        {create("a"), map[string]recording.Exchange{"a#undo": status(500, "{}")}, "/api/things/kbn-conf-r1-a", "answered 500 Internal Server Error"},
		"an undo that is redirected":                {create("a"), map[string]recording.Exchange{"a#undo": status(302, "")}, "/api/things/kbn-conf-r1-a", "answered 302 Found"},
		"an undo without an answer":                 {create("a"), map[string]recording.Exchange{"a#undo": failed(recording.FailedCut, "cut")}, "/api/things/kbn-conf-r1-a", "no answer: cut"},
		"an undo whose path needs the lost answer":  {captured, map[string]recording.Exchange{"a": failed(recording.FailedCut, "cut")}, "/api/things/{id}", "the path /api/things/{id} needs a value for {id}"},
		"nothing of an object of others":            {named, map[string]recording.Exchange{"a": status(200, `{"item":{"id":"7","name":"production"}}`)}, "/api/things/{id}", `the answer to the create is about "production", which this run did not make, so it is not known what to remove`},
		"nothing when the id came with the answer":  {captured, map[string]recording.Exchange{"a": status(200, `{"item":{"id":"7"}}`)}, "", ""},
		"nothing when the object is found":          {found, map[string]recording.Exchange{"a#find": listed}, "", ""},
		"nothing when it is not in the list":        {found, map[string]recording.Exchange{"a#find": status(200, `{"items":[]}`)}, "", ""},
		"an object whose list is refused":           {found, map[string]recording.Exchange{"a#find": status(403, "{}")}, "/api/things/{found}", noList},
		"an object whose list is cut":               {found, map[string]recording.Exchange{"a#find": failed(recording.FailedCut, "cut")}, "/api/things/{found}", noList},
		"an object whose list is a page of a proxy": {found, map[string]recording.Exchange{"a#find": status(200, "<html>")}, "/api/things/{found}", noList},
		"an object that is found but stays":         {found, map[string]recording.Exchange{"a#find": listed, "a#undo": status(403, "{}")}, "/api/things/7%2F8", "answered 403 Forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			sender := &answers{by: byStep(c.answers)}
			session := played(t, sender, play.Options{}, flow("f", c.step))
			account, want := session.Undone(), []play.Leftover(nil)
			if c.path != "" {
				want = []play.Leftover{{Flow: "f", Method: "DELETE", Path: c.path, Error: c.why}}
			}
			if !slices.Equal(account.Leftovers, want) || account.Planned != 1 || account.Done != 1-len(want) {
				t.Errorf("account %+v, want the leftovers %v", account, want)
			}
			if recorded := len(session.Exchanges()); recorded != len(sender.lines()) {
				t.Errorf("%d exchanges recorded of %d sent: undos belong to the recording", recorded, len(sender.lines()))
			}
		})
	}
}

func TestAFindThatCannotBeBuiltIsLeftOver(t *testing.T) {
	step := create("a")
	step.Undo.Find = &fixtures.Find{Path: "/api/{unknown}", ID: "id"}
	session := played(t, &answers{}, play.Options{}, flow("f", step))
	if left := session.Undone().Leftovers; len(left) != 1 || left[0].Error != "the path /api/{unknown} needs a value for {unknown}" {
		t.Errorf("leftovers %v", left)
	}
}

func TestAnUndoSendsItsBody(t *testing.T) {
	step := create("a")
	step.Undo = &fixtures.Undo{Method: "POST", Path: "/api/things/delete", Body: map[string]any{"id": "{own}"}}
	sender := &answers{}
	played(t, sender, play.Options{}, flow("f", step))
	if got := string(sender.sent[1].Body); got != `{"id":"`+ownName+`"}` || sender.sent[1].Read {
		t.Errorf("sent %s, as a read: %t", got, sender.sent[1].Read)
	}
}

// TestAnInterruptIsBounded: a server that hangs when the run is interrupted
// gets a while for what may have been created, then a while for its undo.
func TestAnInterruptIsBounded(t *testing.T) {
	hang := func(ctx context.Context, _ target.Request) recording.Exchange {
		<-ctx.Done()
		return failed(recording.FailedCanceled, context.Cause(ctx).Error())
	}
	replace := get("b")
	replace.Line.Method, replace.Mode = "PUT", "write"
	for name, c := range map[string]struct {
		step plan.Step
		took time.Duration
		left int
	}{
		"while it reads":               {get("b"), 10 * time.Second, 1},
		"while it creates":             {create("b"), 15 * time.Second, 2},
		"while it writes without undo": {replace, 15 * time.Second, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				sender := &answers{by: func(late context.Context, r target.Request) recording.Exchange {
					if r.Step == "a" {
						return status(200, "{}")
					}
					return hang(late, r)
				}}
				session := play.Start(ctx, planned(flow("f", create("a"), c.step, get("c")), flow("g", get("d"))), sender, play.Options{Concurrency: 1})
				time.Sleep(time.Hour) // nothing ends on its own; in virtual time
				begun := time.Now()
				cancel()
				<-session.Done()
				if took := time.Since(begun); took != c.took {
					t.Errorf("ended %s after the interrupt, want %s", took, c.took)
				}
				if account := session.Undone(); len(account.Leftovers) != c.left {
					t.Errorf("account %+v, want %d leftovers", account, c.left)
				}
				if got := result(t, session, "d").Blocked; got != "the run was interrupted" {
					t.Errorf("the next flow is blocked by %q", got)
				}
			})
		})
	}
}

// TestASlowUndoIsNotCutShort: without an interrupt only the request timeout counts.
func TestASlowUndoIsNotCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sender := &answers{by: func(ctx context.Context, r target.Request) recording.Exchange {
			select {
			case <-time.After(25 * time.Second):
				return status(200, "{}")
			case <-ctx.Done():
				return failed(recording.FailedCanceled, "cut short")
			}
		}}
		session := played(t, sender, play.Options{}, flow("f", create("a")))
		if account := session.Undone(); account.Done != 1 {
			t.Errorf("account %+v", account)
		}
	})
}

// TestAnUndoThatTakesTheIDFromTheAnswerOrTheList: what the answer tells is not
// looked up.
func TestAnUndoThatTakesTheIDFromTheAnswerOrTheList(t *testing.T) {
	step := create("a")
	step.Step.Capture = map[string]string{"made": "item.id"}
	step.Undo = &fixtures.Undo{Method: "POST", Path: "/api/things/delete", Body: map[string]any{"thingId": "{made}"},
		Find: &fixtures.Find{Path: "/api/things", ID: `items.#(name=="{own}").id`, For: "made"}}
	listed := status(200, `{"items":[{"id":"x","name":"other"},{"id":"7","name":"`+ownName+`"}]}`)
	for name, c := range map[string]struct {
		answer recording.Exchange
		want   []string
	}{
		"the answer tells it": {status(200, `{"item":{"id":"7"}}`), []string{"POST /api/things/delete"}},
		"the answer was lost": {failed(recording.FailedCut, "cut"), []string{"GET /api/things", "POST /api/things/delete"}},
		"the server failed":   {status(500, `{}`), []string{"GET /api/things", "POST /api/things/delete"}},
	} {
		sender := &answers{by: byStep(map[string]recording.Exchange{"a": c.answer, "a#find": listed})}
		session := played(t, sender, play.Options{}, flow("f", step))
		if got := undos(sender, 1); !slices.Equal(got, c.want) {
			t.Errorf("%s: undone by %v, want %v", name, got, c.want)
		}
		if got := string(sender.sent[len(sender.sent)-1].Body); got != `{"thingId":"7"}` || session.Undone().Done != 1 {
			t.Errorf("%s: sent %s, %+v", name, got, session.Undone())
		}
	}
}

// A connection that is lost comes back more often than not.
func TestAnUndoIsSentAgainWhenItsConnectionIsLost(t *testing.T) {
	for name, c := range map[string]struct {
		undo []recording.Exchange
		sent int
		left bool
	}{
		"the second time":         {[]recording.Exchange{failed(recording.FailedCut, "cut"), status(404, "{}")}, 2, false},
		"the third time":          {[]recording.Exchange{failed(recording.FailedConnect, "refused"), failed(recording.FailedProtocol, "noise"), status(200, "{}")}, 3, false},
		"never":                   {[]recording.Exchange{failed(recording.FailedCut, "cut")}, 3, true},
		"but not what was slow":   {[]recording.Exchange{failed(recording.FailedTimeout, "late")}, 1, true},
		"nor what was not let go": {[]recording.Exchange{failed(recording.FailedRefused, "not sent")}, 1, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			next := inOrder(c.undo...)
			sender := &answers{}
			sender.by = func(ctx context.Context, r target.Request) recording.Exchange {
				if r.Step == "a#undo" {
					return next(ctx, r)
				}
				return status(200, "{}")
			}
			session := played(t, sender, play.Options{}, flow("f", create("a")))
			if sent := len(undos(sender, 1)); sent != c.sent || (len(session.Undone().Leftovers) > 0) != c.left {
				t.Errorf("%s: sent %d times, left %v", name, sent, session.Undone().Leftovers)
			}
		})
	}
}
