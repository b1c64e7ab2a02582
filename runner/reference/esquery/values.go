package esquery

import (
	"fmt"
	"strings"
)

// Values are the values that a document holds under a dotted name; a list counts as its elements.
func Values(doc map[string]any, name string) []any {
	if v, found := doc[name]; found {
		return flatten(v)
	}
	for i := range len(name) {
		if name[i] != '.' {
			continue
		}
		if inner, isObject := doc[name[:i]].(map[string]any); isObject {
			if values := Values(inner, name[i+1:]); len(values) > 0 {
				return values
			}
		}
	}
	return nil
}

func flatten(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case []string:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = item
		}
		return out
	}
	return []any{v}
}

func equal(have, want any) bool { return fmt.Sprint(have) == fmt.Sprint(want) }

func oneOf(have, want any) bool {
	for _, item := range flatten(want) {
		if equal(have, item) {
			return true
		}
	}
	return false
}

func inRange(have, want any) bool {
	bounds, _ := want.(map[string]any)
	for name, bound := range bounds {
		order := Compare(have, bound)
		switch name {
		case "gt":
			if order <= 0 {
				return false
			}
		case "gte":
			if order < 0 {
				return false
			}
		case "lt":
			if order >= 0 {
				return false
			}
		case "lte":
			if order > 0 {
				return false
			}
		}
	}
	return true
}

// Compare orders two values: numbers by size, everything else by its text.
func Compare(a, b any) int {
	x, xIsNumber := toNumber(a)
	y, yIsNumber := toNumber(b)
	if !xIsNumber || !yIsNumber {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func toNumber(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	}
	return 0, false
}

// Like matches text against a pattern in which * stands for anything and ? for one character.
func Like(text, pattern string) bool {
	t, p, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*':
			t, p = t+1, p+1
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case star >= 0:
			mark++
			t, p = mark, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
