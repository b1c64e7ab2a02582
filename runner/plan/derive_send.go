package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// body is the probe with a value put into its body.
func (d *deriver) body(p place, v any) fixtures.Send {
	return d.withBody(p.put(d.e.Probe.Send.Body, v, d.e.Schemas.Examples))
}

// withBody is the probe with another body; null has to be written out.
func (d *deriver) withBody(body any) fixtures.Send {
	s := d.e.Probe.Send
	s.Body, s.Raw = body, nil
	if body == nil {
		null, mediaType := "null", "application/json"
		s.Raw = &null
		s.Headers = merged(s.Headers, map[string]*string{"content-type": &mediaType})
	}
	return s
}

// query is the probe with a value put into its query.
func (d *deriver) query(p place, v any) fixtures.Send {
	s := d.e.Probe.Send
	if p.within() {
		v = append(items(s.Query[p.key()]), v)
	}
	s.Query = merged(s.Query, map[string]any{p.key(): v})
	return s
}

func (d *deriver) withoutKey(key string) fixtures.Send {
	s := d.e.Probe.Send
	s.Query = maps.Clone(s.Query)
	delete(s.Query, key)
	return s
}

// items are the values of a query key: repeated, or between commas.
func items(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return slices.Clone(v)
	}
	var out []any
	for text := range strings.SplitSeq(fmt.Sprint(v), ",") {
		out = append(out, text)
	}
	return out
}

// sentTo lists, in canonical form, what the plan sends to an endpoint so far.
func (p *Plan) sentTo(e *fixtures.Endpoint) map[string]bool {
	out := map[string]bool{}
	for _, f := range p.Flows {
		if f.Endpoint != e {
			continue
		}
		for i := range f.Steps {
			if s := &f.Steps[i]; !s.Prepare && s.Request == nil {
				out[canonical(s.Line.Method, s.Send)] = true
			}
		}
	}
	return out
}

// canonical is a request in a form in which equal ones are equal: a query holds
// texts, one value is a list of one.
func canonical(method string, s fixtures.Send) string {
	query := map[string][]string{}
	for key, v := range s.Query {
		values, many := v.([]any)
		if !many {
			values = []any{v}
		}
		for _, x := range values {
			if x == nil {
				x = ""
			}
			query[key] = append(query[key], fmt.Sprint(x))
		}
	}
	s.Query, s.Method, s.Credentials = nil, method, first(s.Credentials, "full")
	text, err := json.Marshal(struct {
		fixtures.Send
		Query map[string][]string
	}{s, query})
	if err != nil {
		return fmt.Sprintf("%+v %v", s, query) // vetted fixtures hold nothing that JSON cannot
	}
	return string(text)
}
