package observe

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// shape is what the values at one place have in common: types, never values.
type shape struct {
	types      map[string]bool
	objects    int
	properties map[string]*shape
	seen       map[string]int // objects that had the property
	items      *shape
}

// How deep a shape goes, and how many properties are taken for names of its own.
const (
	deepest  = 8
	manyKeys = 40
)

func (s *shape) take(value any, depth int) {
	if s.types == nil {
		s.types = map[string]bool{}
	}
	switch v := value.(type) {
	case nil:
		s.types["null"] = true
	case bool:
		s.types["boolean"] = true
	case string:
		s.types["string"] = true
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			s.types["number"] = true
		} else {
			s.types["integer"] = true
		}
	case []any:
		s.types["array"] = true
		if s.items == nil {
			s.items = &shape{}
		}
		for _, item := range v {
			if depth < deepest {
				s.items.take(item, depth+1)
			}
		}
	case map[string]any:
		s.types["object"] = true
		s.objects++
		for key, item := range v {
			if depth < deepest {
				s.property(key, item, depth)
			}
		}
	}
}

func (s *shape) property(key string, value any, depth int) {
	if s.properties == nil {
		s.properties, s.seen = map[string]*shape{}, map[string]int{}
	}
	if s.properties[key] == nil {
		s.properties[key] = &shape{}
	}
	s.seen[key]++
	s.properties[key].take(value, depth+1)
}

// id are keys that name an object rather than a property.
var id = regexp.MustCompile(`(?i)^([0-9a-f]{8}-[0-9a-f-]{20,}|[0-9]+|kbn-conf-.*|[0-9a-f]{16,})$`)

// isMap reports whether the keys are ids, so that there will be others.
func (s *shape) isMap() bool {
	if len(s.properties) > manyKeys {
		return true
	}
	for key := range s.properties {
		if id.MatchString(key) {
			return true
		}
	}
	return false
}

// schema words a shape as a schema of OpenAPI 3.0, or 3.1 if modern.
func (s *shape) schema(modern bool) map[string]any {
	out := map[string]any{}
	types := slices.Sorted(maps.Keys(s.types))
	null := slices.Contains(types, "null")
	types = slices.DeleteFunc(types, func(t string) bool { return t == "null" || t == "integer" && s.types["number"] })
	switch {
	case len(types) == 1 && !(null && modern):
		out["type"] = types[0]
	case modern && len(types) > 0:
		if null {
			types = append(types, "null")
		}
		out["type"] = types
	}
	if null && !modern {
		out["nullable"] = true
	}
	if len(types) > 1 && !modern { // 3.0 has no list of types; what was seen varies
		return out
	}
	if s.items != nil {
		out["items"] = s.items.schema(modern)
	}
	if s.isMap() {
		all := &shape{}
		for _, key := range slices.Sorted(maps.Keys(s.properties)) {
			all.join(s.properties[key])
		}
		out["additionalProperties"] = all.schema(modern)
	} else if len(s.properties) > 0 {
		out["properties"] = s.named(modern)
		if names := s.always(); len(names) > 0 {
			out["required"] = names
		}
	}
	return out
}

func (s *shape) named(modern bool) map[string]any {
	out := map[string]any{}
	for key, property := range s.properties {
		out[key] = property.schema(modern)
	}
	return out
}

// always are the properties that no object lacked; one object proves nothing.
func (s *shape) always() []string {
	var out []string
	for key, n := range s.seen {
		if n == s.objects && s.objects > 1 {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// join takes in what another shape has seen.
func (s *shape) join(other *shape) {
	if s.types == nil {
		s.types = map[string]bool{}
	}
	maps.Copy(s.types, other.types)
	s.objects += other.objects
	if other.items != nil {
		if s.items == nil {
			s.items = &shape{}
		}
		s.items.join(other.items)
	}
	for key, property := range other.properties {
		if s.properties == nil {
			s.properties, s.seen = map[string]*shape{}, map[string]int{}
		}
		if s.properties[key] == nil {
			s.properties[key] = &shape{}
		}
		s.seen[key] += other.seen[key]
		s.properties[key].join(property)
	}
}
