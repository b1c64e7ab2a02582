package play_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// eventually is the step asked until item.n is 2.
func eventually(s plan.Step, within string) plan.Step {
	s.Eventually = &fixtures.Eventually{Until: map[string]any{"item.n": 2, "item.name": "{own}"}, Within: within}
	return s
}

var (
	busy    = status(429, "{}", "Retry-After", "2")
	refused = failed(recording.FailedConnect, "connection refused")
	fine    = status(200, "{}")
	ownName = func() string { name, _ := plan.NewVars("r1", "f").Lookup("own"); return name }()
	stale   = status(200, `{"item":{"n":1,"name":"`+ownName+`"}}`)
	fresh   = status(200, `{"item":{"n":2,"name":"`+ownName+`"}}`)
)

// TestAsksAgainOnlyWhereItMay: how a step is answered one time after another,
// how often it is sent, how long that takes, and the answer that counts.
func TestAsksAgainOnlyWhereItMay(t *testing.T) {
	step := expecting(get("f.s"), 200)
	for name, c := range map[string]struct {
		step    plan.Step
		answers []recording.Exchange
		sent    int
		took    time.Duration
		counts  string // status or failure
	}{
		"a success counts": {step, []recording.Exchange{fine}, 1, 0, "200"},
		"a failing answer counts, whatever would come next":  {step, []recording.Exchange{status(500, "{}"), fine}, 1, 0, "500"},
		"a wrong status counts":                              {step, []recording.Exchange{status(404, "{}"), fine}, 1, 0, "404"},
		"a 503 counts, even with retry-after":                {step, []recording.Exchange{status(503, "", "Retry-After", "1"), fine}, 1, 0, "503"},
		"a cut answer counts":                                {step, []recording.Exchange{failed(recording.FailedCut, "cut"), fine}, 1, 0, "cut"},
		"a late answer counts":                               {step, []recording.Exchange{failed(recording.FailedTimeout, "late"), fine}, 1, 0, "late"},
		"a 429 is waited for":                                {step, []recording.Exchange{busy, fine}, 2, 2 * time.Second, "200"},
		"a 429 is waited for twice":                          {step, []recording.Exchange{busy, busy, fine}, 3, 4 * time.Second, "200"},
		"a third 429 counts":                                 {step, []recording.Exchange{busy, busy, busy, fine}, 3, 4 * time.Second, "429"},
		"a 429 without waiting time is asked at once":        {step, []recording.Exchange{status(429, "", "Retry-After", "0"), fine}, 2, 0, "200"},
		"a minute is waited":                                 {step, []recording.Exchange{status(429, "", "Retry-After", "60"), fine}, 2, time.Minute, "200"},
		"longer than a minute is not waited":                 {step, []recording.Exchange{status(429, "", "Retry-After", "61"), fine}, 1, 0, "429"},
		"a number that overflows is not waited":              {step, []recording.Exchange{status(429, "", "Retry-After", "9223372036854775807"), fine}, 1, 0, "429"},
		"a negative number is not waited":                    {step, []recording.Exchange{status(429, "", "Retry-After", "-1"), fine}, 1, 0, "429"},
		"a word is not waited":                               {step, []recording.Exchange{status(429, "", "Retry-After", "soon"), fine}, 1, 0, "429"},
		"a 429 without retry-after counts":                   {step, []recording.Exchange{status(429, ""), fine}, 1, 0, "429"},
		"a 429 that is the expected refusal counts":          {refusing(step, "limited", 429), []recording.Exchange{busy, fine}, 1, 0, "429"},
		"a 429 that is the expected status counts":           {expecting(step, 200, 429), []recording.Exchange{busy, fine}, 1, 0, "429"},
		"a refused connection is tried again":                {step, []recording.Exchange{refused, fine}, 2, 100 * time.Millisecond, "200"},
		"a connection refused three times counts":            {step, []recording.Exchange{refused, refused, refused, fine}, 3, 200 * time.Millisecond, "connection refused"},
		"refusals and 429 share the three tries":             {step, []recording.Exchange{refused, busy, refused, fine}, 3, 2100 * time.Millisecond, "connection refused"},
		"what is eventual and there counts at once":          {eventually(step, "1s"), []recording.Exchange{fresh}, 1, 0, "200"},
		"what is eventual is asked until it shows":           {eventually(step, "1s"), []recording.Exchange{stale, stale, stale, stale, fresh}, 5, 400 * time.Millisecond, "200"},
		"what is eventual is asked until the time is over":   {eventually(step, "1s"), []recording.Exchange{stale}, 11, time.Second, "200"},
		"what is eventual and an error counts":               {eventually(step, "1s"), []recording.Exchange{status(404, "{}"), fresh}, 1, 0, "404"},
		"what is eventual and cut counts":                    {eventually(step, "1s"), []recording.Exchange{failed(recording.FailedCut, "cut"), fresh}, 1, 0, "cut"},
		"what is eventual and no JSON counts":                {eventually(step, "1s"), []recording.Exchange{status(200, "<html>"), fresh}, 1, 0, "200"},
		"another name is not what was waited for":            {eventually(step, "200ms"), []recording.Exchange{status(200, `{"item":{"n":2,"name":"other"}}`)}, 3, 200 * time.Millisecond, "200"},
		"a refused connection does not end what is eventual": {eventually(step, "1s"), []recording.Exchange{stale, refused, stale, fresh}, 4, 300 * time.Millisecond, "200"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sender := &answers{by: inOrder(c.answers...)}
				begun := time.Now()
				session := played(t, sender, play.Options{}, flow("f", c.step))
				if took := time.Since(begun); took != c.took {
					t.Errorf("took %s, want %s", took, c.took)
				}
				r := result(t, session, "f.s")
				if len(sender.lines()) != c.sent || r.Attempts != c.sent {
					t.Errorf("sent %d times and told of %d, want %d", len(sender.lines()), r.Attempts, c.sent)
				}
				if got := outcome(r.Exchange); got != c.counts {
					t.Errorf("what counts is %s, want %s", got, c.counts)
				}
				recorded := session.Exchanges()
				for i, x := range recorded {
					if x.Attempt != i+1 || x.Step != "f.s" {
						t.Errorf("recorded as number %d: attempt %d of %s", i+1, x.Attempt, x.Step)
					}
				}
				if len(recorded) != c.sent || r.Exchange.Attempt != c.sent {
					t.Errorf("recorded %d attempts, the last counted is %d, want %d", len(recorded), r.Exchange.Attempt, c.sent)
				}
			})
		})
	}
}

func outcome(x recording.Exchange) string {
	if x.Response == nil {
		return x.Failure.Text
	}
	return map[int]string{200: "200", 404: "404", 429: "429", 500: "500", 503: "503"}[x.Response.Status]
}

func TestAStepWaitsForTheRetryAfterOfAnEarlierOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limited, between, after := refusing(get("f.limited"), "limited", 429), get("f.between"), get("f.after")
		limited.Step.ID, between.Step.ID, after.Wait = "limited", "between", "limited"
		sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
			time.Sleep(500 * time.Millisecond)
			if r.Step == "f.limited" {
				return busy
			}
			return fine
		}}
		session := played(t, sender, play.Options{}, flow("f", limited, between, after))
		first, last := result(t, session, "f.limited").Exchange, result(t, session, "f.after").Exchange
		if got := last.Started.Sub(first.Started.Add(first.Duration)); got != 2*time.Second {
			t.Errorf("sent %s after the 429, want the 2s that it asked for, the step between included", got)
		}
	})
}

// TestAnInterruptEndsTheWaiting: the answer so far is none to judge, and the
// reason is the interrupt.
func TestAnInterruptEndsTheWaiting(t *testing.T) {
	waiting := get("f.s")
	waiting.Wait = "before"
	for name, c := range map[string]struct {
		step    plan.Step
		answers []recording.Exchange
		sent    int
	}{
		"for a retry-after":          {get("f.s"), []recording.Exchange{fine, busy, fine}, 2},
		"for a connection":           {get("f.s"), []recording.Exchange{fine, refused, refused, refused}, 3},
		"for what is eventual":       {eventually(get("f.s"), "1m"), []recording.Exchange{fine, stale}, 3},
		"for an earlier retry-after": {waiting, []recording.Exchange{busy, fine}, 1},
		"to create":                  {create("f.s"), []recording.Exchange{fine, busy, fine}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
				defer cancel()
				sender := &answers{by: inOrder(c.answers...)}
				begun := time.Now()
				session := play.Start(ctx, planned(flow("f", refusing(get("before"), "limited", 429), c.step, get("f.next"))), sender, play.Options{})
				<-session.Done()
				if took := time.Since(begun); took != 150*time.Millisecond {
					t.Errorf("ended after %s, not at the interrupt", took)
				}
				for _, id := range []string{"f.s", "f.next"} {
					if got := result(t, session, id).Blocked; got != "the run was interrupted" {
						t.Errorf("%s: blocked by %q", id, got)
					}
				}
				if lines := sender.lines(); len(lines) != c.sent {
					t.Errorf("sent %v, want %d requests", lines, c.sent)
				}
			})
		})
	}
}

// TestARefusedConnectionIsTriedAgain, by the real client, on a closed port.
func TestARefusedConnectionIsTriedAgain(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	client, err := target.New(target.Config{BaseURL: "http://" + address})
	if err != nil {
		t.Fatal(err)
	}
	session := played(t, client, play.Options{}, flow("f", get("f.s"), get("f.next")))
	var attempts []int
	for _, x := range session.Exchanges() {
		attempts = append(attempts, x.Attempt)
	}
	if !slices.Equal(attempts, []int{1, 2, 3}) {
		t.Errorf("attempts %v, want 1 2 3 and no next step", attempts)
	}
	if got := result(t, session, "f.next").Blocked; !strings.HasPrefix(got, "f.s got no answer (") || !strings.Contains(got, "refused") {
		t.Errorf("blocked by %q", got)
	}
}
