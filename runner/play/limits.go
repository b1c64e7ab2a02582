package play

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Limits keep a run from harming its target, and a target from harming the run.
// Zero means no limit. What was created is undone beyond any of them.
type Limits struct {
	Rate     float64 // requests a second
	Requests int     // requests in all, undos not counted
	Stored   int64   // bytes of answers that are kept
	Troubles int     // answers of 5xx or none in time, in a row, after which nothing more is sent
}

// DefaultLimits hold for targets that somebody works with.
var DefaultLimits = Limits{Stored: 64 << 20, Troubles: 5}

// pace is what a session knows about its limits; the session's lock guards it.
type pace struct {
	limiter  *rate.Limiter
	asked    int
	stored   int64
	troubles int       // answers that mean trouble, in a row
	resting  time.Time // the target asked to be left alone until then
}

func newPace(l Limits) pace {
	p := pace{}
	if l.Rate > 0 {
		p.limiter = rate.NewLimiter(rate.Limit(l.Rate), 1)
	}
	return p
}

// admit waits until the next request may be sent; the reason says why it may not.
func (s *Session) admit(ctx context.Context) (refused string) {
	s.mu.Lock()
	if most := s.options.Limits.Requests; most > 0 && s.pace.asked >= most {
		s.end(fmt.Sprintf("the budget of %d requests is used up (--max-requests)", most))
	}
	refused = s.gone
	rest := time.Until(s.pace.resting)
	if refused == "" {
		s.pace.asked++
	}
	s.mu.Unlock()
	if refused != "" {
		return refused
	}
	err := sleep(ctx, rest)
	if err == nil && s.pace.limiter != nil {
		err = s.pace.limiter.Wait(ctx)
	}
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil:
		return interruption(ctx).Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end("the next request would have to wait (--rate) until the time of the run is over (--max-time)")
	return s.gone
}

// readmit gives back to the budget what was not sent.
func (s *Session) readmit() {
	s.mu.Lock()
	s.pace.asked--
	s.mu.Unlock()
}

// end closes the session for everything but undos; the first reason counts.
// The caller holds the lock.
func (s *Session) end(reason string) {
	if s.gone == "" {
		s.gone = reason
	}
}

// weigh looks at what an exchange says about the target. The caller holds the lock.
func (s *Session) weigh(x recording.Exchange) {
	if keptBack(x) {
		return
	}
	l := s.options.Limits
	if s.pace.stored += size(x); l.Stored > 0 && s.pace.stored > l.Stored {
		s.end(fmt.Sprintf("the answers of this run are longer than %d MiB together (--max-stored)", l.Stored>>20))
	}
	if !neverLeft(x) {
		s.refusals, s.last = 0, x.Request.Method+" "+x.Path()
	} else if s.refusals++; s.refusals >= refusalsMax {
		s.end("the target accepts no connection any more" + s.since())
	}
	trouble := troubled(x)
	if trouble == "" {
		if x.Response != nil {
			s.pace.troubles = 0
		}
		return
	}
	if s.pace.troubles++; l.Troubles > 0 && s.pace.troubles >= l.Troubles {
		s.end(fmt.Sprintf("%d requests in a row met trouble, the last one %s %s (%s): the target is left alone (--circuit)", s.pace.troubles, x.Request.Method, x.Path(), trouble))
	}
	if wait, err := retryAfter(x); err == nil && x.Response.Status == http.StatusServiceUnavailable {
		s.pace.resting = time.Now().Add(wait) // overloaded as a whole, not only for this request
	}
}

func (s *Session) since() string {
	if s.last == "" {
		return ""
	}
	return ", since " + s.last
}

// troubled says what is wrong with the target as such; empty when nothing is.
func troubled(x recording.Exchange) string {
	switch {
	case x.Failure != nil && x.Failure.Kind == recording.FailedTimeout:
		return "no whole answer in time"
	case x.Response != nil && x.Response.Status >= 500:
		return fmt.Sprintf("%d %s", x.Response.Status, http.StatusText(x.Response.Status))
	}
	return ""
}

// size is about how many bytes of memory an answer takes.
func size(x recording.Exchange) int64 {
	if x.Response == nil {
		return 0
	}
	n := int64(len(x.Response.Body))
	for name, values := range x.Response.Header {
		n += int64(len(name))
		for _, v := range values {
			n += int64(len(v)) + 16
		}
	}
	return n
}
