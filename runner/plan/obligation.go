package plan

import (
	"maps"
	"net/http"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// addObligation applies one platform obligation to one endpoint: the probe of
// the endpoint, bent as the obligation says.
func (p *Plan) addObligation(g *gate, e *fixtures.Endpoint, o *fixtures.Obligation) {
	adapt := e.Platform[o.ID]
	if adapt.Skip != "" || !applies(o.Applies, e) {
		return
	}
	f := &Flow{ID: e.ID + "." + o.ID, Endpoint: e, Lane: e.Lane}
	f.prepare(e, e.Probe.Given)
	expect := o.Expect
	if expect.Probe {
		expect = merge(e.Probe.Expect, expect)
	}
	if adapt.Expect != nil {
		expect = merge(expect, *adapt.Expect)
	}
	s := fixtures.Step{Title: o.Title, Send: bend(e, o.Bend), Expect: expect, Capture: e.Probe.Capture, Undo: e.Probe.Undo, At: o.At}
	if o.Bend.Raw != nil || o.Bend.UnknownMethod {
		s.Undo, s.Capture = nil, nil // nothing that could be carried out as a create
	}
	f.add(e, s, f.ID, "")
	skip := g.skip(f, requirement{e.Since, e.Until, "", e.Allow, e.Heavy}, requirement{o.Since, o.Until, o.Flavour, nil, ""})
	last := len(f.Steps) - 1
	k := p.newCase(f, last, s, o.Kind, skip)
	k.Level = first(adapt.Level, o.Level, "required")
	k.Why, k.Ref, k.Since = o.Why, first(adapt.Ref, o.Ref), first(o.Since, e.Since)
	if o.Expect.Probe && !o.Bend.Empty() {
		k.Plain = plainOf(g.platform, e)
	}
	p.label(k)
	p.Flows = append(p.Flows, f)
}

// plainOf is the id of the step that sends the probe of an endpoint as it is.
func plainOf(platform fixtures.Platform, e *fixtures.Endpoint) string {
	for _, o := range platform.Obligations {
		if o.Expect.Probe && o.Bend.Empty() && applies(o.Applies, e) {
			return e.ID + "." + o.ID
		}
	}
	return ""
}

// applies reports whether an endpoint owes an obligation.
func applies(a fixtures.Applies, e *fixtures.Endpoint) bool {
	return (len(a.Methods) == 0 || contains(a.Methods, e.Request.Method)) &&
		(a.Query == "" || a.Query == e.Accepts.Query) &&
		(len(a.Body) == 0 || contains(a.Body, e.Accepts.Body)) &&
		(!a.Invalid || e.Probe.Invalid != nil) &&
		(!a.Forbids || e.Privileges.None == "") &&
		(!a.Success || succeeds(e.Probe.Expect))
}

// succeeds reports whether nothing but a success is expected.
func succeeds(e fixtures.Expect) bool {
	statuses, _ := e.Statuses() // vetted
	for _, s := range statuses {
		if s/100 != 2 {
			return false
		}
	}
	return e.Refused == "" && len(statuses) > 0
}

// bend makes the request of an obligation out of the probe of an endpoint.
func bend(e *fixtures.Endpoint, b fixtures.Bend) fixtures.Send {
	s := e.Probe.Send
	if b.Invalid {
		s = overlay(s, *e.Probe.Invalid)
	}
	s = overlay(s, b.Send)
	if b.UnknownKey {
		s.Body = withKey(s.Body)
	}
	if b.UnknownMethod {
		s.Method = e.Probe.Method
		s.Archive = nil
		if s.Method == http.MethodGet || s.Method == http.MethodHead || s.Method == http.MethodOptions {
			s.Body, s.Raw, s.Pad = nil, nil, 0
		}
	}
	return s
}

// overlay puts the set fields of top over base; maps are merged key by key.
func overlay(base, top fixtures.Send) fixtures.Send {
	out := base
	out.Params = merged(base.Params, top.Params)
	out.Query = merged(base.Query, top.Query)
	out.Headers = merged(base.Headers, top.Headers)
	if top.Body != nil || top.Raw != nil || top.Archive != nil {
		out.Body, out.Raw, out.Archive = top.Body, top.Raw, top.Archive
	}
	out.Credentials = first(top.Credentials, base.Credentials)
	out.Method = first(top.Method, base.Method)
	out.Prefix = first(top.Prefix, base.Prefix)
	out.Suffix = first(top.Suffix, base.Suffix)
	out.Pad = max(top.Pad, base.Pad)
	return out
}

func merged[V any](base, top map[string]V) map[string]V {
	if len(top) == 0 {
		return base
	}
	out := maps.Clone(base)
	if out == nil {
		out = map[string]V{}
	}
	maps.Copy(out, top)
	return out
}

func withKey(body any) any {
	m, _ := body.(map[string]any)
	return merged(m, map[string]any{"surprise": 1})
}

// merge puts the set fields of top over base. Where top expects another
// refusal, nothing that base says about the answer holds.
func merge(base, top fixtures.Expect) fixtures.Expect {
	if top.Refused != "" && top.Refused != base.Refused {
		base = fixtures.Expect{}
	}
	out := base
	out.Refused = first(top.Refused, base.Refused)
	if top.Status != nil || top.Refused != "" {
		out.Status = top.Status
	}
	out.Error = first(top.Error, base.Error)
	out.Schema = first(top.Schema, base.Schema)
	out.Message = first(top.Message, base.Message)
	out.Without = first(top.Without, base.Without)
	out.Headers = merged(base.Headers, top.Headers)
	out.Equal = merged(base.Equal, top.Equal)
	out.Match = merged(base.Match, top.Match)
	out.Absent = append(base.Absent[:len(base.Absent):len(base.Absent)], top.Absent...)
	out.Blank = append(base.Blank[:len(base.Blank):len(base.Blank)], top.Blank...)
	out.Empty = base.Empty || top.Empty
	if top.Advisory != nil {
		out.Advisory = top.Advisory
	}
	out.Probe = false
	return out
}
