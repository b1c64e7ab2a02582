package kit

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// Decider decides cases.
type Decider interface {
	Decide(ctx context.Context, c *plan.Case) Verdict
}

// Ahead decides cases on all cores as soon as their flow was sent; Ginkgo runs
// specs one by one and finds most of them decided. What is decided does not
// depend on who comes first.
type Ahead struct {
	judge Decider
	of    map[*plan.Flow][]*early
	over  []*early     // about several flows
	left  atomic.Int64 // flows that are still to be sent
	by    map[string]*early
	queue chan []*early
}

// early is the decision about one case, made once.
type early struct {
	c       *plan.Case
	state   atomic.Int32
	done    chan struct{} // closed when it is decided ahead
	verdict Verdict
	failed  bool
}

// The states of an early decision.
const (
	open   = iota
	taken  // it is being decided ahead, or has been
	direct // whoever asked came first, and decides by himself
)

// NewAhead prepares to decide cases ahead until ctx ends. Those about several
// flows come when the last one was sent.
func NewAhead(ctx context.Context, judge Decider, cases []*plan.Case) *Ahead {
	a := &Ahead{judge: judge, of: map[*plan.Flow][]*early{}, by: map[string]*early{}}
	for _, c := range cases {
		e := &early{c: c, done: make(chan struct{})}
		switch {
		case c.Skip != nil:
			continue
		case c.Over != nil:
			a.over = append(a.over, e)
		case c.Flow != nil:
			a.of[c.Flow] = append(a.of[c.Flow], e)
		default:
			continue
		}
		a.by[c.ID] = e
	}
	a.left.Store(int64(len(a.of)))
	a.queue = make(chan []*early, len(a.of)+len(a.over))
	for range runtime.GOMAXPROCS(0) {
		go a.work(ctx)
	}
	return a
}

// Sent says that all answers of a flow are there. Each flow is said once.
func (a *Ahead) Sent(f *plan.Flow) {
	list := a.of[f]
	if len(list) == 0 {
		return
	}
	a.queue <- list // there is room for all
	if a.left.Add(-1) > 0 {
		return
	}
	for i := range a.over {
		a.queue <- a.over[i : i+1]
	}
}

func (a *Ahead) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case list := <-a.queue:
			for _, e := range list {
				if e.state.CompareAndSwap(open, taken) {
					a.decide(ctx, e)
				}
			}
		}
	}
}

// decide leaves a case whose suite panics to the spec, where Ginkgo reports it.
func (a *Ahead) decide(ctx context.Context, e *early) {
	defer close(e.done)
	defer func() { e.failed = recover() != nil }()
	e.verdict = a.judge.Decide(ctx, e.c)
}

// Decide gives the decision that was made ahead, or makes it.
func (a *Ahead) Decide(ctx context.Context, c *plan.Case) Verdict {
	e := a.by[c.ID]
	if e == nil || e.state.CompareAndSwap(open, direct) || e.state.Load() == direct {
		return a.judge.Decide(ctx, c)
	}
	select {
	case <-e.done:
		if !e.failed {
			return e.verdict
		}
	case <-ctx.Done():
	}
	return a.judge.Decide(ctx, c)
}
