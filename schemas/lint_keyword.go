package schemas

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// keywords are those of draft-07 that both validators judge alike, each with
// what its value must be ("" when it is right).
var keywords = map[string]func(any) string{
	"$schema": isText, "$ref": isText, "$comment": isText, "title": isText, "description": isText,
	"default": isAny, "examples": isList,
	"type": isType, "enum": isEnum, "const": hasNoNumber, "format": isFormat,
	"minimum": isNumber, "maximum": isNumber, "exclusiveMinimum": isNumber, "exclusiveMaximum": isNumber, "multipleOf": isPositive,
	"minLength": isCount, "maxLength": isCount, "pattern": isPattern,
	"items": isSchema, "minItems": isCount, "maxItems": isCount,
	"properties": isMap, "required": isNames, "additionalProperties": isSchema, "minProperties": isCount, "maxProperties": isCount,
	"allOf": isSchemas, "anyOf": isSchemas, "oneOf": isSchemas, "not": isSchema, "if": isSchema, "then": isSchema, "else": isSchema,
	"definitions": isMap,
}

// notTaken are keywords of draft-07 that are not taken, and why.
var notTaken = map[string]string{
	"$id":               "a file is named by its path",
	"uniqueItems":       "the engine compares numbers as doubles",
	"additionalItems":   "tuples are not supported",
	"contains":          "not supported",
	"dependencies":      "use if and then",
	"patternProperties": "not supported",
	"propertyNames":     "not supported",
	"contentEncoding":   "never checked",
	"contentMediaType":  "never checked",
	"readOnly":          "never checked",
	"writeOnly":         "never checked",
}

func (l *linter) keyword(pointer, keyword string, value any) bool {
	at := func() string { return pointer + "/" + escape(keyword) }
	check, ok := keywords[keyword]
	if !ok {
		if why, ok := notTaken[keyword]; ok {
			l.add(at(), "keyword %s refused: %s", keyword, why)
		} else {
			l.add(at(), "unknown keyword %s", quote(keyword))
		}
		return false
	}
	if l.foreign && (keyword == "enum" || keyword == "const") {
		check = isAny // numbers are vetted by whoever converts
	}
	if want := check(value); want != "" {
		l.add(at(), "%s wants %s", keyword, want)
		return false
	}
	return true
}

func isAny(any) string { return "" }

func isText(v any) string {
	if _, ok := v.(string); !ok {
		return "a text"
	}
	return ""
}

func isList(v any) string {
	if _, ok := v.([]any); !ok {
		return "a list"
	}
	return ""
}

func isMap(v any) string {
	if _, ok := v.(map[string]any); !ok {
		return "a map of schemas"
	}
	return ""
}

func isSchema(v any) string {
	switch v.(type) {
	case map[string]any, bool:
		return ""
	}
	return "one schema"
}

func isSchemas(v any) string {
	if list, ok := v.([]any); !ok || len(list) == 0 {
		return "a list of at least one schema"
	}
	return ""
}

func isNames(v any) string {
	list, _ := v.([]any)
	names := texts(v)
	if len(names) == 0 || len(names) != len(list) || repeats(names) {
		return "a list of different names"
	}
	return ""
}

func repeats(names []string) bool {
	names = slices.Sorted(slices.Values(names))
	return len(slices.Compact(names)) < len(names)
}

var types = []string{"null", "boolean", "integer", "number", "string", "array", "object"}

func isType(v any) string {
	names := typesOf(v)
	if _, one := v.(string); !one && isNames(v) != "" {
		return "a type or a list of different types"
	}
	for _, name := range names {
		if !slices.Contains(types, name) {
			return "types out of " + strings.Join(types, ", ")
		}
	}
	if slices.Contains(names, "number") && slices.Contains(names, "integer") {
		return "number or integer, which is a number"
	}
	return ""
}

// isEnum keeps numbers out: the engine compares them as doubles, in which
// 2^53 and 2^53+1 are one.
func isEnum(v any) string {
	list, _ := v.([]any)
	if len(list) == 0 {
		return "a list of at least one value"
	}
	for i, value := range list {
		if want := hasNoNumber(value); want != "" {
			return want
		}
		if slices.ContainsFunc(list[:i], func(earlier any) bool { return Equal(earlier, value) }) {
			return "different values"
		}
	}
	return ""
}

func hasNoNumber(v any) string {
	const want = "no numbers, which the engine compares as doubles: use minimum and maximum"
	switch v := v.(type) {
	case json.Number:
		return want
	case []any:
		for _, item := range v {
			if hasNoNumber(item) != "" {
				return want
			}
		}
	case map[string]any:
		for _, item := range v {
			if hasNoNumber(item) != "" {
				return want
			}
		}
	}
	return ""
}

func isNumber(v any) string {
	if _, ok := v.(json.Number); !ok {
		return "a number"
	}
	return ""
}

func isPositive(v any) string {
	if n, ok := v.(json.Number); !ok || rational(n).Sign() <= 0 {
		return "a number above 0"
	}
	return ""
}

// isCount also refuses 2.0, which the engine does not take for an integer.
func isCount(v any) string {
	if whole(v) < 0 {
		return "a count written in digits"
	}
	return ""
}

func isPattern(v any) string {
	text, ok := v.(string)
	if !ok {
		return "a text"
	}
	if _, err := regexp.Compile(text); err != nil {
		return fmt.Sprintf("an expression of RE2 (%s)", err)
	}
	return ""
}

func isFormat(v any) string {
	name, _ := v.(string)
	if _, ok := formats[name]; !ok {
		return "one of " + strings.Join(Formats(), ", ")
	}
	return ""
}
