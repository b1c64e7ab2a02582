package verify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/expected"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// nothing is why a recording without a known operation has no verdict.
const nothing = "no exchange of the recording is one of an operation of the contract"

// Foreign judges a recording of another program: each exchange by what holds
// for every exchange of its operation. It reads twice, first the beginning, to
// learn what was recorded, then everything, keeping verdicts only.
func Foreign(ctx context.Context, c kit.Contract, open func() (io.ReadCloser, error), o Options) (*reports.Run, error) {
	line, err := rules.ParseLevel(o.Level)
	if err != nil {
		return nil, err
	}
	s, err := scout(open, o)
	if err != nil {
		return nil, err
	}
	w := newObserver(c, s, line)
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sum := sha256.New()
	meta, err := recording.Each(io.TeeReader(file, sum), func(x recording.Exchange) error {
		w.exchange(x)
		return ctx.Err()
	})
	run := w.run(meta, o)
	run.ID = fmt.Sprintf("har%x", sum.Sum(nil)[:6])
	switch {
	case errors.Is(err, recording.ErrCut):
		run.Interrupted = append(run.Interrupted, "the recording was cut short after "+reports.Plural(w.count, "whole entry"))
	case err != nil:
		return nil, err
	case meta.Cut:
		run.Conditions = append(run.Conditions, "the last line of the recording is not whole and was left out")
	}
	if len(w.tallies) == 0 {
		run.Interrupted = append(run.Interrupted, nothing)
	}
	expected.Apply(run, o.Expected)
	reports.Finish(run)
	return run, nil
}

// observer judges exchanges one by one and keeps a tally per operation and status.
type observer struct {
	judge     *kit.Judge
	contract  kit.Contract
	line      rules.Level
	facts     facts
	routes    routes
	tallies   map[string]*tally
	unmatched map[place]int
	source    reports.Source
	count     int
	writes    bool
	room      int
	load      reports.Load
	times     []time.Duration
	from, to  time.Time
}

func newObserver(c kit.Contract, f facts, line rules.Level) *observer {
	judge := c.Judge(f.version, line, nil)
	return &observer{
		judge: judge, contract: c, line: line, facts: f, routes: newRoutes(operations(c.Fixtures), judge),
		tallies: map[string]*tally{}, unmatched: map[place]int{}, room: reportRoom,
	}
}

// exchange judges one and says which violations are the first of their kind.
func (w *observer) exchange(x recording.Exchange) (id string, fresh []rules.Violation) {
	index := w.count
	w.count++
	w.cost(x)
	op := w.routes.find(x)
	if op == nil || !w.facts.ours(x) {
		w.miss(x)
		return "", nil
	}
	w.source.Matched++
	if x.Response == nil && (x.Failure == nil || x.Failure.Kind != recording.FailedCut) {
		w.source.Unanswered++
		return "", nil
	}
	w.writes = w.writes || !safe(x.Request.Method)
	t := w.tally(op, x)
	return t.id, t.add(index, x, w.violations(op, x))
}

// violations are what is wrong with an exchange of an operation.
func (w *observer) violations(op *operation, x recording.Exchange) []rules.Violation {
	o := kit.Observed{Exchange: x, Errors: "any", Ref: op.ref}
	if x.Response != nil {
		o.Success, o.Schemas = op.success, op.schemas[x.Response.Status]
	}
	if op.endpoint == nil {
		return recommended(w.judge.Observe(o))
	}
	o.Version = w.facts.version != "" // older ones do not name it
	if op.endpoint.Errors == "boom" {
		o.Errors = "boom"
	}
	return append(w.unrefused(op, x), w.judge.Observe(o)...)
}

// recommended lowers what is said about a neighbour's body and status: the
// contract knows it only as far as its own flows use it.
func recommended(found []rules.Violation) []rules.Violation {
	for i, v := range found {
		switch v.Rule {
		case "schema-mismatch", "property-unknown", "status-unexpected", "error-shape":
			found[i].Level = min(v.Level, rules.Recommended)
		}
	}
	return found
}

// cost adds up what the recorded client cost the target.
func (w *observer) cost(x recording.Exchange) {
	w.load.Requests++
	w.load.BytesSent += x.Request.Size
	if !x.Complete() {
		w.load.Failures++
	}
	if x.Response != nil {
		w.load.BytesRead += int64(len(x.Response.Body))
	}
	w.times = append(w.times, x.Duration)
	if !x.Started.IsZero() && (w.from.IsZero() || x.Started.Before(w.from)) {
		w.from = x.Started
	}
	if end := x.Started.Add(x.Duration); end.After(w.to) {
		w.to = end
	}
}

// run is the report, not finished yet.
func (w *observer) run(m recording.Meta, o Options) *reports.Run {
	mode := "read"
	if w.writes {
		mode = "write"
	}
	w.source.File, w.source.Tool, w.source.Exchanges, w.source.Others = o.File, join(m.Tool, m.Version), w.count, m.Skipped
	w.source.Unmatched = most(w.unmatched)
	run := &reports.Run{
		Config: map[string]string{"mode": mode, "level": w.line.String()}, Level: w.line.String(), Mode: mode,
		Tool:    reports.Tool{Name: "kbn-conformance", Version: o.Tool, Contract: fixtures.ContractVersion, Digest: w.contract.Digest()},
		Target:  reports.Target{URL: cmp.Or(o.Target, m.Target, w.facts.origin), Version: w.facts.version, Flavour: w.facts.flavour},
		Started: w.from.UTC(), Load: w.load, Source: &w.source, Interrupted: m.Interrupted,
	}
	if o.Version != "" {
		run.Config["kibana-version"] = o.Version
	}
	if o.Target != "" {
		run.Config["target"] = o.Target
	}
	if o.Deviations != "" {
		run.Config["expected-failures"] = o.Deviations
	}
	if !w.from.IsZero() {
		run.Duration = milliseconds(w.to.Sub(w.from))
	}
	if slices.Sort(w.times); len(w.times) > 0 {
		run.Load.MedianMS, run.Load.MaxMS = milliseconds(w.times[len(w.times)/2]), milliseconds(w.times[len(w.times)-1])
	}
	if w.facts.version == "" {
		run.Conditions = append(run.Conditions, fmt.Sprintf("the recording does not tell the version of its target; judged as %s, --kibana-version states another", fixtures.ContractVersion))
	}
	run.Conditions = append(run.Conditions, outside(w.facts.version)...)
	for _, t := range w.tallies {
		run.Cases = append(run.Cases, t.report(w.line))
	}
	run.Planned = len(run.Cases)
	return run
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
