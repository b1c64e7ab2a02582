package reference

import "strings"

// edit is a copy of v in which the member at a path such as "item.id", "data[].id" or "data[1].id"
// was changed, wherever the path leads somewhere.
func edit(v any, path string, change func(parent obj, member string)) any {
	at := steps(path)
	member := at[len(at)-1]
	return editObjects(v, at[:len(at)-1], func(parent obj) {
		if _, found := parent[member]; found {
			change(parent, member)
		}
	})
}

// steps takes a path apart: [] stands for each element, [1] for the second, * for each member.
func steps(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(strings.TrimPrefix(strings.ReplaceAll(path, "[", ".["), "."), ".")
}

// editObjects is a copy of v in which every object that the steps lead to was changed.
func editObjects(v any, at []string, change func(obj)) any {
	switch v := v.(type) {
	case obj:
		copied := with(v, nil)
		if len(at) == 0 {
			change(copied)
			return copied
		}
		for name, child := range v {
			if name == at[0] || at[0] == "*" {
				copied[name] = editObjects(child, at[1:], change)
			}
		}
		return copied
	case []any:
		if len(at) == 0 {
			return v
		}
		copied := make([]any, len(v))
		for i, item := range v {
			copied[i] = item
			if at[0] == "[]" || at[0] == "[1]" && i == 1 {
				copied[i] = editObjects(item, at[1:], change)
			}
		}
		return copied
	}
	return v
}
