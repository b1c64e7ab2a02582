package flows

import (
	"slices"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// createCases: an object is made of every body that the document offers, and
// one goes through its whole life.
func (a *author) createCases(r *resource) {
	for _, s := range a.samples(a.o) {
		n := &need{b: a.builder, own: true}
		step := a.making(n, r, s)
		step.ID, step.Title = s.id, s.title
		a.add(n, fixtures.Case{Kind: "success", Step: step})
	}
	a.life(r)
}

// making is the step that creates the flow's main object.
func (a *author) making(n *need, r *resource, s sample) fixtures.Step {
	n.busy = append(n.busy, r) // its parents must not be made by it
	step, _ := n.creation(r, a.o, keysFor(r.param, r.what), "made_"+snake(r.what), n.letter())
	n.busy = n.busy[:len(n.busy)-1]
	params, query := step.Send.Params, step.Send.Query
	step.Send = s.send
	step.Send.Params, step.Send.Query = params, query
	step.Send.Body = a.personal(a.o, s.send.Body, "own", n)
	step.Request = nil
	return step
}

// aimed puts the id of the object into a body that must name it.
func (a *author) aimed(o *openapi.Operation, r *resource, value any, id string) any {
	object, ok := value.(map[string]any)
	if !ok || r == nil {
		return value
	}
	if r.member != "" { // the path names it; a second name might not agree
		if _, has := object[r.param]; has && !r.named {
			object[r.param] = id
		}
		return object
	}
	body := jsonBody(o)
	if _, ok := a.properties(body.Schema.Node)[r.param]; ok {
		object[r.param] = id
		for key := range object {
			if what, how := thing(key); key != r.param && what == r.what && how == "id" {
				delete(object, key) // one id is enough, and two might not agree
			}
		}
	}
	return object
}

// actCases: updates, removals and whatever else is done, each with every body
// that the document offers.
func (a *author) actCases(role role) {
	for _, s := range a.samples(a.o) {
		n := a.needs(a.o, a.own)
		send := a.request(n, s)
		send.Body = a.personal(a.o, send.Body, "own.u", n)
		a.aimAt(n, &send)
		if r := role.r; r != nil && r.member == "" && role.does != "create" {
			if id, ok := n.make(r, keysFor(r.param, r.what)); ok {
				send.Body = a.aimed(a.o, r, send.Body, id)
			}
		}
		expect := a.expect(a.o)
		if statuses, ok := expect.Status.([]any); ok && a.precedes() { // other flows may have been faster
			expect.Status = append(slices.Clone(statuses), 409)
		}
		if role.does == "replace" || role.does == "patch" {
			if equal := a.echoes(a.o, role.r, send.Body); len(equal) > 0 {
				expect.Advisory = &fixtures.Expect{Equal: equal}
			}
		}
		id := s.id
		if id == "plain" && len(n.given) > 0 {
			id = "own"
		}
		a.add(n, fixtures.Case{Kind: "success", Step: fixtures.Step{ID: id, Title: s.title, Send: send, Expect: expect}})
	}
	if role.does == "create" && a.makeable(role.r) {
		a.life(role.r) // it stays, which was consented to
	}
	a.queryCases()
}

// precedes reports whether other flows send the operation, too, since they need
// what it makes.
func (a *author) precedes() bool {
	line := a.o.Method + " " + a.o.Path
	for _, first := range preconditions {
		if first == line {
			return true
		}
	}
	return false
}
