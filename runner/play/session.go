// Package play sends the flows of a plan, several at a time, records every
// exchange and undoes what was created, whatever happens. It judges nothing.
package play

import (
	"context"
	"sort"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Sender sends one request; a failure is part of the exchange.
type Sender interface {
	Do(ctx context.Context, r target.Request) recording.Exchange
}

// Options of a session.
type Options struct {
	Concurrency int                        // flows at a time; at least 1
	Journal     *Journal                   // where undos are noted before their step is sent; nil for a target that ends with the process
	Limits      Limits                     // what keeps the run and its target from harming each other
	Patience    time.Duration              // the most that `eventually` waits; 0: as long as the fixture says
	OnExchange  func(x recording.Exchange) // called after each exchange, from several goroutines
	OnSent      func(f *plan.Flow)         // called when all results of a flow are there, from several goroutines
}

// Result is what became of one step.
type Result = plan.Answer

// Session is a plan being sent.
type Session struct {
	plan    *plan.Plan
	sender  Sender
	options Options
	ledger  *ledger
	slots   map[string]*slot
	done    chan struct{}
	busy    sync.WaitGroup // jobs that were handed out and are not done

	mu        sync.Mutex
	exchanges []recording.Exchange
	undo      Account
	foreseen  map[string]int // journal entries of steps that were not sent yet
	pace      pace
	refusals  int    // connections in a row that could not be made
	last      string // the request before the first of them
	gone      string // why nothing is sent any more
}

type slot struct {
	ready  chan struct{}
	result Result
}

// Start begins to send in the background. When ctx ends, no further step is
// sent, what was created is undone, and all results become available.
func Start(ctx context.Context, p *plan.Plan, sender Sender, o Options) *Session {
	s := &Session{plan: p, sender: sender, options: o, ledger: newLedger(p), slots: map[string]*slot{}, foreseen: map[string]int{}, pace: newPace(o.Limits), done: make(chan struct{})}
	for _, f := range p.Flows {
		for _, step := range f.Steps {
			s.slots[step.ID] = &slot{ready: make(chan struct{})}
		}
	}
	jobs := make(chan []*plan.Flow, foreseenFlows)
	var workers sync.WaitGroup
	for range max(1, o.Concurrency) {
		workers.Go(func() {
			for flows := range jobs {
				for _, f := range flows {
					s.flow(ctx, f)
				}
				s.busy.Done()
			}
		})
	}
	go func() {
		defer close(s.done)
		s.dispatch(ctx, jobs)
		workers.Wait()
	}()
	return s
}

// Wait returns the result of a step as soon as it is there; ok is false for a
// step that the plan does not send, and when ctx ends first.
func (s *Session) Wait(ctx context.Context, step string) (r Result, ok bool) {
	slot, known := s.slots[step]
	if !known {
		return Result{}, false
	}
	select {
	case <-slot.ready:
		return slot.result, true
	default:
	}
	select {
	case <-slot.ready:
		return slot.result, true
	case <-ctx.Done():
		return Result{}, false
	}
}

// Done is closed when everything is sent and undone.
func (s *Session) Done() <-chan struct{} { return s.done }

// Exchanges lists what was recorded so far, in the order of sending.
func (s *Session) Exchanges() []recording.Exchange {
	s.mu.Lock()
	out := append([]recording.Exchange(nil), s.exchanges...)
	s.mu.Unlock()
	sort.SliceStable(out, func(i, j int) bool { return out[i].Started.Before(out[j].Started) })
	return out
}

// Undone is the account of what the session created; complete after Done.
func (s *Session) Undone() Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.undo
}

// Unsent says for which steps there is no answer to judge, and why; complete
// after Done.
func (s *Session) Unsent() map[string]recording.Unsent {
	out := map[string]recording.Unsent{}
	for id := range s.slots {
		if r, ok := s.Wait(context.Background(), id); ok && r.Blocked+r.Lacking != "" {
			out[id] = recording.Unsent{Blocked: r.Blocked, Lacking: r.Lacking}
		}
	}
	return out
}

// refusalsMax is how many connections in a row may fail before the target is
// taken to be gone: what follows would only repeat it.
const refusalsMax = 5

// Gone says why nothing is sent any more; empty while it is. The target accepts
// no connection, or a limit is reached.
func (s *Session) Gone() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gone
}

func (s *Session) record(x recording.Exchange) {
	s.mu.Lock()
	s.exchanges = append(s.exchanges, x)
	s.weigh(x)
	s.mu.Unlock()
	if s.options.OnExchange != nil {
		s.options.OnExchange(x)
	}
}

func (s *Session) settle(step string, r Result) {
	slot := s.slots[step]
	slot.result = r
	close(slot.ready)
}
