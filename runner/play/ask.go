package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Limits of asking again. A failing answer is never asked again in the hope of
// a better one: only what the server asked for (retry-after), what never left,
// and what the API itself calls eventual.
const (
	maxTries     = 3
	maxWait      = time.Minute
	pollInterval = 100 * time.Millisecond
)

// answerTime is how long a write is still waited for after an interrupt: an
// undo that overtakes it would find nothing yet. Creating with PUT needs no undo
// of its own where a preparation has one, so this holds for every write.
const answerTime = 5 * time.Second

var errInterrupted = errors.New("the run was interrupted")

// interruption says why ctx has ended: its time was over, or somebody stopped it.
func interruption(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(ctx.Err(), context.DeadlineExceeded) && cause != context.DeadlineExceeded {
		return cause
	}
	return errInterrupted
}

// ask sends a step until its answer counts. All attempts are recorded. The
// error says that the run ended while the step still had to be asked again.
func (s *Session) ask(ctx context.Context, step *plan.Step, r target.Request, vars plan.Vars) (x recording.Exchange, attempts int, err error) {
	tries := 0
	var deadline time.Time
	for attempts = 1; ; attempts++ {
		r.Attempt = attempts
		x = s.send(ctx, step, r)
		x = shortened(x)
		s.record(x)
		if keptBack(x) {
			s.readmit()
		}
		wait, again := time.Duration(0), false
		switch {
		case neverLeft(x) || limited(step, x):
			tries++
			wait, again = pause(x), tries < maxTries
		case step.Eventually != nil && promising(step, x) && !shows(step, x, vars):
			if deadline.IsZero() {
				within, _ := time.ParseDuration(step.Eventually.Within)
				if s.options.Patience > 0 {
					within = min(within, s.options.Patience)
				}
				deadline = time.Now().Add(within)
			}
			wait, again = pollInterval, time.Now().Before(deadline)
		}
		if !again {
			return x, attempts, nil
		}
		if sleep(ctx, wait) != nil {
			return x, attempts, interruption(ctx)
		}
		if s.admit(ctx) != "" {
			if ctx.Err() != nil {
				return x, attempts, interruption(ctx)
			}
			return x, attempts, nil // the last answer counts
		}
	}
}

// send sends one request; a write outlives an interrupt.
func (s *Session) send(ctx context.Context, step *plan.Step, r target.Request) recording.Exchange {
	if step.Mode == "read" {
		return s.sender.Do(ctx, r)
	}
	late, release := outlive(ctx, answerTime)
	defer release()
	return s.sender.Do(late, r)
}

// brokenBody is how much is kept of an answer that did not arrive whole: enough
// to see what it was, since nothing of it is judged.
const brokenBody = 64 << 10

func shortened(x recording.Exchange) recording.Exchange {
	if x.Failure != nil && x.Response != nil && len(x.Response.Body) > brokenBody {
		r := *x.Response
		r.Body = bytes.Clone(r.Body[:brokenBody])
		x.Response = &r
	}
	return x
}

// neverLeft: the connection failed before the request was sent.
func neverLeft(x recording.Exchange) bool {
	return x.Failure != nil && x.Failure.Kind == recording.FailedConnect
}

// keptBack: the client refused to send the request.
func keptBack(x recording.Exchange) bool {
	return x.Failure != nil && x.Failure.Kind == recording.FailedRefused
}

// limited: the server asks to come back later, where that is not the point.
func limited(step *plan.Step, x recording.Exchange) bool {
	if x.Response == nil || x.Response.Status != http.StatusTooManyRequests || slices.Contains(step.Status, http.StatusTooManyRequests) {
		return false
	}
	_, err := retryAfter(x)
	return err == nil
}

func pause(x recording.Exchange) time.Duration {
	if d, err := retryAfter(x); err == nil {
		return d
	}
	return pollInterval
}

// retryAfter reads the header of that name in seconds.
func retryAfter(x recording.Exchange) (time.Duration, error) {
	if x.Response == nil {
		return 0, errors.New("got no answer, so no retry-after")
	}
	text := x.Response.Header.Get("Retry-After")
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 0 {
		return 0, fmt.Errorf("answered %d with retry-after %q, which is no number of seconds", x.Response.Status, text)
	}
	if seconds <= int(maxWait/time.Second) { // compared as seconds: a huge number would overflow
		return time.Duration(seconds) * time.Second, nil
	}
	return 0, fmt.Errorf("asks to wait %ds, longer than %s", seconds, maxWait)
}

func waitRetryAfter(ctx context.Context, x recording.Exchange) error {
	d, err := retryAfter(x)
	if err != nil {
		return err
	}
	return sleep(ctx, time.Until(x.Started.Add(x.Duration+d)))
}

// promising: the answer is of the expected kind, so that asking again may show
// more; a broken one will not heal by waiting.
func promising(step *plan.Step, x recording.Exchange) bool {
	return x.Complete() && serves(step, x.Response.Status) && x.JSON("@this").Exists()
}

// shows reports whether the answer shows what an earlier write did.
func shows(step *plan.Step, x recording.Exchange, vars plan.Vars) bool {
	for path, want := range step.Eventually.Until {
		if text, ok := want.(string); ok {
			want = vars.Expand(text)
		}
		if got := x.JSON(vars.Expand(path)); !got.Exists() || fmt.Sprint(want) != got.String() {
			return false
		}
	}
	return true
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// outlive gives a context that ends a while after ctx does.
func outlive(ctx context.Context, while time.Duration) (late context.Context, release func()) {
	late, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if sleep(late, while) == nil {
			cancel(fmt.Errorf("no answer within %s after that", while))
		}
	})
	return late, func() {
		stop()
		cancel(nil)
	}
}
