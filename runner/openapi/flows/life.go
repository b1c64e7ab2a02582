package flows

import (
	"maps"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

const refusable = "the document suggests a request that the server refuses"

// life is create, read, list, update, delete, gone, as far as the document
// offers it. That the operations belong together is inferred, so what they show
// of each other is recommended.
func (a *author) life(r *resource) {
	n := &need{b: a.builder, own: true}
	c := fixtures.Case{Step: fixtures.Step{ID: "life", Title: "the life of a " + r.what}, Kind: "state"}
	create := a.making(n, r, a.first(a.o))
	create.ID, create.Title, create.Unsure = "create", "it is created", refusable
	l := &biography{author: a, r: r, need: n, create: create, id: idOf(create)}
	c.Steps = []fixtures.Step{create}
	add := func(id string, s *fixtures.Step) {
		if s != nil {
			s.ID, s.Unsure = id, refusable
			c.Steps = append(c.Steps, *s)
		}
	}
	add("read", l.reading("it is read", create.Send.Body))
	add("list", l.listing())
	if o := first(r.patch, r.replace); o != nil && o != a.o {
		update := l.changing(o)
		add("update", update)
		add("reread", l.reading("it is read after the update", update.Send.Body))
	}
	if r.remove != nil {
		removal := l.at(r.remove)
		removal.Title = "it is removed"
		add("delete", removal)
		add("gone", l.gone())
	}
	if len(c.Steps) > 1 {
		a.add(n, c)
	}
}

// biography is what the steps of one life share.
type biography struct {
	*author
	r      *resource
	need   *need
	create fixtures.Step
	id     string
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
func idOf(step fixtures.Step) string {
	for name := range step.Capture {
		return "{" + name + "}"
	}
	return "{own}"
}

// at is a step of another operation of the resource, aimed at the object.
func (l *biography) at(o *openapi.Operation) *fixtures.Step {
	s := l.in(o)
	segs := segments(o.Path)
	if last := paramOf(segs[len(segs)-1]); last != "" && l.r.member != "" {
		s.Send.Params[last] = l.id
	}
	if p := query(o, l.r.param); p != nil && l.r.member == "" {
		if s.Send.Query == nil {
			s.Send.Query = map[string]any{}
		}
		put(s.Send.Query, *p, l.id)
	}
	if body := jsonBody(o); body != nil && o.BodyNeeded && o.Method == "DELETE" {
		s.Send.Body = l.least(o).send.Body
	}
	return s
}

// in is a step of an operation on the collection in which the object lies.
func (l *biography) in(o *openapi.Operation) *fixtures.Step {
	s := &fixtures.Step{Request: &fixtures.Line{Method: o.Method, Path: o.Path}, Expect: l.expect(o), Ref: refOf(o)}
	s.Send.Params = aligned(l.r.create.Path, o.Path, l.create.Send.Params)
	if segs := segments(o.Path); segs[0] == "s" && len(segs) > 1 && paramOf(segs[1]) != "" {
		s.Send.Params[paramOf(segs[1])] = "default"
	}
	s.Send.Query = l.leastQuery(o, nil)
	return s
}

// reading reads the object back: it is the same, and bears the name that it was
// given last.
func (l *biography) reading(title string, sent any) *fixtures.Step {
	if l.r.read == nil {
		return nil
	}
	s := l.at(l.r.read)
	s.Title = title
	equal := map[string]any{}
	if at := l.idIn(success(l.r.read), keysFor(l.r.param, l.r.what)); at != "" && !l.is(success(l.r.read), "array") {
		equal[at] = l.id
		maps.Copy(equal, l.echoes(l.r.read, l.r, sent))
	}
	if len(equal) > 0 {
		s.Expect.Advisory = &fixtures.Expect{Equal: equal}
	}
	return s
}

// listing finds the object in the list, as far as one page shows it.
func (l *biography) listing() *fixtures.Step {
	o := l.r.list
	if o == nil || o == l.r.read {
		return nil
	}
	s := l.in(o)
	s.Title = "it is listed"
	s.Send.Query = l.leastQuery(o, l.need)
	list, key, ok := l.listIn(success(o), keysFor(l.r.param, l.r.what))
	if !ok || key == "" {
		return s
	}
	s.Level = "recommended" // others may make more objects than a page shows
	s.Expect.Advisory = &fixtures.Expect{Equal: map[string]any{strings.TrimPrefix(list+".#("+key+"==\""+l.id+"\")."+key, "."): l.id}}
	for _, p := range o.Parameters {
		if size := pageSize(l.builder, p); size != "" {
			if s.Send.Query == nil {
				s.Send.Query = map[string]any{}
			}
			s.Send.Query[p.Name] = size
		}
	}
	return s
}

// gone shows that the object is no more: it is not found, not listed, or cannot
// be removed again. A list may lag behind, and some removals succeed twice.
func (l *biography) gone() *fixtures.Step {
	unknown := func(o *openapi.Operation, s *fixtures.Step, level string) *fixtures.Step {
		s.Expect = soft(s.Expect)
		s.Title, s.Expect.Status, s.Expect.Advisory, s.Level = "it is gone", []any{404}, nil, level
		s.Ref = notFoundRef(o)
		return s
	}
	if s := l.reading("", nil); s != nil {
		return unknown(l.r.read, s, "recommended")
	}
	if s := l.listing(); s != nil && s.Expect.Advisory != nil {
		var listed []string
		for at := range s.Expect.Advisory.Equal {
			listed = append(listed, at)
		}
		s.Title, s.Level, s.Expect.Advisory = "it is no longer listed", "optional", &fixtures.Expect{Absent: listed}
		return s
	}
	return unknown(l.r.remove, l.at(l.r.remove), "optional")
}

// pageSize is a large page, for a parameter that says how large pages are.
func pageSize(b *builder, p openapi.Parameter) string {
	switch strings.Join(words(p.Name), "") {
	case "perpage", "pagesize", "size", "limit":
		if most, ok := number(b.node(p.Schema.Node)["maximum"]); ok && most < 100 {
			return ""
		}
		return "100"
	}
	return ""
}

// changing updates the object, with a body that says something of ours where
// there is one: only then an answer can show that it was done.
func (l *biography) changing(o *openapi.Operation) *fixtures.Step {
	s := l.at(o)
	s.Title = "it is changed"
	params, query := s.Send.Params, s.Send.Query
	chosen := l.author.first(o)
	for _, other := range l.samples(o) {
		body := l.aimed(o, l.r, l.personal(o, other.send.Body, "own.u", nil), l.id)
		if strings.Contains(text(body), "{own.u}") {
			chosen = other
			break
		}
	}
	s.Send = chosen.send
	s.Send.Params, s.Send.Query = params, query
	s.Send.Body = l.aimed(o, l.r, l.personal(o, s.Send.Body, "own.u", l.need), l.id)
	if equal := l.echoes(o, l.r, s.Send.Body); len(equal) > 0 {
		s.Expect.Advisory = &fixtures.Expect{Equal: equal}
	}
	return s
}
