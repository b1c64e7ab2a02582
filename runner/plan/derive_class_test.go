package plan

import (
	"encoding/json"
	"testing"
)

func TestClass(t *testing.T) {
	for _, r := range []struct{ schema, value, want string }{
		{`"type": "string"`, `"x"`, ""},
		{`"type": "string"`, `42`, "number"},
		{`"type": "string"`, `4.5e3`, "number"},
		{`"type": "string"`, `null`, "null"},
		{`"type": "string"`, `true`, "boolean"},
		{`"type": "string"`, `[]`, "list"},
		{`"type": "string"`, `{}`, "object"},
		{`"type": ["string", "null"]`, `null`, ""},
		{`"type": "boolean"`, `"true"`, "boolean-text"},
		{`"type": "boolean"`, `"yes"`, "text"},
		{`"type": "boolean"`, `""`, "empty"},
		{`"type": "number"`, `"42"`, "numeral"},
		{`"type": "number"`, `"x"`, "text"},
		{`"type": "integer", "minimum": 1, "maximum": 9`, `1`, ""},
		{`"type": "integer", "minimum": 1, "maximum": 9`, `9.0`, ""},
		{`"type": "integer", "minimum": 1, "maximum": 9`, `0`, "below"},
		{`"type": "integer", "minimum": 1, "maximum": 9`, `10`, "above"},
		{`"type": "integer"`, `1.5`, "fraction"},
		{`"type": "number", "exclusiveMinimum": 1`, `1`, "below"},
		{`"type": "number", "exclusiveMaximum": 1`, `1`, "above"},
		{`"type": "array", "minItems": 1`, `[]`, "few"},
		{`"type": "array", "minItems": 1, "maxItems": 1`, `[1]`, ""},
		{`"type": "array", "maxItems": 1`, `[1, 2]`, "many"},
		{`"type": "string", "enum": ["one"]`, `"one"`, ""},
		{`"type": "string", "enum": ["one"]`, `"One"`, "capitals"},
		{`"type": "string", "enum": ["one"]`, `"two"`, "other"},
		{`"type": "string", "enum": ["one"]`, `""`, "empty"},
		{`"type": "string", "minLength": 2, "maxLength": 3`, `"ä"`, "short"},
		{`"type": "string", "minLength": 2, "maxLength": 3`, `"äöü"`, ""},
		{`"type": "string", "maxLength": 3`, `"äöüx"`, "long"},
		{`"type": "string", "pattern": "^a"`, `"b"`, "word"},
		{`"type": "string", "pattern": "^a"`, `"ftp://b"`, "other-scheme"},
		{`"type": "string", "pattern": "^a"`, `"b://c d"`, "with-blank"},
		{`"type": "string", "pattern": "^a"`, `"  "`, "blank"},
		{`"type": "string", "format": "uri"`, `"https://a b/"`, "with-blank"},
		{`"type": "string", "format": "uri"`, `"https://a/"`, ""},
		{`"type": "string", "format": "date"`, `"never"`, ""}, // no request has this format
		{`"anyOf": [{ "type": "string" }, { "type": "null" }]`, `null`, ""},
		{`"anyOf": [{ "type": "string" }, { "type": "null" }]`, `[]`, "list"},
	} {
		var v any
		if err := json.Unmarshal([]byte(r.value), &v); err != nil {
			t.Fatal(err)
		}
		if got := class(rootPart(t, r.schema), v); got != r.want {
			t.Errorf("%s as { %s }: got %q, want %q", r.value, r.schema, got, r.want)
		}
	}
}

func TestClassOfQuery(t *testing.T) {
	for _, r := range []struct {
		schema string
		value  any
		want   string
	}{
		{`"type": "integer"`, "abc", "word"},
		{`"type": "integer"`, "1.5", "fraction"},
		{`"type": "integer"`, 1.5, "fraction"},
		{`"type": "integer", "minimum": 1`, 0, "below"},
		{`"type": "integer"`, "7", ""},
		{`"type": "integer"`, "", "empty"},
		{`"type": "integer"`, []any{"1", "2"}, "twice"},
		{`"type": "boolean"`, "true", ""},
		{`"type": "boolean"`, false, ""},
		{`"type": "boolean"`, "TRUE", "capitals"},
		{`"type": "boolean"`, "1", "number"},
		{`"type": "boolean"`, "", "empty"},
		{`"type": "boolean"`, "maybe", "word"},
		{`"type": "string", "enum": ["asc"]`, "ASC", "capitals"},
		{`"type": "array", "items": { "type": "string" }`, []any{"a", "b"}, ""},
		{`"type": "string"`, []any{"a", "b"}, "twice"},
	} {
		if got := classOfQuery(rootPart(t, r.schema), r.value); got != r.want {
			t.Errorf("%v as { %s }: got %q, want %q", r.value, r.schema, got, r.want)
		}
	}
}
