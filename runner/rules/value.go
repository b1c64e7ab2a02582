package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/tidwall/gjson"
)

// Value asks for something about one place of the body. Exactly one of Equal,
// Pattern, Absent and Blank is used.
type Value struct {
	Path    string // gjson path
	Equal   any    // JSON value; compared by value, numbers as numbers
	Pattern *regexp.Regexp
	Absent  bool // must not exist
	Blank   bool // must not exist, or be null
	Level   Level
	Ref     string
}

// values: the body holds what the request makes due.
func (e Expectation) values(a *answer) []Violation {
	var out []Violation
	for _, v := range e.Values {
		if want, got, bad := v.judge(a.get(v.Path)); bad {
			out = append(out, Violation{Rule: "value-unexpected", Level: v.Level, Pointer: Pointer(v.Path), Want: want, Got: got, Ref: v.Ref})
		}
	}
	return out
}

func (v Value) judge(got gjson.Result) (want, text string, bad bool) {
	text = "nothing"
	if got.Exists() {
		text = abbreviate(got.Raw)
	}
	switch {
	case v.Absent:
		return "nothing", text, got.Exists()
	case v.Blank:
		return "null or nothing", text, got.Exists() && got.Type != gjson.Null
	case v.Pattern != nil:
		return "a value like " + v.Pattern.String(), text, !got.Exists() || !v.Pattern.MatchString(got.String())
	}
	raw, err := json.Marshal(v.Equal)
	if err != nil {
		return fmt.Sprint(v.Equal), text, true
	}
	return abbreviate(string(raw)), text, !got.Exists() || !SameJSON(raw, []byte(got.Raw))
}

// SameJSON reports whether two JSON texts have the same value: members in any
// order, numbers by value (42 is 42.0).
func SameJSON(a, b []byte) bool {
	x, errX := decode(a)
	y, errY := decode(b)
	return errX == nil && errY == nil && same(x, y)
}

func decode(data []byte) (any, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err
}

func same(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		return ok && sameNumber(a.String(), n.String())
	case []any:
		l, ok := b.([]any)
		if !ok || len(l) != len(a) {
			return false
		}
		for i := range a {
			if !same(a[i], l[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(m) != len(a) {
			return false
		}
		for k := range a {
			if x, has := m[k]; !has || !same(a[k], x) {
				return false
			}
		}
		return true
	}
	return a == b
}

// sameNumber compares exactly; an exponent too large to expand is compared as text.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > 40 || len(b) > 40 || strings.ContainsAny(a+b, "eE") {
		x, okX := new(big.Float).SetString(a)
		y, okY := new(big.Float).SetString(b)
		return okX && okY && x.Cmp(y) == 0
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

// Pointer turns a plain gjson path into a JSON Pointer; a path with a query
// stays as it is.
func Pointer(path string) string {
	if strings.ContainsAny(path, "#|@*?()") {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if i == 0 {
			b.WriteByte('/')
		}
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			b.WriteByte(path[i])
		case c == '.':
			b.WriteByte('/')
		case c == '~':
			b.WriteString("~0")
		case c == '/':
			b.WriteString("~1")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// abbreviate cuts a JSON text for a message.
func abbreviate(raw string) string {
	raw = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, raw)
	if len(raw) > 80 {
		return strings.ToValidUTF8(raw[:77], "") + "…"
	}
	return raw
}
