package flows

import (
	"maps"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// nobody is the name of an object that no flow makes.
const nobody = "{own.z}"

// unknownCase: an id that no object has is not found, also where there are
// others. What servers answer to a change of nothing differs, so that weighs
// less.
func (a *author) unknownCase(role role) {
	if role.r == nil || role.does == "create" || reads(a.o) && a.node(success(a.o))["items"] != nil {
		return // a list of what belongs to something unknown may well be empty
	}
	c := fixtures.Case{Kind: "state", Step: fixtures.Step{ID: "unknown", Title: "knows no object of that id", Level: "recommended"}}
	n := &need{b: a.builder}
	if a.own {
		if own := a.needs(a.o, true); own.owned {
			n = own
		}
	}
	var ok bool
	if role.r.member != "" {
		c.Send, ok = a.unknownInPath(n)
	} else {
		c.Send, ok = a.unknownInRest(role.r, n)
	}
	if !ok {
		return
	}
	c.Undo, c.Capture = a.strayUndo(role, c.Send.Params), a.e.Probe.Capture
	c.Expect = soft(a.expect(a.o))
	if _, listed := c.Expect.Answers["404"]; !listed || !reads(a.o) {
		c.Level = "optional"
	}
	c.Expect.Status, c.Ref = []any{404}, notFoundRef(a.o)
	a.add(n, c)
}

// unknownInPath: whatever leads to the object exists, and the object does not.
func (a *author) unknownInPath(n *need) (fixtures.Send, bool) {
	segs := segments(a.o.Path)
	last := paramOf(segs[len(segs)-1])
	if last == "" {
		return fixtures.Send{}, false
	}
	p := pathParameter(a.o, last)
	if len(enumOf(a.node(p.Schema.Node))) > 0 {
		return fixtures.Send{}, false
	}
	send := a.e.Probe.Send
	send.Params = maps.Clone(send.Params)
	maps.Copy(send.Params, n.params)
	if send.Params[last] = a.unknown(p); send.Params[last] == "{own}" {
		send.Params[last] = nobody
	}
	return send, true
}

// unknownInRest: the query or the body names the object.
func (a *author) unknownInRest(r *resource, n *need) (fixtures.Send, bool) {
	send := a.e.Probe.Send
	if a.own {
		n.own = true
		n.make(r, keysFor(r.param, r.what))
	}
	if q := query(a.o, r.param); q != nil {
		if send.Query = maps.Clone(send.Query); send.Query == nil {
			send.Query = map[string]any{}
		}
		id := a.unknown(*q)
		if id == "{own}" {
			id = nobody
		}
		put(send.Query, *q, id)
		return send, true
	}
	object, isObject := send.Body.(map[string]any)
	if _, named := object[r.param]; !isObject || !named {
		return send, false
	}
	body := maps.Clone(object)
	if body[r.param] = nobody; !a.fitsOwn(a.properties(jsonBody(a.o).Schema.Node)[r.param]) {
		body[r.param] = "{uuid.z}"
	}
	send.Body = body
	return send, true
}
