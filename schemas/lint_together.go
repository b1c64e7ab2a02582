package schemas

import (
	"encoding/json"
	"slices"
	"strings"
)

// applies says to which types a keyword says anything at all.
var applies = map[string][]string{
	"minimum": {"integer", "number"}, "maximum": {"integer", "number"},
	"exclusiveMinimum": {"integer", "number"}, "exclusiveMaximum": {"integer", "number"}, "multipleOf": {"integer", "number"},
	"minLength": {"string"}, "maxLength": {"string"}, "pattern": {"string"},
	"items": {"array"}, "minItems": {"array"}, "maxItems": {"array"},
	"properties": {"object"}, "required": {"object"}, "additionalProperties": {"object"},
	"minProperties": {"object"}, "maxProperties": {"object"},
}

// together vets what the keywords of one schema say to each other.
func (l *linter) together(pointer string, s map[string]any) {
	l.typed(pointer, s)
	l.names(pointer, s)
	l.order(pointer, s, "minLength", "maxLength")
	l.order(pointer, s, "minItems", "maxItems")
	l.order(pointer, s, "minProperties", "maxProperties")
	l.order(pointer, s, "minimum", "maximum")
	_, cond := s["if"]
	_, then := s["then"]
	_, otherwise := s["else"]
	if cond != (then || otherwise) {
		l.add(pointer, "if and then or else belong together")
	}
}

// typed compares keywords and values with the type.
func (l *linter) typed(pointer string, s map[string]any) {
	names := typesOf(s["type"])
	if _, ok := s["format"]; ok && !slices.Contains(names, "string") {
		l.add(pointer+"/format", "format without type string: it says nothing about other values")
	}
	if len(names) == 0 {
		return
	}
	for keyword := range s {
		if to, ok := applies[keyword]; ok && !slices.ContainsFunc(to, func(t string) bool { return slices.Contains(names, t) }) {
			l.add(pointer+"/"+keyword, "%s says nothing about type %s", keyword, alternatives(names))
		}
	}
	fits := func(v any) bool { return slices.ContainsFunc(names, func(t string) bool { return HasType(v, t) }) }
	values, _ := s["enum"].([]any)
	for _, v := range values {
		if !fits(v) {
			l.add(pointer+"/enum", "%s is not of type %s", literal(v), alternatives(names))
		}
	}
	if values != nil && slices.Contains(names, "null") && !slices.Contains(values, nil) {
		l.add(pointer+"/enum", "null is of the type, yet not in the enum")
	}
	for _, keyword := range []string{"const", "default"} {
		if v, ok := s[keyword]; ok && !fits(v) {
			l.add(pointer+"/"+keyword, "%s is not of type %s", literal(v), alternatives(names))
		}
	}
}

// names finds a required name that no property has, usually a slip of the pen.
func (l *linter) names(pointer string, s map[string]any) {
	properties, given := s["properties"].(map[string]any)
	if !given && s["additionalProperties"] != false {
		return
	}
	for _, name := range texts(s["required"]) {
		if _, ok := properties[name]; !ok {
			l.add(pointer+"/required", "%s is no property", quote(name))
		}
	}
}

func (l *linter) order(pointer string, s map[string]any, low, high string) {
	a, okA := s[low].(json.Number)
	b, okB := s[high].(json.Number)
	if okA && okB && rational(a).Cmp(rational(b)) > 0 {
		l.add(pointer+"/"+low, "%s is above %s", low, high)
	}
}

// lintLoops finds schemas that lead back to themselves without a step into the
// body: judging by them would never end.
func lintLoops(docs documents) []LintProblem {
	const open, closed = 1, 2
	state := map[string]int{}
	var out []LintProblem
	var visit func(name, pointer string, s map[string]any)
	visit = func(name, pointer string, s map[string]any) {
		key := name + "#" + pointer
		if state[key] == closed {
			return
		}
		if state[key] == open {
			out = append(out, LintProblem{name + ".json", pointer, "leads back to itself through $ref"})
			return
		}
		state[key] = open
		if ref, ok := s["$ref"].(string); ok {
			if target, at, err := docs.resolve(name, ref); err == nil {
				if found, _ := docs.lookup(target, at); staying(found) != nil {
					visit(target, at, staying(found))
				}
			}
		}
		for c := range subschemas(s) {
			if inner := staying(c.schema); c.inPlace() && inner != nil {
				visit(name, pointer+c.pointer(), inner)
			}
		}
		state[key] = closed
	}
	var way []child
	var all func(name string, schema any)
	all = func(name string, schema any) {
		if s := staying(schema); s != nil {
			var pointer strings.Builder
			for _, c := range way {
				pointer.WriteString(c.pointer())
			}
			visit(name, pointer.String(), s)
		}
		s, _ := schema.(map[string]any)
		for c := range subschemas(s) {
			way = append(way, c)
			all(name, c.schema)
			way = way[:len(way)-1]
		}
	}
	for name, doc := range docs {
		all(name, doc)
	}
	return out
}

// staying gives a schema that leads to others about the same value; nil for one
// that does not, and so is on no loop.
func staying(schema any) map[string]any {
	s, _ := schema.(map[string]any)
	for _, keyword := range []string{"$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"} {
		if _, ok := s[keyword]; ok {
			return s
		}
	}
	return nil
}
