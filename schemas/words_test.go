package schemas

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	long := strings.Repeat("ü", 70)
	for _, row := range []struct {
		value any
		want  string
	}{
		{nil, "null"},
		{true, "boolean true"},
		{"404", `string "404"`},
		{"a\nb\x1b[31m\u202e", `string "a\nb\x1b[31m\u202e"`},
		{long, `string "` + strings.Repeat("ü", 59) + `"…`},
		{json.Number("42"), "integer 42"},
		{json.Number("42.0"), "integer 42.0"},
		{json.Number("4.2"), "number 4.2"},
		{json.Number(strings.Repeat("9", 70)), "integer " + strings.Repeat("9", 59) + "…"},
		{[]any{1, 2}, "array of 2"},
		{map[string]any{"a": 1}, "object with 1 key"},
		{map[string]any{}, "object with 0 keys"},
		{1.5, "float64"},
	} {
		if got := show(row.value); got != row.want {
			t.Errorf("got %s, want %s", got, row.want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, row := range []struct{ got, want string }{
		{oneOf([]any{"a"}), `"a"`},
		{oneOf([]any{"a", nil, true}), `one of "a", null, true`},
		{oneOf([]any{strings.Repeat("x", 90), strings.Repeat("y", 30), "c"}), `one of "` + strings.Repeat("x", 58) + `… or 2 more`},
		{alternatives(nil), ""},
		{alternatives([]string{"string"}), "string"},
		{alternatives([]string{"string", "null"}), "string or null"},
		{alternatives([]string{"string", "string", "number", "null"}), "string, number or null"},
		{literal(math.Inf(1)), "+Inf"},
	} {
		if row.got != row.want {
			t.Errorf("got %s, want %s", row.got, row.want)
		}
	}
}
