package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// put gives the body with a value at the place; what is missing on the way is
// made up, after the examples.
func (p place) put(body any, v any, examples map[string][]any) any {
	return put(body, p.path, "", v, examples)
}

func put(at any, path []segment, name string, v any, examples map[string][]any) any {
	if len(path) == 0 {
		return v
	}
	if at == nil && len(examples[name]) > 0 {
		at = examples[name][0]
	}
	switch s := path[0]; {
	case s.item:
		before, _ := at.([]any)
		return append(slices.Clone(before), put(nil, path[1:], name, v, examples))
	case s.entry:
		return withEntry(at, "x-surprise", put(nil, path[1:], name, v, examples))
	default:
		m, _ := at.(map[string]any)
		if at == nil {
			m = siblings(s)
		}
		return withEntry(m, s.key, put(m[s.key], path[1:], strings.TrimPrefix(name+"."+s.key, "."), v, examples))
	}
}

// siblings makes up what else an object needs, so that one thing is wrong only.
func siblings(s segment) map[string]any {
	out := map[string]any{}
	for _, key := range requiredOf(s.around) {
		if part, err := s.around.Property(key); err == nil && key != s.key {
			out[key] = sample(part)
		}
	}
	return out
}

// sample is a plain value that a schema takes.
func sample(p schemas.Part) any {
	if values := enumOf(p); len(values) > 0 {
		return values[0]
	}
	wanted := append(kindsOf(p), "text")
	switch wanted[0] {
	case "number":
		if least := p.Keywords["minimum"]; least != nil {
			return least
		}
		return 1
	case "boolean":
		return false
	case "list":
		return []any{}
	case "object":
		return map[string]any{}
	case "null":
		return nil
	}
	return "{own}"
}

func withEntry(object any, key string, v any) map[string]any {
	m, _ := object.(map[string]any)
	out := maps.Clone(m)
	if out == nil {
		out = map[string]any{}
	}
	out[key] = v
	return out
}

// without gives the body without the key at the place.
func (p place) without(body any, examples map[string][]any) any {
	last := len(p.path) - 1
	holder := place{path: p.path[:last]}
	around := siblings(p.path[last])
	if found := holder.find(body); len(found) > 0 {
		m, _ := found[0].(map[string]any)
		around = maps.Clone(m)
		delete(around, p.path[last].key)
	}
	return holder.put(body, around, examples)
}

// find lists the values that a body has at the place.
func (p place) find(body any) []any {
	at := []any{body}
	for _, s := range p.path {
		var next []any
		for _, v := range at {
			next = append(next, s.from(v)...)
		}
		at = next
	}
	return at
}

func (s segment) from(v any) []any {
	switch v := v.(type) {
	case []any:
		if s.item {
			return v
		}
	case map[string]any:
		if s.entry {
			return slices.Collect(maps.Values(v))
		}
		if x, ok := v[s.key]; ok && !s.item {
			return []any{x}
		}
	}
	return nil
}
