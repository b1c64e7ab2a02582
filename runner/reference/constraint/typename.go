package constraint

import "slices"

// typeDetect names a value as the type-detect package does: arrays and objects with a capital.
func typeDetect(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case Missing:
		return "undefined"
	case []any:
		return "Array"
	case map[string]any:
		return "Object"
	case []byte:
		return "Uint8Array"
	}
	return typeName(v)
}

func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case Missing:
		return "undefined"
	case string:
		return "string"
	case float64, int:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	}
	return "object"
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
