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
		switch p.In {
		case "query":
			a.refusedQuery(p)
		case "path":
			a.refusedPath(p)
		}
	}
	body := jsonBody(a.o)
	if body == nil || body.Schema.Node == nil {
		return
	}
	cases := len(a.e.Cases)
	if object, isObject := a.e.Probe.Send.Body.(map[string]any); isObject {
		a.refusedKeys(*body, object)
	}
	if len(a.e.Cases) == cases {
		a.refusedBody(*body)
	}
}

// refusedKeys breaks single keys of a body: those that it has, and where none of
// them can be wrong, those that it may have.
func (a *author) refusedKeys(body openapi.Body, object map[string]any) {
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
	wrong := func(key string) {
		node := a.node(named[key])
		switch {
		case len(enumOf(node)) > 0:
			breach("refuses-value", key, "refuses a value of the key "+key+" that is not listed", "kbn-conf-no-such-value")
		case a.scalar(node) && node["type"] != nil && !a.is(node, "object"):
			breach("refuses-kind", key, "refuses an object in place of the key "+key, map[string]any{"surprise": 1})
		case node["type"] == "array" || node["type"] == "object" || node["type"] == "boolean":
			breach("refuses-kind", key, "refuses a number in place of the key "+key, 42)
		}
	}
	before := len(a.e.Cases)
	for _, key := range keys(object) {
		wrong(key)
	}
	if len(a.e.Cases) > before {
		return
	}
	for _, key := range keys(named) {
		if _, has := object[key]; !has {
			wrong(key)
		}
	}
}

// refusedBody puts something else in the place of a body in which no single key
// can be wrong.
func (a *author) refusedBody(body openapi.Body) {
	for _, instead := range []any{[]any{}, map[string]any{}, []any{42}} {
		if a.fits(body.Schema, instead) || !a.stillOurs(a.e.Probe.Send.Body, instead) {
			continue
		}
		send := a.e.Probe.Send
		send.Body = instead
		a.refused("refuses-body", "refuses a body of another kind", send)
		return
	}
}

// stillOurs: a create that a broken server carries out must bear our name.
func (a *author) stillOurs(before, after any) bool {
	return a.roles[a.o].does != "create" || strings.Contains(text(after), "{own") || !strings.Contains(text(before), "{own")
}

// refusedQuery breaks one query parameter, or leaves it out.
func (a *author) refusedQuery(p openapi.Parameter) {
	unfit, found := p.Unfit(a.values.Problems)
	with := func(query map[string]any) fixtures.Send {
		send := a.e.Probe.Send
		send.Query = query
		return send
	}
	if found && p.Style != "deepObject" {
		query := maps.Clone(a.e.Probe.Send.Query)
		if query == nil {
			query = map[string]any{}
		}
		query[p.Name] = unfit
		a.refused("refuses-query-"+slug(p.Name), "refuses a value of the query key "+p.Name+" that it cannot have", with(query))
	}
	if p.Required {
		query := maps.Clone(a.e.Probe.Send.Query)
		maps.DeleteFunc(query, func(key string, _ any) bool { return key == p.Name || strings.HasPrefix(key, p.Name+"[") })
		a.refused("refuses-without-query-"+slug(p.Name), "refuses a query without the key "+p.Name, with(query))
	}
}

// refusedPath breaks one path parameter, with a name of ours where that is wrong
// enough: the client vouches for no other.
func (a *author) refusedPath(p openapi.Parameter) {
	unfit, found := p.Unfit(a.values.Problems)
	if segs := segments(a.o.Path); !found || segs[0] == "s" && paramOf(segs[1]) == p.Name {
		return
	}
	for _, ours := range []string{"{own}", "{own}-" + unfit} {
		filled := strings.ReplaceAll(ours, "{own}", ownLike)
		if problems, err := p.Refuses([]string{filled}, a.values.Problems); err == nil && len(problems) > 0 {
			unfit = ours
			break
		}
	}
	send := a.e.Probe.Send
	send.Params = maps.Clone(send.Params)
	send.Params[p.Name] = unfit
	a.refused("refuses-path-"+slug(p.Name), "refuses a value of {"+p.Name+"} in the path that it cannot have", send)
}

func (a *author) refused(id, title string, send fixtures.Send) {
	c := fixtures.Case{Kind: "input", Step: fixtures.Step{ID: id, Title: title, Level: "recommended", Send: send, Undo: a.e.Probe.Undo, Capture: a.e.Probe.Capture, At: a.o.At}}
	if role := a.roles[a.o]; role.does != "create" {
		c.Undo = a.strayUndo(role, send.Params)
	}
	c.Expect = soft(a.expect(a.o))
	c.Expect.Status = []any{400}
	c.Ref = a.e.Ref + ", for what is valid; Kibana source, router-server-internal/src/validator.ts, for the answer"
	a.keep(c)
}
