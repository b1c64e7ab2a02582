package play_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// readers are flows of one read each.
func readers(n int) []*plan.Flow {
	var out []*plan.Flow
	for i := range n {
		out = append(out, flow(fmt.Sprint("f", i), get(fmt.Sprint("f", i, ".s"))))
	}
	return out
}

// TestLimits: what ten reads, one after another, meet; how many are sent; and
// what the last is told.
func TestLimits(t *testing.T) {
	fine, broken, late := status(200, "{}"), status(503, "{}"), failed(recording.FailedTimeout, "no answer within 30s")
	lost := failed(recording.FailedCut, "cut")
	for name, c := range map[string]struct {
		limits  play.Limits
		answers []recording.Exchange
		sent    int
		why     string // begins with
	}{
		"no limits":                       {play.Limits{}, []recording.Exchange{broken}, 10, ""},
		"a budget that lasts":             {play.Limits{Requests: 10}, []recording.Exchange{fine}, 10, ""},
		"a budget that does not":          {play.Limits{Requests: 4}, []recording.Exchange{fine}, 4, "the budget of 4 requests is used up"},
		"what is not sent is not counted": {play.Limits{Requests: 8}, []recording.Exchange{failed(recording.FailedRefused, "not sent"), fine, failed(recording.FailedRefused, "not sent"), fine}, 10, ""},
		"trouble in a row":                {play.Limits{Troubles: 3}, []recording.Exchange{fine, broken, late, broken}, 4, "3 requests in a row met trouble, the last one GET /api/f3.s (503 Service Unavailable)"},
		"time-outs in a row":              {play.Limits{Troubles: 3}, []recording.Exchange{late}, 3, "3 requests in a row met trouble, the last one GET /api/f2.s (no whole answer in time)"},
		"trouble between good answers":    {play.Limits{Troubles: 2}, []recording.Exchange{broken, fine, broken, fine, broken, fine, broken, fine, broken, fine}, 10, ""},
		"a cut connection is no trouble":  {play.Limits{Troubles: 2}, []recording.Exchange{lost}, 10, ""},
		"and heals none":                  {play.Limits{Troubles: 2}, []recording.Exchange{broken, lost, broken}, 3, "2 requests in a row met trouble"},
		"answers that fit":                {play.Limits{Stored: 1 << 20}, []recording.Exchange{status(200, strings.Repeat("x", 100_000))}, 10, ""},
		"answers that do not fit":         {play.Limits{Stored: 1 << 20}, []recording.Exchange{status(200, strings.Repeat("x", 300_000))}, 4, "the answers of this run are longer than 1 MiB together"},
		"headers that do not fit":         {play.Limits{Stored: 1 << 20}, []recording.Exchange{status(200, "", "X-Long", strings.Repeat("x", 600_000))}, 2, "the answers of this run are longer than 1 MiB together"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sender := &answers{by: inOrder(c.answers...)}
				session := played(t, sender, play.Options{Limits: c.limits}, readers(10)...)
				got := result(t, session, "f9.s").Blocked
				if !strings.HasPrefix(got, c.why) || (got == "") != (c.why == "") || session.Gone() != got {
					t.Errorf("the last flow is told %q, the caller %q, want %q", got, session.Gone(), c.why)
				}
				if sent := len(sender.lines()); sent != c.sent {
					t.Errorf("%d requests were sent, want %d", sent, c.sent)
				}
			})
		})
	}
}

// TestUndosAreBeyondLimits: what was made is removed, whatever has run out.
func TestUndosAreBeyondLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sender := &answers{}
		session := played(t, sender, play.Options{Limits: play.Limits{Requests: 1}}, flow("f", create("a"), get("b")), flow("g", create("c")))
		if got := fmt.Sprint(sender.lines()); got != "[POST /api/things DELETE /api/things/kbn-conf-r1-a]" || session.Undone().Done != 1 {
			t.Errorf("sent %s, account %+v", got, session.Undone())
		}
	})
}

func TestTheRateIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		played(t, &answers{}, play.Options{Concurrency: 8, Limits: play.Limits{Rate: 5}}, readers(11)...)
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("11 requests at 5 a second took %s, want 2s", took)
		}
	})
}

// TestAnOverloadedTargetRests: 503 with retry-after holds every other request
// back, and is not asked again itself.
func TestAnOverloadedTargetRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, n := time.Now(), 0
		var at []time.Duration
		sender := &answers{by: func(context.Context, target.Request) recording.Exchange {
			at = append(at, time.Since(begun))
			if n++; n == 1 {
				return status(http.StatusServiceUnavailable, "{}", "Retry-After", "7")
			}
			return fine
		}}
		played(t, sender, play.Options{}, readers(3)...)
		if got, want := fmt.Sprint(at), "[0s 7s 7s]"; got != want {
			t.Errorf("requests left at %s, want %s", got, want)
		}
	})
}
