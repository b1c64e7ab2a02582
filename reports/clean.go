package reports

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text from a target harmless in every format: control characters,
// escape sequences, direction marks, invisible runes and invalid UTF-8 become
// visible escapes such as \x1b and \u202e. Line feeds and tabs stay. It is
// idempotent, so text that was cleaned before is not escaped twice.
func clean(s string) string {
	if harmless(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\r':
			b.WriteString(`\r`)
		case plain(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += size
	}
	return b.String()
}

// plain reports whether a rune may reach a reader as it is. IsGraphic excludes
// controls, format characters (bidirectional marks, zero width), private use,
// surrogates and unassigned code points: all that XML 1.0 forbids, and more.
func plain(r rune) bool { return r == '\n' || r == '\t' || unicode.IsGraphic(r) }

func harmless(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < ' ' && c != '\n' && c != '\t') || c > '~' {
			return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0
		}
	}
	return true
}

// line is clean for places that hold exactly one line.
func line(s string) string {
	return escaped.Replace(clean(s))
}

var escaped = strings.NewReplacer("\n", `\n`, "\t", `\t`)

// Cleaned is a deep copy of a model in which every string is clean. It walks by
// reflection so that a field added to the model cannot be forgotten.
func Cleaned[T any](model *T) *T {
	out := scrub(reflect.ValueOf(*model)).Interface().(T)
	return &out
}

func cleaned(run *Run) *Run { return Cleaned(run) }

func scrub(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		out.SetString(clean(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(scrub(v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if out.Field(i).CanSet() {
				out.Field(i).Set(scrub(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(scrub(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for _, key := range v.MapKeys() {
				out.SetMapIndex(scrub(key), scrub(v.MapIndex(key)))
			}
		}
	}
	return out
}

// columns is the width of a text in a terminal: East Asian scripts and emoji
// take two columns, near enough for cutting lines.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0x1f000:
		return 2
	}
	return 1
}

// cut shortens a text to a number of columns, with an ellipsis; width 0 keeps it whole.
func cut(s string, width int) string {
	if width <= 0 || columns(s) <= width {
		return s
	}
	n := 1 // the ellipsis
	for i, r := range s {
		if n += runeColumns(r); n > width {
			return s[:i] + "…"
		}
	}
	return s
}
