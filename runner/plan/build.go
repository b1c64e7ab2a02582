package plan

import (
	"fmt"
	"slices"
	"sort"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Build makes the plan. The error names the option that is wrong; a plan
// without any case is ErrEmpty.
func Build(c *fixtures.Contract, o Options) (*Plan, error) {
	if c.Allowed != nil {
		o.Allow = c.Allowed
	}
	g, err := newGate(c, o)
	if err != nil {
		return nil, err
	}
	p, err := draw(c, g, Choose(o.Cases))
	if err != nil {
		return nil, err
	}
	if id, is := p.unknown(o.Cases); is {
		if p, err = draw(c, g, Choose(nil)); err != nil { // all that it may be a slip for
			return nil, err
		}
		return nil, fmt.Errorf("case %q: %w; %s", id, ErrUnknown, first(Nearest(id, p.ids()), "`list` shows them"))
	}
	if _, is := p.unlabelled(o.Labels); is {
		all := p
		if len(o.Cases) > 0 { // another case may have it
			if all, err = draw(c, g, Choose(nil)); err != nil {
				return nil, err
			}
		}
		if label, is := all.unlabelled(o.Labels); is {
			return nil, fmt.Errorf("filter: label %q: %w; %s", label, ErrNoLabel, first(Nearest(label, all.labels()), "`list --labels` shows them"))
		}
	}
	p.Paths = PathsOf(p.Flows)
	if err := p.choose(o); err != nil {
		return nil, err
	}
	p.order(o.Seed)
	p.addRoutes()
	return p, nil
}

// draw plans everything about the endpoints of which a case may be chosen, on all
// cores: the target has been asked already and waits.
func draw(c *fixtures.Contract, g *gate, chosen Chosen) (*Plan, error) {
	parts, errs := make([]Plan, len(c.Endpoints)), make([]error, len(c.Endpoints))
	var drawing sync.WaitGroup
	for i := range c.Endpoints {
		if e := &c.Endpoints[i]; chosen.Touches(e.ID) {
			drawing.Go(func() { errs[i] = parts[i].addEndpoint(g, e) })
		}
	}
	drawing.Wait()
	p := &Plan{Run: g.Run, Allow: g.Allow, Changes: c.Platform.Changes}
	for i := range parts {
		if errs[i] != nil {
			return nil, errs[i]
		}
		p.Flows, p.Cases = append(p.Flows, parts[i].Flows...), append(p.Cases, parts[i].Cases...)
	}
	p.resolveStatuses(c.Platform)
	p.addConsistency(c)
	return p, nil
}

func (p *Plan) addEndpoint(g *gate, e *fixtures.Endpoint) error {
	p.addCases(g, e, false)
	for j := range g.platform.Obligations {
		p.addObligation(g, e, &g.platform.Obligations[j])
	}
	if err := p.addDerived(g, e); err != nil {
		return err
	}
	p.addCases(g, e, true)
	return nil
}

// resolveStatuses gives each step the statuses that it expects.
func (p *Plan) resolveStatuses(platform fixtures.Platform) {
	for _, f := range p.Flows {
		for i := range f.Steps {
			s := &f.Steps[i]
			s.Status, _ = s.Expect.Statuses() // vetted at loading
			if cause, ok := platform.Cause(s.Cause); ok && len(s.Status) == 0 {
				s.Status = []int{cause.Status}
			}
		}
	}
}

// addCases adds the cases that do, or do not, come last in their lane.
func (p *Plan) addCases(g *gate, e *fixtures.Endpoint, last bool) {
	for i := range e.Cases {
		if e.Cases[i].Last == last {
			p.addCase(g, e, &e.Cases[i])
		}
	}
}

// addCase makes the flow of one case and the cases that it decides.
func (p *Plan) addCase(g *gate, e *fixtures.Endpoint, c *fixtures.Case) {
	f := &Flow{ID: e.ID + "." + c.ID, Endpoint: e, Lane: e.Lane}
	f.prepare(e, c.Given)
	steps := c.Steps
	if len(steps) == 0 {
		steps = []fixtures.Step{c.Step}
	}
	for _, s := range steps {
		id := f.ID
		if len(c.Steps) > 0 {
			id += "." + s.ID
		}
		f.add(e, s, id, c.Mode)
	}
	skip := g.skip(f, requirement{e.Since, e.Until, "", e.Allow, e.Heavy}, requirement{c.Since, c.Until, c.Flavour, c.Allow, e.Heavy})
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.Prepare {
			continue
		}
		k := p.newCase(f, i, s.Step, c.Kind, skip)
		k.Level = first(s.Level, c.Level, "required")
		k.Why, k.Ref, k.Since = first(s.Why, c.Why), first(s.Step.Ref, c.Ref, e.Ref), first(c.Since, e.Since)
		if len(c.Steps) > 0 {
			k.Title = c.Title + ": " + s.Title
		}
		p.label(k)
	}
	for _, r := range c.Relations {
		k := p.newCase(f, -1, fixtures.Step{Title: c.Title + ": " + r.Title, At: r.At}, c.Kind, skip)
		k.ID = f.ID + "." + r.ID
		k.Relation = c.ID + "." + r.ID
		k.Level, k.Why, k.Ref, k.Since = first(r.Level, c.Level, "required"), r.Why, first(r.Ref, c.Ref, e.Ref), first(c.Since, e.Since)
		p.label(k)
	}
	p.Flows = append(p.Flows, f)
}

// newCase adds a case about a step of the flow, or about the flow itself.
func (p *Plan) newCase(f *Flow, step int, s fixtures.Step, kind string, skip *Skip) *Case {
	k := &Case{ID: f.ID, Title: s.Title, Endpoint: f.Endpoint.ID, Area: f.Endpoint.Area, Kind: kind, At: s.At, Skip: skip, Flow: f, Step: step, Mode: "read"}
	if step >= 0 {
		k.ID = f.Steps[step].ID
	}
	if f.writes() {
		k.Mode = "write"
	}
	p.Cases = append(p.Cases, k)
	return k
}

// label gives the case the labels that filters select by.
func (p *Plan) label(k *Case) {
	k.Labels = []string{k.ID, "area:" + k.Area, "endpoint:" + k.Endpoint, "level:" + k.Level, "mode:" + k.Mode, "kind:" + k.Kind}
}

// prepare puts the steps that the flow builds on before its own.
func (f *Flow) prepare(e *fixtures.Endpoint, given []string) {
	for _, name := range given {
		f.add(e, e.Prepare[name], f.ID+"#"+name, "")
		f.Steps[len(f.Steps)-1].Prepare = true
	}
}

// add appends a step in its resolved form.
func (f *Flow) add(e *fixtures.Endpoint, s fixtures.Step, id, mode string) {
	line := e.Request
	if s.Request != nil {
		line = *s.Request
	}
	if s.Send.Method != "" {
		line.Method = s.Send.Method
	}
	f.Steps = append(f.Steps, Step{Step: s, ID: id, Line: line, Mode: first(s.Mode, mode, modeFor(e, line)), Cause: s.Expect.Refused, Errors: e.Errors, Inferred: e.Inferred})
}

func modeFor(e *fixtures.Endpoint, line fixtures.Line) string {
	if e.Reads && line == e.Request {
		return "read"
	}
	return modeOf(line)
}

// modeOf: whatever is not a plain read may change something.
func modeOf(line fixtures.Line) string {
	if safe(line.Method) && recording.Deed(line.Path) == "" {
		return "read"
	}
	return "write"
}

func safe(method string) bool { return method == "GET" || method == "HEAD" || method == "OPTIONS" }

// choose keeps what the filter and the list of ids select, and the flows that
// the kept cases need.
func (p *Plan) choose(o Options) error {
	chosen, playable := Choose(o.Cases), map[*Flow]bool{}
	for _, k := range p.Cases {
		if k.Skip == nil && k.Flow != nil {
			playable[k.Flow] = true
		}
	}
	p.Cases = slices.DeleteFunc(p.Cases, func(k *Case) bool { return o.Select != nil && !o.Select(k.Labels) || !chosen.Has(k.ID) })
	if len(p.Cases) == 0 {
		return ErrEmpty
	}
	needed := map[*Flow]bool{}
	for _, k := range p.Cases {
		if k.Skip == nil && k.Flow != nil {
			needed[k.Flow] = true
		}
	}
	witnesses(needed, playable)
	p.settleConsistency(needed)
	p.Flows = slices.DeleteFunc(p.Flows, func(f *Flow) bool { return !needed[f] })
	if err := p.share(o.Shard); err != nil {
		return err
	}
	sort.Slice(p.Cases, func(i, j int) bool { return p.Cases[i].ID < p.Cases[j].ID })
	return nil
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
