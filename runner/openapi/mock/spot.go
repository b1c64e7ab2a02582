package mock

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// wrappers are properties under which answers put what they are about.
var wrappers = []string{"item", "data", "items", "saved_objects", "results", "list"}

// spotOf finds the object in an answer that carries an id: the root, or what
// lies in a property of it.
func spotOf(value any, keys []string) ([]string, bool) { return seek(value, keys, 3) }

func seek(value any, keys []string, depth int) ([]string, bool) {
	object, isObject := value.(map[string]any)
	if !isObject {
		return nil, false
	}
	for _, key := range keys {
		switch object[key].(type) {
		case string, interface{ Int64() (int64, error) }:
			return nil, true
		}
	}
	if depth == 0 {
		return nil, false
	}
	for _, name := range inner(object) {
		if below, found := seek(object[name], keys, depth-1); found {
			return append([]string{name}, below...), true
		}
	}
	return nil, false
}

// listIn finds the list of objects in an answer, and where in each the object is.
func listIn(value any, keys []string, depth int) (list, item []string, found bool) {
	switch v := value.(type) {
	case []any:
		if len(v) > 0 {
			item, found = seek(v[0], keys, 2)
		}
		return nil, item, found
	case map[string]any:
		if depth == 0 {
			return nil, nil, false
		}
		for _, name := range inner(v) {
			if list, item, found = listIn(v[name], keys, depth-1); found {
				return append([]string{name}, list...), item, true
			}
		}
	}
	return nil, nil, false
}

// inner lists properties, wrappers first, then by name.
func inner(object map[string]any) []string {
	var out []string
	for _, w := range wrappers {
		if _, found := object[w]; found {
			out = append(out, w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(wrappers, name) {
			out = append(out, name)
		}
	}
	return out
}

func inside(value any, at []string) any {
	for _, name := range at {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, _ := strconv.Atoi(name)
			value = v[i]
		}
	}
	return value
}

// replaced is a copy of a value with another one at a place.
func replaced(value any, at []string, change func(any) any) any {
	if len(at) == 0 {
		return change(value)
	}
	switch v := value.(type) {
	case []any:
		i, _ := strconv.Atoi(at[0])
		out := slices.Clone(v)
		out[i] = replaced(v[i], at[1:], change)
		return out
	case map[string]any:
		out := maps.Clone(v)
		out[at[0]] = replaced(v[at[0]], at[1:], change)
		return out
	}
	return value
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func pointer(at []string) string {
	var b strings.Builder
	for _, name := range at {
		b.WriteByte('/')
		b.WriteString(escape.Replace(name))
	}
	return b.String()
}
