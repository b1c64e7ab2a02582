package flows

import (
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// What a request carries in its headers, because the document asks for it. A
// target that takes the document at its word refuses a request without.

// ofTheClient are headers that are no parameters: the client sends them as the
// request needs it, and OpenAPI says that a document's word on them is ignored.
var ofTheClient = []string{"accept", "content-type", "authorization"}

// headed gives every request of an endpoint what its operation asks for, and notes
// which of them a target may rightly refuse.
func (b *builder) headed(e *fixtures.Endpoint, o *openapi.Operation) {
	b.carry(&e.Probe.Send, o)
	of := func(s *fixtures.Step) *openapi.Operation {
		if s.Request == nil {
			return o
		}
		return b.index.at(s.Request.Method, s.Request.Path)
	}
	for name, step := range e.Prepare {
		b.carry(&step.Send, of(&step))
		e.Prepare[name] = step
	}
	for i := range e.Cases {
		c := &e.Cases[i]
		steps := c.Steps
		if len(steps) == 0 {
			b.carry(&c.Send, o)
			if c.Kind != "input" {
				c.Doubt = b.doubt(o, c.Send)
			}
		}
		for j := range steps {
			s := &steps[j]
			b.carry(&s.Send, of(s))
			s.Doubt = b.doubt(of(s), s.Send)
		}
	}
}

// carry adds headers; those of the request win. Requests share them.
func (b *builder) carry(s *fixtures.Send, o *openapi.Operation) {
	more := b.headers(o)
	if len(more) == 0 {
		return
	}
	out := maps.Clone(more)
	for name, value := range s.Headers {
		out[strings.ToLower(name)] = value
	}
	s.Headers = out
}

// headers are those that an operation demands, and Accept where it answers no
// JSON: errors still are.
func (b *builder) headers(o *openapi.Operation) map[string]*string {
	if known, ok := b.demanded[o]; ok {
		return known
	}
	out := map[string]*string{}
	for _, p := range o.Parameters {
		name := strings.ToLower(p.Name)
		if p.In != "header" || !p.Required || slices.Contains(ofTheClient, name) {
			continue
		}
		value := text(b.value(p))
		if name == "kbn-xsrf" {
			if o.Method != "GET" {
				continue // the client sends it with every write
			}
			value = "true"
		}
		out[name] = &value
	}
	if accept := accepted(o); accept != "" {
		out["accept"] = &accept
	}
	b.demanded[o] = out
	return out
}

// accepted are the media types of a success that is no JSON; empty where it is,
// or may be.
func accepted(o *openapi.Operation) string {
	var medias []string
	for _, r := range o.Responses {
		if !strings.HasPrefix(r.Status, "2") || r.MediaType == "" {
			continue
		}
		if isJSON(r.MediaType) {
			return ""
		}
		if !slices.Contains(medias, r.MediaType) {
			medias = append(medias, r.MediaType)
		}
	}
	if len(medias) == 0 {
		return ""
	}
	return strings.Join(append(medias, "application/json"), ", ")
}

// demands reports whether a request without the header breaks the document.
func demands(o *openapi.Operation, header string) bool {
	return slices.ContainsFunc(o.Parameters, func(p openapi.Parameter) bool {
		return p.In == "header" && p.Required && strings.EqualFold(p.Name, header)
	})
}
