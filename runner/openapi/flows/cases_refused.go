package flows

import (
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// maxRefusals is how many keys of one request are broken in one way.
const maxRefusals = 3

// refusals are the probe with one thing wrong. That the server checks what the
// document says is inferred, so it is recommended.
func (a *author) refusals() {
	for _, p := range a.o.Parameters {
		if p.In == "query" {
			a.refusedQuery(p)
		}
	}
	body := jsonBody(a.o)
	object, isObject := a.e.Probe.Send.Body.(map[string]any)
	if body == nil || !isObject {
		return
	}
	named := a.properties(body.Schema.Node)
	left := map[string]int{}
	breach := func(id, key, title string, value any) {
		broken := maps.Clone(object)
		if delete(broken, key); value != nil {
			broken[key] = value
		}
		if left[id]++; left[id] > maxRefusals || a.fits(body.Schema, broken) || !a.stillOurs(object, broken) {
			return
		}
		send := a.e.Probe.Send
		send.Body = broken
		a.refused(id+"-"+slug(key), title, send)
	}
	for _, key := range slices.Compact(a.required(body.Schema.Node)) {
		breach("refuses-without", key, "refuses a body without the key "+key, nil)
	}
	for _, key := range keys(object) {
		node := a.node(named[key])
		switch {
		case len(enumOf(node)) > 0:
			breach("refuses-value", key, "refuses a value of the key "+key+" that is not listed", "kbn-conf-no-such-value")
		case a.scalar(node) && node["type"] != nil && !a.is(node, "object"):
			breach("refuses-kind", key, "refuses an object in place of the key "+key, map[string]any{"surprise": 1})
		case node["type"] == "array" || node["type"] == "object":
			breach("refuses-kind", key, "refuses a number in place of the key "+key, 42)
		}
	}
}

// stillOurs: a create that a broken server carries out must bear our name.
func (a *author) stillOurs(before, after map[string]any) bool {
	return a.roles[a.o].does != "create" || strings.Contains(text(after), "{own") || !strings.Contains(text(before), "{own")
}

// refusedQuery breaks one query parameter.
func (a *author) refusedQuery(p openapi.Parameter) {
	node := a.node(p.Schema.Node)
	if len(enumOf(node)) == 0 && node["type"] != "integer" && node["type"] != "number" && node["type"] != "boolean" {
		return
	}
	send := a.e.Probe.Send
	if send.Query = maps.Clone(send.Query); send.Query == nil {
		send.Query = map[string]any{}
	}
	send.Query[p.Name] = "kbn-conf-no-such-value"
	a.refused("refuses-query-"+slug(p.Name), "refuses a value of the query key "+p.Name+" that it cannot have", send)
}

func (a *author) refused(id, title string, send fixtures.Send) {
	c := fixtures.Case{Kind: "input", Step: fixtures.Step{ID: id, Title: title, Level: "recommended", Send: send, Undo: a.e.Probe.Undo, Capture: a.e.Probe.Capture, At: a.o.At}}
	c.Expect = soft(a.expect(a.o))
	c.Expect.Status = []any{400}
	a.keep(c)
}
