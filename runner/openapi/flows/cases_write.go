package flows

import (
	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

const refusable = "the document suggests a request that the server refuses"

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

// life is create, read, list, update, delete, gone, as far as the document
// offers it.
func (a *author) life(r *resource) {
	n := &need{b: a.builder, own: true}
	c := fixtures.Case{Step: fixtures.Step{ID: "life", Title: "the life of a " + r.what}, Kind: "state"}
	create := a.making(n, r, a.first(a.o))
	create.ID, create.Title, create.Unsure = "create", "it is created", refusable
	id := idOf(create, r)
	steps := []fixtures.Step{create}
	add := func(id string, s *fixtures.Step) {
		if s != nil {
			s.ID, s.Unsure = id, refusable
			steps = append(steps, *s)
		}
	}
	add("read", a.reading(n, r, id, create, "it is read"))
	add("list", a.listing(n, r, id, create))
	if o := first(r.patch, r.replace); o != nil && o != a.o {
		add("update", a.changing(n, r, o, id, create))
		add("reread", a.reading(n, r, id, create, "it is read after the update"))
	}
	if r.remove != nil {
		gone := a.stepAt(r.remove, r, id, create)
		gone.Title = "it is removed"
		add("delete", gone)
		if again := a.reading(n, r, id, create, "it is gone"); again != nil {
			again.Expect = soft(again.Expect)
			again.Expect.Status, again.Expect.Advisory, again.Level = []any{404}, nil, "recommended"
			add("gone", again)
		}
	}
	if len(steps) < 2 {
		return
	}
	c.Steps = steps
	a.add(n, c)
}

func first(list ...*openapi.Operation) *openapi.Operation {
	for _, o := range list {
		if o != nil {
			return o
		}
	}
	return nil
}

// idOf is the id of the object that a step makes.
func idOf(step fixtures.Step, r *resource) string {
	for name := range step.Capture {
		return "{" + name + "}"
	}
	return "{own}"
}

// stepAt is a step of another operation of the resource, aimed at the object.
func (a *author) stepAt(o *openapi.Operation, r *resource, id string, create fixtures.Step) *fixtures.Step {
	s := &fixtures.Step{Request: &fixtures.Line{Method: o.Method, Path: o.Path}, Expect: a.expect(o)}
	s.Send.Params = aligned(r.create.Path, o.Path, create.Send.Params)
	segs := segments(o.Path)
	for i, seg := range segs {
		switch param := paramOf(seg); {
		case param == "":
		case i == 1 && segs[0] == "s":
			s.Send.Params[param] = "default"
		case i == len(segs)-1 && r.member != "":
			s.Send.Params[param] = id
		}
	}
	s.Send.Query = a.leastQuery(o, nil)
	if r.member == "" {
		if p := query(o, r.param); p != nil {
			if s.Send.Query == nil {
				s.Send.Query = map[string]any{}
			}
			put(s.Send.Query, *p, id)
		}
	}
	if body := jsonBody(o); body != nil && o.BodyNeeded && o.Method == "DELETE" {
		s.Send.Body = a.least(o).send.Body
	}
	return s
}

func (a *author) reading(n *need, r *resource, id string, create fixtures.Step, title string) *fixtures.Step {
	if r.read == nil {
		return nil
	}
	s := a.stepAt(r.read, r, id, create)
	s.Title = title
	if at := a.idIn(success(r.read), keysFor(r.param, r.what)); at != "" {
		s.Expect.Advisory = &fixtures.Expect{Equal: map[string]any{at: id}}
	}
	return s
}

func (a *author) listing(n *need, r *resource, id string, create fixtures.Step) *fixtures.Step {
	if r.list == nil || r.list == r.read {
		return nil
	}
	s := a.stepAt(r.list, &resource{create: r.create, param: "."}, id, create)
	s.Title = "it is listed"
	s.Send.Query = a.leastQuery(r.list, n)
	return s
}

// changing updates the object with the least that its schema demands.
func (a *author) changing(n *need, r *resource, o *openapi.Operation, id string, create fixtures.Step) *fixtures.Step {
	s := a.stepAt(o, r, id, create)
	s.Title = "it is changed"
	send := a.first(o).send
	send.Params, send.Query = s.Send.Params, s.Send.Query
	send.Body = a.aimed(o, r, a.personal(o, send.Body, "own.u", n), id)
	s.Send = send
	return s
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
		id := s.id
		if id == "plain" && len(n.given) > 0 {
			id = "own"
		}
		a.add(n, fixtures.Case{Kind: "success", Step: fixtures.Step{ID: id, Title: s.title, Send: send, Expect: a.expect(a.o)}})
	}
	a.queryCases()
}
