package flows

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
)

// sample is one body that an operation takes, with what is sent beside it.
type sample struct {
	id, title string
	send      fixtures.Send
}

// maxExamples is how many examples of one operation are sent.
const maxExamples = 4

// samples are the bodies of an operation: the examples of the document, the
// least that its schema demands and the most that it allows.
func (b *builder) samples(o *openapi.Operation) []sample {
	if known, ok := b.bodies[o]; ok {
		return known
	}
	out := b.makeSamples(o)
	if len(out) == 0 {
		out = []sample{{id: "plain", title: "answers"}}
	}
	b.bodies[o] = out
	return out
}

func (b *builder) makeSamples(o *openapi.Operation) []sample {
	body := jsonBody(o)
	if body == nil {
		return b.rawSamples(o)
	}
	var out []sample
	seen := map[string]bool{}
	add := func(id, title string, value any) {
		value = harmless(value)
		text, err := json.Marshal(value)
		if _, isMap := value.(map[string]any); err != nil || seen[string(text)] || !isMap && value == nil {
			return
		}
		seen[string(text)] = true
		out = append(out, sample{id, title, fixtures.Send{Body: value}})
	}
	for i, x := range body.Examples {
		if i < maxExamples {
			add(fmt.Sprintf("example-%d", i+1), fmt.Sprintf("takes example %d of the document", i+1), x)
		}
	}
	if body.Schema.Node != nil {
		add("least", "takes the least that the document demands", b.sample(body.Schema.Node, false))
		add("most", "takes everything that the document allows", b.sample(body.Schema.Node, true))
		if b.choices(body.Schema.Node, 4) {
			for i := range others {
				add(fmt.Sprintf("other-%d", i+1), fmt.Sprintf("takes other alternatives of the document, %d", i+1), b.generate(body.Schema.Node, generate.Maximal, b.Seed+uint64(i)+1))
			}
		}
	}
	return out
}

// others is how many bodies more are made where a schema leaves a choice.
const others = 2

// choices reports whether a schema leaves one, down to a depth.
func (b *builder) choices(schema any, depth int) bool {
	node := b.node(schema)
	if node == nil || depth == 0 {
		return false
	}
	if len(list(node["anyOf"]))+len(list(node["oneOf"]))+len(list(node["enum"])) > 1 {
		return true
	}
	for _, x := range b.properties(node) {
		if b.choices(x, depth-1) {
			return true
		}
	}
	return b.choices(b.items(node), depth-1)
}

func list(x any) []any { l, _ := x.([]any); return l }

// first is the body to make an object with: an example is the likeliest to be
// taken by a server that demands more than the document says.
func (b *builder) first(o *openapi.Operation) sample { return b.samples(o)[0] }

// least is the body that asks for least.
func (b *builder) least(o *openapi.Operation) sample {
	all := b.samples(o)
	if i := slices.IndexFunc(all, func(s sample) bool { return s.id == "least" }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// sample makes a value of a schema; nil where there is none.
func (b *builder) sample(schema map[string]any, most bool) any {
	size := generate.Minimal
	if most {
		size = generate.Maximal
	}
	return b.generate(schema, size, b.Seed)
}

func (b *builder) generate(schema map[string]any, size generate.Size, seed uint64) any {
	value, err := b.values.Value(schema, generate.Options{Size: size, Seed: seed})
	if err != nil {
		return nil
	}
	return harmless(plausible(value, ""))
}

// plausible makes addresses out of generated texts that stand where the document
// wants one without saying so. They lead nowhere.
func plausible(value any, key string) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, x := range v {
			out[name] = plausible(x, name)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plausible(x, key)
		}
		return out
	case string:
		list := words(key)
		if len(list) > 0 && slices.Contains([]string{"url", "urls", "uri", "host", "hosts"}, list[len(list)-1]) && strings.HasPrefix(v, key) {
			return "https://kbn-conf.example.test:8443"
		}
	}
	return value
}

// inert are keys that make an object act on its own, or on others, when they are
// true.
var inert = append([]string{"is_protected", "enabled", "default", "isDefault", "override", "overwrite", "keep_monitoring_alive"}, fixtures.Harmful...)

// variable is what would be taken for one of the flow's variables.
var variable = regexp.MustCompile(`\{([a-z_][A-Za-z0-9_.]*)\}`)

// harmless copies a value of the document with switches turned off, and with
// texts that cannot be taken for variables.
func harmless(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, x := range v {
			if (x == true || x == "true") && slices.Contains(inert, key) {
				x = false
			}
			out[plain(key)] = harmless(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = harmless(x)
		}
		return out
	case string:
		return plain(v)
	}
	return value
}

func plain(s string) string {
	for variable.MatchString(s) {
		s = variable.ReplaceAllString(s, "$1")
	}
	return s
}

// ownLike is like the name of an own object.
const (
	ownLike   = "kbn-conf-abcdefgh-01234567"
	ownLength = len(ownLike)
)

// fitsOwn reports whether a schema takes the name of an own object.
func (b *builder) fitsOwn(schema any) bool {
	node := b.node(schema)
	if !b.is(node, "string") || node["enum"] != nil || node["const"] != nil || node["format"] != nil {
		return false
	}
	if limit, ok := number(node["maxLength"]); ok && int(limit) < ownLength {
		return false
	}
	if least, ok := number(node["minLength"]); ok && int(least) > ownLength {
		return false
	}
	if pattern, ok := node["pattern"].(string); ok {
		p, err := regexp.Compile(pattern)
		return err == nil && p.MatchString(ownLike)
	}
	return true
}

func number(x any) (float64, bool) {
	switch n := x.(type) {
	case float64:
		return n, true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// personal copies the body of a create or an update with names of the run, and
// with ids of objects that the flow has where the body must name some.
func (b *builder) personal(o *openapi.Operation, value any, letter string, n *need) any {
	body := jsonBody(o)
	object, isObject := value.(map[string]any)
	if list, isList := value.([]any); isList && body != nil {
		out := make([]any, len(list))
		for i, x := range list {
			if out[i] = x; b.items(body.Schema.Node) != nil {
				if object, ok := x.(map[string]any); ok {
					out[i] = b.personalObject(b.items(body.Schema.Node), object, letter, b.roles[o].r, n, 0)
				}
			}
		}
		return out
	}
	if body == nil || !isObject {
		return value
	}
	out := b.personalObject(body.Schema.Node, object, letter, b.roles[o].r, n, 1)
	if !b.fits(body.Schema, out) && b.fits(body.Schema, object) {
		out = b.keepFitting(body.Schema, object, out)
	}
	if !strings.Contains(text(out), "{"+letter+"}") {
		b.sign(body.Schema, out, letter)
	}
	return out
}

// keepFitting takes over only those changes of a body after which it still fits.
func (b *builder) keepFitting(schema openapi.Schema, object, changed map[string]any) map[string]any {
	out := maps.Clone(object)
	for _, key := range keys(changed) {
		old, had := out[key]
		if out[key] = changed[key]; b.fits(schema, out) {
			continue
		}
		if out[key] = old; !had {
			delete(out, key)
		}
	}
	return out
}

// fits reports whether a body is valid once its variables are put in.
func (b *builder) fits(schema openapi.Schema, value any) bool {
	problems, err := b.doc.Schemas().Fits(openapi.Prefix+"/"+schema.Name, filled(value))
	return err == nil && len(problems) == 0
}

// filled is a body with values like those that its variables will have.
func filled(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, x := range v {
			out[key] = filled(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = filled(x)
		}
		return out
	case string:
		return fixtures.Expand(v, func(name string) (string, bool) {
			if strings.HasPrefix(name, "own") {
				return ownLike, true
			}
			return "00000000-0000-4000-a000-000000000000", true
		})
	}
	return value
}

// sign puts the name of the run into some text of a body that has no name, so
// that everybody sees whose object it is.
func (b *builder) sign(schema openapi.Schema, object map[string]any, letter string) {
	named := b.properties(schema.Node)
	for _, key := range append([]string{"slug", "description", "comment", "summary", "reason"}, keys(object)...) {
		if named[key] == nil || !b.fitsOwn(named[key]) || endsIn(key, "id") || endsIn(key, "type") {
			continue
		}
		old, had := object[key]
		if object[key] = "{" + letter + "}"; b.fits(schema, object) {
			return
		}
		if object[key] = old; !had {
			delete(object, key)
		}
	}
}

func (b *builder) personalObject(schema any, object map[string]any, letter string, r *resource, n *need, depth int) map[string]any {
	named := b.properties(schema)
	out := make(map[string]any, len(object)+1)
	found := false
	for _, key := range keys(object) { // in order: what it refers to is made in that order
		x := object[key]
		out[key] = x
		switch {
		case identifies(key, r) && b.fitsOwn(named[key]):
			if _, isText := x.(string); isText {
				out[key] = "{" + letter + "}"
				found = true
			}
		case n != nil && n.own:
			if _, isText := x.(string); isText && endsIn(key, "id") {
				if id, ok := n.refer(key, r); ok {
					out[key] = id
				}
			}
		}
	}
	if _, has := object["name"]; !has && b.fitsOwn(named["name"]) && named["name"] != nil {
		out["name"] = "{" + letter + "}"
		found = true
	}
	if !found && depth > 0 { // {"data_view": {"name": …}}
		for _, key := range keys(object) {
			if inner, ok := object[key].(map[string]any); ok && len(object) <= 3 {
				out[key] = b.personalObject(named[key], inner, letter, r, n, depth-1)
			}
		}
	}
	return out
}

// identifies reports whether a property is what an object goes by.
func identifies(key string, r *resource) bool {
	switch key {
	case "id", "name", "title", "slug":
		return true
	}
	if r == nil {
		return false
	}
	what, how := thing(key)
	return key == r.param || how == "id" && what != "" && endsIn(key, "id") && (what == r.what || strings.HasSuffix(r.what, " "+what))
}

// refer gives the id of another object that a body must name: of the collection
// in which the new one lies, or of the kind that the key says.
func (n *need) refer(key string, r *resource) (string, bool) {
	what, _ := thing(key)
	if what == "" {
		return "", false
	}
	at := ""
	if r != nil {
		at = r.path
	}
	candidates := n.b.nearest(n.b.byWhat[what], at)
	if r != nil { // list_id of an exception list item is of the exception list above it
		for _, above := range n.b.resources {
			if above != r && strings.HasPrefix(r.path, above.path+"/") && (above.what == what || strings.HasSuffix(above.what, " "+what)) {
				candidates = append([]*resource{above}, candidates...)
			}
		}
	}
	for _, c := range candidates {
		if c == r {
			continue
		}
		if id, ok := n.make(c, append([]string{key}, keysFor(c.param, c.what)...)); ok {
			return id, true
		}
	}
	return "", false
}
