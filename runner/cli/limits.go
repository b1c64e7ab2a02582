package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

const mib = 1 << 20

// limits keep a run from harming its target, and the other way round.
type limits struct {
	rate     float64
	requests int
	stored   int // MiB
	body     int // MiB
	circuit  int
	time     time.Duration
}

func (l *limits) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Float64Var(&l.rate, "rate", 0, "requests a second at most (default: as fast as --concurrency allows)")
	f.IntVar(&l.requests, "max-requests", 0, "end the run as incomplete after so many requests; undos, and the few\nthat ask beforehand what the target is, are not counted (default: no limit)")
	f.DurationVar(&l.time, "max-time", time.Hour, "end the run as incomplete after so long")
	f.IntVar(&l.body, "max-body", target.DefaultMaxBody/mib, "MiB of one answer, unpacked, that are read")
	f.IntVar(&l.stored, "max-stored", int(play.DefaultLimits.Stored/mib), "MiB of answers that a run keeps; more ends it as incomplete")
	f.IntVar(&l.circuit, "circuit", play.DefaultLimits.Troubles, "end the run as incomplete after so many answers of 5xx or time-outs in a row; 0: never")
}

func (l *limits) check() error {
	switch {
	case l.rate < 0:
		return usage("--rate %g: want requests a second, or 0 for no limit", l.rate)
	case l.requests < 0:
		return usage("--max-requests %d: want a number, or 0 for no limit", l.requests)
	case l.time <= 0:
		return usage("--max-time %s: want a duration above 0, for example 10m", l.time)
	case l.body < 1 || l.body > 1024:
		return usage("--max-body %d: want 1 to 1024 MiB", l.body)
	case l.stored < 1 || l.stored > 1<<20:
		return usage("--max-stored %d: want MiB, at least 1", l.stored)
	case l.circuit < 0:
		return usage("--circuit %d: want a number of answers, or 0 for never", l.circuit)
	}
	return nil
}

func (l *limits) play() play.Limits {
	return play.Limits{Rate: l.rate, Requests: l.requests, Stored: int64(l.stored) * mib, Troubles: l.circuit}
}

// errTooLong is why a context ends by --max-time.
var errTooLong = errors.New("the time is up")

// within bounds a run in time.
func (l *limits) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, l.time, fmt.Errorf("%w: the run took longer than %s (--max-time)", errTooLong, l.time))
}

// ended says why a run was ended from outside; empty when it was not.
func ended(ctx context.Context) string {
	switch cause := context.Cause(ctx); {
	case cause == nil:
		return ""
	case errors.Is(cause, errTooLong):
		return cause.Error()
	}
	return "the run was interrupted"
}

// config is the limits that differ from none, for the report.
func (l *limits) config() map[string]string {
	out := map[string]string{"max-time": l.time.String(), "max-stored": fmt.Sprint(l.stored), "max-body": fmt.Sprint(l.body), "circuit": fmt.Sprint(l.circuit)}
	if l.rate > 0 {
		out["rate"] = fmt.Sprint(l.rate)
	}
	if l.requests > 0 {
		out["max-requests"] = fmt.Sprint(l.requests)
	}
	return out
}
