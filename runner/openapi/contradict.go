package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// A document contradicts itself where an example shows what the schema beside it
// refuses, or where a name is required that no property has. Which of the two is
// meant, it does not say.

// Contradicts says how the document itself has what a problem of an answer
// objects to; empty when it does not.
func (d *Document) Contradicts(method, path string, status int, p schemas.Problem) string {
	r := d.answer(method, path, status)
	if r == nil {
		return ""
	}
	place := strings.Split(p.Pointer, "/")[1:]
	for _, example := range d.candidates[r.Schema.Name] {
		if shows(example.value, place, p) {
			return shownAt(example.at)
		}
	}
	return d.within(r.Schema.Node, place, p, maxWithin)
}

// answer is what the document says about a status of an operation; nil if it
// says nothing.
func (d *Document) answer(method, path string, status int) *Response {
	same := func(o *Operation) bool { return o.Method == method && o.Path == path }
	i := slices.IndexFunc(d.Operations, same)
	if i < 0 { // a path of ours may name its parameters otherwise
		shape := Shape(path)
		i = slices.IndexFunc(d.Operations, func(o *Operation) bool { return o.Method == method && Shape(o.Path) == shape })
	}
	if i < 0 {
		return nil
	}
	code, list := strconv.Itoa(status), d.Operations[i].Responses
	for _, written := range []string{code, code[:1] + "XX", "default"} {
		if j := slices.IndexFunc(list, func(r Response) bool { return strings.EqualFold(r.Status, written) }); j >= 0 {
			return &list[j]
		}
	}
	return nil
}

func shownAt(at string) string { return "its example at " + at + " is like that" }

const maxWithin = 32 // steps into a schema; one may lead back to itself

// within follows a place of a body down its schema, and looks at the examples of
// all schemas on the way.
func (d *Document) within(node map[string]any, path []string, p schemas.Problem, depth int) string {
	if node == nil || depth == 0 {
		return ""
	}
	if at, ok := d.written[address(node)]; ok {
		for _, example := range listOf(node["examples"]) {
			if shows(example, path, p) {
				return shownAt(at)
			}
		}
	}
	named, _ := node["properties"].(map[string]any)
	if at, ok := d.undeclared[address(node)]; ok && len(path) == 1 && p.Keyword == "required" && named[unescape(path[0])] == nil {
		return "at " + at + " it requires a name that no property has"
	}
	var below []any
	if ref, ok := node["$ref"].(string); ok {
		below = append(below, d.Definitions[strings.TrimPrefix(ref, "#/definitions/")])
	}
	below = slices.Concat(below, listOf(node["allOf"]), listOf(node["anyOf"]), listOf(node["oneOf"]))
	for _, sub := range below {
		if at := d.into(sub, path, p, depth); at != "" {
			return at
		}
	}
	if len(path) == 0 {
		return ""
	}
	for _, sub := range []any{named[unescape(path[0])], node["items"], node["additionalProperties"]} {
		if at := d.into(sub, path[1:], p, depth); at != "" {
			return at
		}
	}
	return ""
}

func (d *Document) into(schema any, path []string, p schemas.Problem, depth int) string {
	node, _ := schema.(map[string]any)
	return d.within(node, path, p, depth-1)
}

// shows reports whether a value has at a place, of some element where lists are
// on the way, what a problem objects to.
func shows(value any, path []string, p schemas.Problem) bool {
	if len(path) == 0 {
		return p.Unknown || p.Keyword != "required" && alike(p, value)
	}
	switch v := value.(type) {
	case map[string]any:
		below, there := v[unescape(path[0])]
		if !there {
			return len(path) == 1 && p.Keyword == "required"
		}
		return shows(below, path[1:], p)
	case []any:
		if _, err := strconv.Atoi(path[0]); err == nil {
			return slices.ContainsFunc(v, func(x any) bool { return shows(x, path[1:], p) })
		}
	}
	return false
}

// alike reports whether a value breaks the same keyword as what came: the type
// by being of that type, any other by being the same.
func alike(p schemas.Problem, value any) bool {
	shown := schemas.Word(value)
	kind, _, _ := strings.Cut(shown, " ")
	came, _, _ := strings.Cut(p.Got, " ")
	if p.Keyword == "type" {
		return kind == came
	}
	return kind != "object" && kind != "array" && shown == p.Got
}
