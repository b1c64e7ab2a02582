package plan

import (
	"fmt"
	"regexp"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// draft is a derived case before it has a flow.
type draft struct {
	id, title string
	part      string // body | query
	breach    string
	place     place
	class     string // how the value breaks the schema; "missing" and "unknown" say that of a key
	send      fixtures.Send
	like      *fixtures.Send // the whole probe with the same value; it shows the same
	accepted  bool
	since     []string // first releases, one for each release line
	at        string   // where the requirement is written
}

// refusedBodies derives what the schema of the body refuses.
func (d *deriver) refusedBodies(all []place) {
	for _, p := range all {
		if !p.choice {
			for _, v := range oneOfEach(p.part, wrongInBody(d.e.Schemas.Dialect, p), class) {
				d.refuse(p, v.class, v.value, d.body(p, v.value))
			}
		}
		if p.required && len(p.path) > 0 {
			d.add(draft{id: p.id() + "-missing", title: fmt.Sprintf("refuses %s without %s", holderName(p, "a body"), p.path[len(p.path)-1].key),
				breach: "missing", class: "missing", place: p, send: d.withBody(p.without(d.e.Probe.Send.Body, d.e.Schemas.Examples))})
		}
		if closed(p.part) {
			s := segment{key: "surprise", around: p.part}
			inside := place{part: p.part, path: append(p.path[:len(p.path):len(p.path)], s), holder: p.holder}
			d.add(draft{id: p.id() + "-unknown-key", title: "refuses an unknown key " + insideOf(p),
				breach: "unknown", class: "unknown", place: inside, send: d.body(inside, 1)})
		}
	}
}

// refusedQueries derives what the schema of the query refuses.
func (d *deriver) refusedQueries(all []place) {
	for _, p := range all[1:] { // the root itself cannot be wrong
		for _, v := range oneOfEach(p.part, wrongInQuery(p), classOfQuery) {
			d.refuse(p, v.class, v.value, d.query(p, v.value))
		}
		if p.required {
			d.add(draft{id: p.id() + "-missing", title: "refuses a query without " + p.name(), breach: "missing", class: "missing", place: p, send: d.withoutKey(p.key())})
		}
	}
	if closed(all[0].part) {
		p := place{part: all[0].part, path: []segment{{key: "surprise"}}}
		d.add(draft{id: "unknown-key", title: "refuses an unknown key in the query", breach: "unknown", class: "unknown", place: p, send: d.query(p, "1")})
	}
}

// classed is a value and how it breaks the schema.
type classed struct {
	class string
	value any
}

// oneOfEach keeps the first value of each class, and none that breaks nothing.
func oneOfEach(p schemas.Part, values []any, of func(schemas.Part, any) string) []classed {
	var out []classed
	seen := map[string]bool{"": true}
	for _, v := range values {
		if c := of(p, v); !seen[c] {
			seen[c] = true
			out = append(out, classed{c, v})
		}
	}
	return out
}

func (d *deriver) refuse(p place, class string, v any, send fixtures.Send) {
	d.add(draft{id: p.id() + "-" + class, title: "refuses " + describe(class, v) + " " + forPlace(p),
		breach: breachOf(p, class), class: class, place: p, send: send})
}

func holderName(p place, root string) string {
	if name := (place{path: p.path[:len(p.path)-1]}).name(); name != "" {
		return name
	}
	return root
}

func insideOf(p place) string {
	if len(p.path) == 0 {
		return "in the body"
	}
	return "inside " + p.name()
}

// expectation is what must come back: the probe's answer, or a refusal by
// validation. Which key the message names is certain enough to be advised only:
// unions word it in their own way.
func (d draft) expectation(e *fixtures.Endpoint) fixtures.Expect {
	if d.accepted {
		return e.Probe.Expect
	}
	out := fixtures.Expect{Refused: "validation", Message: `^\[request ` + d.part}
	if key := d.place.key(); key != "" {
		named := `^\[request ` + d.part + `\.` + regexp.QuoteMeta(key)
		if e.Schemas.Dialect == zod {
			named = `^\[request ` + d.part + `\]:(?s:.*)\b` + regexp.QuoteMeta(key) // older releases put words before the key
		}
		out.Advisory = &fixtures.Expect{Message: named}
	}
	return out
}
