package openapi

import (
	"maps"
	"slices"
	"strings"
)

// cutLoops replaces references over which a definition leads back to itself
// without a step into the value: judging by it would never end.
func (c *converter) cutLoops() {
	const open, closed = 1, 2
	state := map[string]int{}
	var visit func(name string)
	var inPlace func(node map[string]any, at string)
	inPlace = func(node map[string]any, at string) {
		if ref, ok := node["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/definitions/")
			if state[name] == open {
				delete(node, "$ref")
				c.gaps.add(c.pointerOf(at), "schema-loop", "the schema leads back to itself through $ref; that branch takes anything")
				return
			}
			visit(name)
		}
		for _, key := range []string{"allOf", "anyOf", "oneOf"} {
			for _, branch := range listOf(node[key]) {
				if sub, ok := branch.(map[string]any); ok {
					inPlace(sub, at)
				}
			}
		}
		for _, key := range []string{"not", "if", "then", "else"} {
			if sub, ok := node[key].(map[string]any); ok {
				inPlace(sub, at)
			}
		}
	}
	visit = func(name string) {
		if state[name] != 0 {
			return
		}
		state[name] = open
		if node, ok := c.definitions[name].(map[string]any); ok {
			inPlace(node, name)
		}
		state[name] = closed
	}
	for _, name := range slices.Sorted(maps.Keys(c.definitions)) {
		visit(name)
	}
}

// pointerOf gives the place of a definition in the document.
func (c *converter) pointerOf(name string) string {
	for key, n := range c.names {
		if n == name {
			return key.pointer
		}
	}
	return ""
}
