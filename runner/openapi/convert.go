package openapi

import (
	"fmt"
	"slices"
	"strings"
)

// direction says for whom a schema speaks: readOnly properties are not sent,
// writeOnly ones do not come back.
type direction string

const (
	sent     direction = "sent"
	received direction = "received"
)

// converter turns the schemas of a document into draft-07. Where the document is
// wrong, or says what draft-07 cannot, the result asks for less: a correct
// server must not be blamed for its document.
type converter struct {
	*tree
	directed    bool // the document has readOnly or writeOnly, so that directions differ
	names       map[target]string
	taken       map[string]bool
	pending     []target
	definitions map[string]any
	origins     map[string]place // where each schema is written

	known
	spare  *converter // of schemas of which nothing is used
	passed []place    // properties of the other direction

	exact bool // inside of not and if, where asking for less would ask for more
	lost  bool // something had to be left out there
}

// target is a schema that others refer to.
type target struct {
	pointer string
	dir     direction
}

func newConverter(t *tree) *converter {
	return &converter{
		tree: t, directed: mentions(t.root, "readOnly", "writeOnly"), names: map[target]string{}, taken: map[string]bool{},
		definitions: map[string]any{}, origins: map[string]place{},
		known: known{written: map[uintptr]string{}, undeclared: map[uintptr]string{}, loosened: map[uintptr]bool{}, candidates: map[string][]place{}},
	}
}

// mentions reports whether one of the keys is anywhere in a value.
func mentions(value any, keys ...string) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if slices.Contains(keys, key) || mentions(item, keys...) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return mentions(item, keys...) })
	}
	return false
}

// schema converts one that stands by itself.
func (c *converter) schema(name string, at place, dir direction) Schema {
	c.origins[name] = at
	return Schema{Name: name, Node: c.node(at, dir)}
}

// finish converts what was referred to, and what that refers to in turn.
func (c *converter) finish() map[string]any {
	for len(c.pending) > 0 {
		next := c.pending[0]
		c.pending = c.pending[1:]
		c.definitions[c.names[next]] = c.node(place{c.lookup(next.pointer), next.pointer}, next.dir)
	}
	c.cutLoops()
	return c.definitions
}

// refer gives the reference to a schema elsewhere in the document.
func (c *converter) refer(pointer string, dir direction) map[string]any {
	key := target{pointer, dir}
	if !c.directed {
		key.dir = sent
	}
	name, ok := c.names[key]
	if !ok {
		name = c.definition(key)
		c.names[key] = name
		c.pending = append(c.pending, key)
	}
	return map[string]any{"$ref": "#/definitions/" + name}
}

// definition finds a name that is free.
func (c *converter) definition(key target) string {
	base := clean(strings.TrimPrefix(key.pointer, "/components/schemas/"))
	if base == "" {
		base = "root"
	}
	if c.directed {
		base += "." + string(key.dir)
	}
	name := base
	for n := 2; c.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	c.taken[name] = true
	return name
}

// node converts a schema; whatever is none becomes the schema that takes all.
func (c *converter) node(at place, dir direction) map[string]any {
	switch v := at.value.(type) {
	case bool:
		if v {
			return map[string]any{}
		}
		return map[string]any{"not": map[string]any{}}
	case map[string]any:
		if ref, ok := v["$ref"]; ok {
			return c.reference(at, ref, dir)
		}
		b := &building{converter: c, at: at, dir: dir, out: map[string]any{}}
		return b.build()
	}
	c.drop(at.at, "schema-invalid", "want a schema, got %s; anything is taken", kindOf(at.value))
	return map[string]any{}
}

// reference converts a $ref and what stands beside it. OpenAPI 3.0 says that
// this is ignored; nullable is meant all the same, and 3.1 means all of it.
func (c *converter) reference(at place, ref any, dir direction) map[string]any {
	if c.exact {
		c.lost = true // what it leads to may be converted to ask for less
		return map[string]any{}
	}
	out := map[string]any{}
	if pointer, ok := c.target(ref, at.at); ok {
		out = c.refer(pointer, dir)
	}
	beside := map[string]any{}
	for key, value := range at.object() {
		switch {
		case key == "$ref" || key == "nullable" || annotations[key] || strings.HasPrefix(key, "x-"):
		case c.modern() || key == "default" || key == "example" || key == "examples" || key == "readOnly" || key == "writeOnly":
			beside[key] = value
		default:
			c.gaps.add(at.at+"/"+escape(key), "ref-sibling", "OpenAPI 3.0 ignores what stands beside $ref, and so it is here")
		}
	}
	if more := c.node(place{beside, at.at}, dir); len(more) > 0 {
		more["allOf"] = append([]any{out}, listOf(more["allOf"])...)
		out = more
	}
	if at.flag("nullable") && len(out) > 0 {
		out = orNull(out)
	}
	return out
}

func (c *converter) modern() bool {
	format, _ := c.root["openapi"].(string)
	return !strings.HasPrefix(format, "3.0")
}

// drop notes a gap for which something is left out of a schema.
func (c *converter) drop(at, kind, format string, args ...any) {
	c.lost = true
	c.gaps.add(at, kind, format, args...)
}

// exactly converts a schema whose result must mean what the original means.
func (c *converter) exactly(at place, dir direction) (map[string]any, bool) {
	exact, lost := c.exact, c.lost
	c.exact, c.lost = true, false
	out := c.node(at, dir)
	ok := !c.lost
	c.exact, c.lost = exact, lost || !ok
	return out, ok
}

func orNull(schema map[string]any) map[string]any {
	return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, schema}}
}

func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}
