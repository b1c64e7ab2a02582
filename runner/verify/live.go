package verify

import (
	"net/url"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Live judges exchanges while they are recorded. It is safe for use by several
// goroutines.
type Live struct {
	mu       sync.Mutex
	options  Options
	observer *observer
}

// Sighting is a violation that was not seen before.
type Sighting struct {
	Case      string
	Violation rules.Violation
}

// NewLive makes a judge of what is below o.Target.
func NewLive(c kit.Contract, o Options) (*Live, error) {
	base, err := url.Parse(o.Target)
	if err != nil {
		return nil, err
	}
	return &Live{options: o, observer: newObserver(c, facts{version: o.Version, kibanas: map[string]bool{}, base: base}, rules.Required)}, nil
}

// Judge judges an exchange and tells what is new about it.
func (l *Live) Judge(x recording.Exchange) []Sighting {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.observer
	before := w.facts.version
	if w.facts.learn(x); w.facts.version != before { // the target has told its version
		w.judge = w.contract.Judge(w.facts.version, w.line, nil)
		w.routes = newRoutes(operations(w.contract.Fixtures), w.judge)
	}
	var out []Sighting
	id, fresh := w.exchange(x)
	for _, v := range fresh {
		out = append(out, Sighting{id, v})
	}
	return out
}

// Run is the report of what was judged so far.
func (l *Live) Run(m recording.Meta) *reports.Run {
	l.mu.Lock()
	defer l.mu.Unlock()
	run := l.observer.run(m, l.options)
	reports.Finish(run)
	return run
}
