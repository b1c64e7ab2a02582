package play_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// TestATargetThatIsGoneIsLeftAlone: which requests of ten flows, one after
// another, can be sent; how many are tried; and what the last flow is told.
func TestATargetThatIsGoneIsLeftAlone(t *testing.T) {
	const gone = "the target accepts no connection any more"
	for name, c := range map[string]struct {
		accepts func(request int) bool // counted from 1
		sent    int
		why     string
	}{
		"it is there":                    {func(int) bool { return true }, 10, ""},
		"it never was":                   {func(int) bool { return false }, 5, gone},
		"it goes after three answers":    {func(n int) bool { return n <= 3 }, 8, gone + ", since GET /api/f2.s"},
		"every other connection is made": {func(n int) bool { return n%2 == 0 }, 20, ""},
		"every fifth connection is made": {func(n int) bool { return n%5 == 0 }, 25, ""},
		"four connections in a row fail": {func(n int) bool { return n == 1 || n > 5 }, 13, ""},
		"five connections in a row fail": {func(n int) bool { return n == 1 || n > 6 }, 6, gone + ", since GET /api/f0.s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				sender := &answers{by: func(context.Context, target.Request) recording.Exchange {
					if n++; c.accepts(n) {
						return fine
					}
					return refused
				}}
				var flows []*plan.Flow
				for i := range 10 {
					flows = append(flows, flow(fmt.Sprint("f", i), get(fmt.Sprint("f", i, ".s"))))
				}
				session := played(t, sender, play.Options{}, flows...)
				if got := result(t, session, "f9.s").Blocked; got != c.why || session.Gone() != c.why {
					t.Errorf("the last flow is told %q, the caller %q, want %q", got, session.Gone(), c.why)
				}
				if got := len(sender.lines()); got != c.sent {
					t.Errorf("%d requests were tried, want %d", got, c.sent)
				}
			})
		})
	}
}

// TestAnUndoIsTriedThoughTheTargetIsGone: it may be back. The second step of the
// flow that created something waits until the others have found the target gone.
func TestAnUndoIsTriedThoughTheTargetIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
			switch {
			case r.Step == "b":
				time.Sleep(time.Minute)
				return refused
			case r.Method == "GET":
				return refused
			}
			return fine
		}}
		session := played(t, sender, play.Options{Concurrency: 2}, flow("f", create("a"), get("b"), get("c")), flow("g", get("d")), flow("h", get("e")))
		if account := session.Undone(); account.Done != 1 || !strings.HasPrefix(session.Gone(), "the target accepts no connection") {
			t.Errorf("account %+v, gone %q", account, session.Gone())
		}
		if got := result(t, session, "c").Blocked; !strings.HasPrefix(got, "the target accepts no connection") && !strings.HasPrefix(got, "b got no answer") {
			t.Errorf("c is told %q", got)
		}
	})
}
