package plan

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// addDerived adds the cases that follow from the schemas of what the endpoint
// takes: the probe with one thing wrong, or with one valid thing more. What a
// written case or an obligation shows already is left to it.
func (p *Plan) addDerived(g *gate, e *fixtures.Endpoint) error {
	if g.Schemas == nil || !wanted(e, g.Cases) {
		return nil
	}
	drafts, err := derive(g.Schemas, e)
	if err != nil {
		return fmt.Errorf("endpoint %s: deriving cases: %w", e.ID, err)
	}
	sent := p.sentTo(e)
	for _, d := range drafts {
		as := canonical(e.Request.Method, d.send)
		if sent[as] || d.like != nil && sent[canonical(e.Request.Method, *d.like)] {
			continue
		}
		sent[as] = true
		p.addDraft(g, e, d)
	}
	return nil
}

// wanted spares the work for endpoints that no chosen id lies under.
func wanted(e *fixtures.Endpoint, ids []string) bool {
	for _, id := range ids {
		if under(id, []string{e.ID}) {
			return true
		}
	}
	return len(ids) == 0
}

func (p *Plan) addDraft(g *gate, e *fixtures.Endpoint, d draft) {
	r, _ := ruleFor(e.Schemas.Dialect, d.part, d.breach) // derive has looked it up
	f := &Flow{ID: e.ID + ".derived." + d.id, Endpoint: e, Lane: e.Lane}
	f.prepare(e, e.Probe.Given)
	s := fixtures.Step{Title: d.title, Send: d.send, Expect: d.expectation(e), Capture: e.Probe.Capture, Undo: e.Probe.Undo, At: d.at}
	if e.Schemas.Undo != nil {
		s.Undo = e.Schemas.Undo
	}
	f.add(e, s, f.ID, "")
	skip := g.line(d.since)
	if skip == nil {
		skip = g.skip(f, requirement{e.Since, e.Until, "", e.Allow, e.Heavy})
	}
	k := p.newCase(f, len(f.Steps)-1, s, "input", skip)
	k.Level, k.Why, k.Ref, k.Since = first(r.level, "required"), r.why, first(r.ref, e.Ref), first(joined(d.since, "and"), e.Since)
	if d.accepted {
		k.Plain = plainOf(g.platform, e)
	}
	p.label(k)
	p.Flows = append(p.Flows, f)
}

// line says that the target does not know yet what came with these releases, of
// which each begins a line of its own: 8.19.0 and 9.1.0 leave 9.0 without it.
func (g *gate) line(since []string) *Skip {
	for i, text := range since {
		v := semver.MustParse(text) // the schemas are vetted
		if !g.version.LessThan(v) && (v.Major() == g.version.Major() || i == len(since)-1) {
			return nil
		}
	}
	if len(since) == 0 {
		return nil
	}
	return &Skip{NotApplicable: true, Reason: fmt.Sprintf("exists since %s, the target is %s", joined(since, "and"), g.version)}
}

// deriver collects the drafts of one endpoint.
type deriver struct {
	e      *fixtures.Endpoint
	part   string // body | query
	file   string // name of the schema
	drafts []draft
	ids    map[string]bool
	err    error
}

// derive makes the drafts of an endpoint.
func derive(set *schemas.Set, e *fixtures.Endpoint) ([]draft, error) {
	d := &deriver{e: e, ids: map[string]bool{}}
	for _, part := range []struct {
		name, schema string
		derive       func([]place)
	}{
		{"body", e.Schemas.Body, func(all []place) { d.refusedBodies(all); d.takenBodies(all) }},
		{"query", e.Schemas.Query, func(all []place) { d.refusedQueries(all); d.takenQueries(all) }},
	} {
		if part.schema == "" {
			continue
		}
		root, err := set.Part(part.schema)
		if err != nil {
			return nil, err
		}
		all, err := places(root)
		if err != nil {
			return nil, err
		}
		d.part, d.file = part.name, part.schema
		part.derive(all)
	}
	d.part, d.file = "body", ""
	d.ignoredBodies()
	return d.drafts, d.err
}

// add keeps a draft that the table allows and that no written case shows.
func (d *deriver) add(x draft) {
	x.part, x.at = d.part, "schemas/"+d.file+".json:1"
	if d.file == "" {
		x.at = d.e.File + ":1"
	}
	if x.since == nil {
		x.since = x.place.part.Since
	}
	if _, ok := ruleFor(d.e.Schemas.Dialect, x.part, x.breach); !ok || d.stated(x) {
		return
	}
	if d.ids[x.id] && d.err == nil {
		d.err = fmt.Errorf("two cases would have the id derived.%s", x.id)
	}
	d.ids[x.id] = true
	d.drafts = append(d.drafts, x)
}
