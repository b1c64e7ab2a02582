package coverage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// side tells requests and answers apart: a schema that both use counts in both.
type side int

const (
	requests side = iota
	responses
)

// slot is one thing in a schema: a property, a value of an enum, a keyword. The
// schema is known by where it lies, since it has no name.
type slot struct {
	node uintptr
	what string
}

// walker marks the things in schemas that values speak of.
type walker struct {
	definitions map[string]any
	properties  [2]map[slot]stage
	enums       map[slot]stage
	keywords    map[uintptr]*keywords // by where the schema lies
	known       [2]map[uintptr]bool
}

// asserting are the keywords that say something about a value.
var asserting = [...]string{
	"type", "enum", "const", "required", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "not",
}

// keywords are those of one schema: how far each came, and whether it is there.
type keywords [len(asserting)]struct {
	there bool
	at    stage
}

// of gives the keywords of a schema, which are noted when it is first seen.
func (w *walker) of(node map[string]any) *keywords {
	at := address(node)
	k := w.keywords[at]
	if k == nil {
		k = &keywords{}
		for i, keyword := range asserting {
			_, k[i].there = node[keyword]
		}
		w.keywords[at] = k
	}
	return k
}

func newWalker(d *openapi.Document) *walker {
	w := &walker{definitions: d.Definitions, enums: map[slot]stage{}, keywords: map[uintptr]*keywords{}}
	for i := range w.properties {
		w.properties[i], w.known[i] = map[slot]stage{}, map[uintptr]bool{}
	}
	for _, o := range d.Operations {
		for _, p := range o.Parameters {
			w.enter(requests, p.Schema.Node)
		}
		for _, b := range o.Bodies {
			w.enter(requests, b.Schema.Node)
		}
		for _, r := range o.Responses {
			w.enter(responses, r.Schema.Node)
		}
	}
	return w
}

func (w *walker) node(schema any) map[string]any {
	for range 16 { // a chain of references that long is a circle
		node, _ := schema.(map[string]any)
		ref, refers := node["$ref"].(string)
		if !refers {
			return node
		}
		schema = w.definitions[strings.TrimPrefix(ref, "#/definitions/")]
	}
	return nil
}

func address(node map[string]any) uintptr { return reflect.ValueOf(node).Pointer() }

// enter makes everything under a schema known, not yet spoken of.
func (w *walker) enter(s side, schema any) {
	node := w.node(schema)
	if node == nil || w.known[s][address(node)] {
		return
	}
	at := address(node)
	w.known[s][at] = true
	w.of(node)
	for _, v := range list(node["enum"]) {
		w.enums[slot{at, text(v)}] = none
	}
	named, _ := node["properties"].(map[string]any)
	for name, schema := range named {
		w.properties[s][slot{at, name}] = none
		w.enter(s, schema)
	}
	for _, keyword := range []string{"items", "additionalProperties"} {
		w.enter(s, node[keyword])
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		for _, b := range list(node[keyword]) {
			w.enter(s, b)
		}
	}
}

// maxDepth bounds values that go down a recursive schema.
const maxDepth = 32

// value raises what a value speaks of.
func (w *walker) value(s side, schema, value any, to stage) { w.walk(s, schema, value, to, maxDepth) }

func (w *walker) walk(s side, schema, value any, to stage, depth int) {
	node := w.node(schema)
	if node == nil || depth == 0 {
		return
	}
	at := address(node)
	k := w.of(node)
	for i := range k {
		k[i].at = max(k[i].at, to)
	}
	if _, ok := w.enums[slot{at, text(value)}]; ok {
		raise(w.enums, slot{at, text(value)}, to)
	}
	switch v := value.(type) {
	case map[string]any:
		named, _ := node["properties"].(map[string]any)
		for name, x := range v {
			if sub, ok := named[name]; ok {
				raise(w.properties[s], slot{at, name}, to)
				w.walk(s, sub, x, to, depth-1)
			} else {
				w.walk(s, node["additionalProperties"], x, to, depth-1)
			}
		}
	case []any:
		for _, x := range v {
			w.walk(s, node["items"], x, to, depth-1)
		}
	}
	for _, b := range list(node["allOf"]) {
		w.walk(s, b, value, to, depth-1)
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		for _, b := range list(node[keyword]) {
			if w.fits(b, value) {
				w.walk(s, b, value, to, depth-1)
			}
		}
	}
}

// fits reports whether a branch may be the one that a value is of: its type, the
// keys that it must have, and what tells branches apart.
func (w *walker) fits(schema, value any) bool {
	node := w.node(schema)
	object, isObject := value.(map[string]any)
	if types := list(node["type"]); len(types) > 0 {
		return slices.ContainsFunc(types, func(t any) bool { return t == kind(value) || t == "number" && kind(value) == "integer" })
	}
	if t, ok := node["type"].(string); ok && t != kind(value) && !(t == "number" && kind(value) == "integer") {
		return false
	}
	if values := list(node["enum"]); len(values) > 0 && !slices.ContainsFunc(values, func(v any) bool { return text(v) == text(value) }) {
		return false
	}
	if !isObject {
		return true
	}
	for _, name := range list(node["required"]) {
		if _, ok := object[text(name)]; !ok {
			return false
		}
	}
	named, _ := node["properties"].(map[string]any)
	for name, x := range object {
		p := w.node(named[name])
		if c, ok := p["const"]; ok && text(c) != text(x) {
			return false
		}
		if values := list(p["enum"]); len(values) == 1 && text(values[0]) != text(x) {
			return false
		}
	}
	return true
}

func list(x any) []any { l, _ := x.([]any); return l }

func kind(v any) string {
	switch n := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		if strings.ContainsAny(fmt.Sprint(n), ".eE") {
			return "number"
		}
		return "integer"
	}
}

// text is a value in a form in which equal ones are equal.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil, bool, json.Number, float64, int:
		return fmt.Sprint(v)
	}
	return ""
}

// loose is a value of a query as far as its text tells.
func loose(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = loose(x)
		}
		return out
	case string:
		if v == "true" || v == "false" {
			return v == "true"
		}
	}
	return v
}

// parsed is a JSON body; nil when it is none.
func parsed(body []byte) any {
	if len(body) == 0 || (body[0] != '{' && body[0] != '[') {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// sum counts the slots.
func (w *walker) sum(c *reports.Coverage) {
	for into, slots := range map[*reports.Share]map[slot]stage{
		&c.RequestProperties: w.properties[requests], &c.ResponseProperties: w.properties[responses], &c.EnumValues: w.enums,
	} {
		for _, at := range slots {
			count(into, at)
		}
	}
	for _, all := range w.keywords {
		for _, k := range all {
			if k.there {
				count(&c.Keywords, k.at)
			}
		}
	}
}
