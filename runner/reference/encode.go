package reference

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// obj is a JSON object. Stored objects are never changed in place, only replaced.
type obj = map[string]any

// encoder writes JSON values without reflection; its fields are what variants turn.
type encoder struct {
	reverseKeys bool
	indent      string
	fractions   bool // 42 is written 42.0
	escape      bool // everything beyond ASCII is written \uXXXX
}

func (e encoder) append(b []byte, v any, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return e.text(b, v)
	case int:
		return e.number(b, float64(v))
	case float64:
		return e.number(b, v)
	case obj:
		return e.object(b, v, depth)
	case []any:
		return e.list(b, len(v), depth, func(b []byte, i int) []byte { return e.append(b, v[i], depth+1) })
	case []obj:
		return e.list(b, len(v), depth, func(b []byte, i int) []byte { return e.append(b, v[i], depth+1) })
	case []string:
		return e.list(b, len(v), depth, func(b []byte, i int) []byte { return e.text(b, v[i]) })
	case json.RawMessage:
		return append(b, v...)
	}
	return e.text(b, fmt.Sprintf("unencodable %T", v))
}

// number writes what JSON.stringify writes.
func (e encoder) number(b []byte, n float64) []byte {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return append(b, "null"...)
	}
	if abs := math.Abs(n); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		return strconv.AppendFloat(b, n, 'e', -1, 64)
	}
	b = strconv.AppendFloat(b, n, 'f', -1, 64)
	if e.fractions && n == math.Trunc(n) {
		b = append(b, ".0"...)
	}
	return b
}

func (e encoder) object(b []byte, v obj, depth int) []byte {
	var room [24]string
	keys := room[:0]
	for key := range v {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	if e.reverseKeys {
		slices.Reverse(keys)
	}
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = e.line(b, depth+1)
		b = append(e.text(b, key), ':')
		if e.indent != "" {
			b = append(b, ' ')
		}
		b = e.append(b, v[key], depth+1)
	}
	if len(keys) > 0 {
		b = e.line(b, depth)
	}
	return append(b, '}')
}

func (e encoder) list(b []byte, n, depth int, item func([]byte, int) []byte) []byte {
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(e.line(b, depth+1), i)
	}
	if n > 0 {
		b = e.line(b, depth)
	}
	return append(b, ']')
}

func (e encoder) line(b []byte, depth int) []byte {
	if e.indent == "" {
		return b
	}
	return append(append(b, '\n'), strings.Repeat(e.indent, depth)...)
}

const hexDigits = "0123456789abcdef"

func (e encoder) text(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		ch := s[i]
		if ch >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			b = e.wide(b, r)
			i += size
			continue
		}
		switch {
		case ch == '"' || ch == '\\':
			b = append(b, '\\', ch)
		case ch == '\n':
			b = append(b, `\n`...)
		case ch == '\t':
			b = append(b, `\t`...)
		case ch == '\r':
			b = append(b, `\r`...)
		case ch < ' ':
			b = append(b, `\u00`...)
			b = append(b, hexDigits[ch>>4], hexDigits[ch&15])
		default:
			b = append(b, ch)
		}
		i++
	}
	return append(b, '"')
}

func (e encoder) wide(b []byte, r rune) []byte {
	if !e.escape {
		return utf8.AppendRune(b, r)
	}
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return fmt.Appendf(b, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(b, `\u%04x`, r)
}
