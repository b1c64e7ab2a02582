package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// need is what must be there before a request can be sent: values for the
// parameters of its path, and the steps that yield them.
type need struct {
	b      *builder
	own    bool // ids of objects that the flow makes, not of any that exist
	params map[string]string
	given  []prepared
	owned  bool   // the object that the path names was made by the flow
	gap    string // why an id is not a real one
	busy   []*resource
	made   int
}

// prepared is a step that yields an id.
type prepared struct {
	name, value string
	step        fixtures.Step
}

// needs finds values for the path of an operation. With own, objects are made
// where the document offers that, and else looked up.
func (b *builder) needs(o *openapi.Operation, own bool) *need {
	n := &need{b: b, own: own}
	n.params, n.owned = n.path(o, "")
	return n
}

// path gives the parameters of a path, and whether the last of them names an
// object of the flow. Where the operation makes a member under
// a name, that name is given.
func (n *need) path(o *openapi.Operation, named string) (out map[string]string, owned bool) {
	n.precede(o)
	segs := segments(o.Path)
	out = map[string]string{}
	for i, seg := range segs {
		param := paramOf(seg)
		if param == "" {
			continue
		}
		last := i == len(segs)-1
		switch {
		case i == 1 && segs[0] == "s":
			out[param] = "default" // the space that every Kibana has
		case named != "" && last:
			out[param] = named
		default:
			out[param], owned = n.supply(o, segs[:i+1], param)
		}
	}
	return out, owned
}

// preconditions are operations without which others have nothing to work on,
// which no document says.
// Source: Kibana source, lists/server/routes (index/create_list_index_route.ts,
// create_endpoint_list_route.ts).
var preconditions = map[string]string{
	"POST /api/lists": "POST /api/lists/index", "POST /api/lists/items": "POST /api/lists/index", "GET /api/lists/_find": "POST /api/lists/index",
	"GET /api/lists/index":               "POST /api/lists/index",
	"GET /api/endpoint_list/items/_find": "POST /api/endpoint_list", "POST /api/endpoint_list/items": "POST /api/endpoint_list",
}

// precede puts the precondition of an operation first, if that is allowed.
func (n *need) precede(o *openapi.Operation) {
	method, path, _ := strings.Cut(preconditions[o.Method+" "+o.Path], " ")
	first := n.b.index.at(method, path)
	if first == nil || !n.b.allowed[first.ID] {
		return
	}
	name := "after-" + slug(path)
	if !slices.ContainsFunc(n.given, func(p prepared) bool { return p.name == name }) {
		step := fixtures.Step{Title: "has what it works on", Request: &fixtures.Line{Method: method, Path: path}, Expect: fixtures.Expect{Status: []any{200, 409}}, Unsure: "what it works on is not there"}
		n.given = append(n.given, prepared{name: name, step: step})
	}
}

// supply gives the value of one path parameter: an object of the flow, one that
// a list tells, one of the few values that exist, or nothing that is real.
func (n *need) supply(o *openapi.Operation, segs []string, param string) (value string, made bool) {
	p := pathParameter(o, param)
	if values := enumOf(n.b.node(p.Schema.Node)); len(values) > 0 {
		return fmt.Sprint(values[0]), false
	}
	for _, r := range n.b.named(segs, param) {
		if n.own {
			if value, ok := n.make(r, keysFor(param, r.what)); ok {
				return value, true
			}
		}
		if value, ok := n.look(r, keysFor(param, r.what)); ok {
			return value, false
		}
	}
	n.gap = cmp.Or(n.gap, fmt.Sprintf("no operation of the document tells a value for {%s}", param))
	return n.b.unknown(p), false
}

func pathParameter(o *openapi.Operation, name string) openapi.Parameter {
	for _, p := range o.Parameters {
		if p.In == "path" && p.Name == name {
			return p
		}
	}
	return openapi.Parameter{Name: name, In: "path"}
}

func enumOf(node map[string]any) []any {
	if c, ok := node["const"]; ok {
		return []any{c}
	}
	list, _ := node["enum"].([]any)
	return list
}

// unknown is a value that fits and that no object has.
func (b *builder) unknown(p openapi.Parameter) string {
	if values := enumOf(b.node(p.Schema.Node)); len(values) > 0 {
		return fmt.Sprint(values[0])
	}
	if !b.is(p.Schema.Node, "string") {
		return "999999999"
	}
	if b.fitsOwn(p.Schema.Node) {
		return "{own}"
	}
	return "{uuid}"
}

// named finds the resources that a parameter may name: the one whose members
// lie at this path, one of the name in the parameter, one of the word before it.
func (b *builder) named(segs []string, param string) []*resource {
	var out []*resource
	add := func(list ...*resource) {
		for _, r := range list {
			if r != nil && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	at := join(segs)
	add(b.byMember[openapi.Shape(at)])
	what, _ := thing(param)
	if what != "" {
		add(b.nearest(b.byWhat[what], at)...)
	}
	before := segs[:len(segs)-1]
	for len(before) > 0 && paramOf(before[len(before)-1]) != "" {
		before = before[:len(before)-1]
	}
	add(b.nearest(b.byWhat[whatOf(join(before))], at)...)
	if what == "" && len(before) > 1 { // /api/short_url/_slug/{slug}
		add(b.nearest(b.byWhat[whatOf(join(before[:len(before)-1]))], at)...)
	}
	return out
}

// nearest sorts resources by how much of a path they share.
func (b *builder) nearest(list []*resource, path string) []*resource {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y *resource) int { return shared(y.path, path) - shared(x.path, path) })
	return list
}

func shared(a, b string) int {
	x, y := segments(a), segments(b)
	n := 0
	for n < len(x) && n < len(y) && openapi.Shape(x[n]) == openapi.Shape(y[n]) {
		n++
	}
	return n
}

// look takes the id of the first object of a list.
func (n *need) look(r *resource, keys []string) (value string, ok bool) {
	if r.list == nil || slices.Contains(n.busy, r) {
		return "", false
	}
	first, certain := n.b.idOfListed(r.list, keys)
	if first == "" {
		return "", false
	}
	name, variable := "seen-"+slug(r.what), "seen_"+snake(r.what)
	if how := first[strings.LastIndexByte(first, '.')+1:]; how != "id" {
		variable += "_" + snake(how)
	}
	for i := range n.given {
		if n.given[i].name == name {
			n.given[i].step.Capture[variable] = first
			if !certain {
				n.given[i].step.Otherwise[variable] = "{uuid}"
			}
			return "{" + variable + "}", true
		}
	}
	n.busy = append(n.busy, r)
	step := fixtures.Step{
		Title: "sees a " + r.what, Request: &fixtures.Line{Method: r.list.Method, Path: r.list.Path}, Expect: fixtures.Expect{Status: n.b.expect(r.list).Status},
		Capture: map[string]string{variable: first}, Lacking: "the target has no " + r.what + " to ask about", Unsure: "no " + r.what + " is known",
	}
	if !certain { // a server that says nothing may well know any id
		step.Otherwise, step.Lacking = map[string]string{variable: "{uuid}"}, ""
	}
	step.Send.Params, _ = n.path(r.list, "")
	step.Send.Query = n.b.leastQuery(r.list, n)
	n.given = append(n.given, prepared{name, "{" + variable + "}", step})
	n.busy = n.busy[:len(n.busy)-1]
	return "{" + variable + "}", true
}

// letter names the next own object of the flow; the flow's main one is {own}.
func (n *need) letter() string {
	n.made++
	if n.made == 1 {
		return "own"
	}
	return "own." + string(rune('a'+n.made-1))
}

// make adds the step that makes an object, and gives its id.
func (n *need) make(r *resource, keys []string) (value string, ok bool) {
	name, variable := "own-"+slug(r.what), "made_"+snake(r.what)
	for i := range n.given {
		if n.given[i].name == name {
			return n.given[i].value, true
		}
	}
	if !n.b.makeable(r) || slices.Contains(n.busy, r) || n.made > 12 {
		return "", false
	}
	n.busy = append(n.busy, r)
	defer func() { n.busy = n.busy[:len(n.busy)-1] }()
	step, value := n.creation(r, r.create, keys, variable, n.letter())
	step.Title = "has a " + r.what + " of its own"
	step.Expect = fixtures.Expect{Status: step.Expect.Status}
	step.Unsure = "no " + r.what + " could be made out of what the document says"
	n.given = append(n.given, prepared{name, value, step})
	return value, true
}

// creation is the step that makes an object with its undo; value is its id.
func (n *need) creation(r *resource, o *openapi.Operation, keys []string, variable, letter string) (step fixtures.Step, value string) {
	step = fixtures.Step{Request: &fixtures.Line{Method: o.Method, Path: o.Path}, Expect: n.b.expect(o)}
	named := ""
	if r.named {
		named = "{" + letter + "}"
	}
	step.Send = n.b.first(o).send
	step.Send.Params, _ = n.path(o, named)
	step.Send.Query = n.b.leastQuery(o, n)
	step.Send.Body = n.b.personal(o, step.Send.Body, letter, n)
	if value = named; value == "" {
		value = "{" + variable + "}"
		at, certain := n.b.idOfMade(o, keys)
		if key := n.b.chosen(o, keys); key != "" && (!certain || namesIt(keys[0]) && namesIt(key)) && said(step.Send.Body, key) == "{"+letter+"}" {
			value = "{" + letter + "}"
		} else if at != "" {
			step.Capture = map[string]string{variable: at}
		}
	}
	if n.b.undoable(r) {
		step.Undo = n.b.undo(r, value, step.Send.Params)
	}
	if step.Undo != nil && step.Capture != nil {
		step.Undo.Find = n.b.findBy(r, step, letter, variable)
	}
	return step, value
}

// makeable: an object can be made and its id is known then. It can be removed
// again and nobody has to be asked, or somebody was asked and said yes.
func (b *builder) makeable(r *resource) bool {
	switch {
	case r.create == nil:
		return false
	case b.allowed[r.create.ID]:
		_, certain := b.idOfMade(r.create, keysFor(r.param, r.what))
		return r.named || certain || b.chosen(r.create, keysFor(r.param, r.what)) != ""
	}
	return b.undoable(r) && b.heavy(r.create, false) == ""
}

// undoable: whatever is made can be removed again.
func (b *builder) undoable(r *resource) bool {
	if r == nil || r.create == nil {
		return false
	}
	keys := keysFor(r.param, r.what)
	_, certain := b.idOfMade(r.create, keys)
	return (r.named || certain || b.chosen(r.create, keys) != "") && b.undo(r, "{id}", nil) != nil
}

// namesIt: an object is found by its name, whatever id it has besides.
func namesIt(key string) bool {
	_, how := thing(key)
	return how == "name"
}

// chosen is the property of a body in which the client chooses the id.
func (b *builder) chosen(o *openapi.Operation, keys []string) string {
	body := jsonBody(o)
	if body == nil {
		return ""
	}
	named := b.properties(body.Schema.Node)
	for _, key := range keys {
		if named[key] != nil && slices.Contains(b.required(body.Schema.Node), key) && b.fitsOwn(named[key]) {
			return key
		}
	}
	return ""
}

// said is the text at a key of a body.
func said(body any, key string) string {
	object, _ := body.(map[string]any)
	text, _ := object[key].(string)
	return text
}

func slug(name string) string  { return strings.Join(words(name), "-") }
func snake(name string) string { return strings.Join(words(name), "_") }
