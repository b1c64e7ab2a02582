package reference

import "strings"

// edit is a copy of v in which the member at a path such as "item.id", "data[].id" or "data[1].id"
// was changed, wherever the path leads somewhere.
func edit(v any, path string, change func(parent obj, member string)) any {
	return editSteps(v, steps(path), change)
}

func steps(path string) []string {
	return strings.Split(strings.ReplaceAll(path, "[", ".["), ".")
}

func editSteps(v any, path []string, change func(obj, string)) any {
	switch v := v.(type) {
	case obj:
		copied := with(v, nil)
		if len(path) == 1 {
			if _, found := v[path[0]]; found {
				change(copied, path[0])
			}
			return copied
		}
		if child, found := v[path[0]]; found {
			copied[path[0]] = editSteps(child, path[1:], change)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, item := range v {
			copied[i] = item
			if path[0] == "[]" || path[0] == "[1]" && i == 1 {
				copied[i] = editSteps(item, path[1:], change)
			}
		}
		return copied
	}
	return v
}
