package reference

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// obj is a JSON object. Stored objects are never changed in place, only replaced.
type obj = map[string]any

// encoder writes JSON values without reflection; its fields are what variants turn.
type encoder struct {
	order     func(keys []string) // of the keys, which come sorted
	indent    string              // starts a line for each step inwards
	newline   string              // ends a line, where lines are indented
	spaced    bool                // a blank follows each comma and colon
	fractions bool                // 42 is written 42.0
	exponents bool                // 42 is written 4.2e1
	escape    bool                // everything beyond ASCII is written \uXXXX
	slashes   bool                // / is written \/
	allText   bool                // every character is written \uXXXX
	capitals  bool                // with capital hexadecimal digits
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
	if e.exponents {
		return exponent(b, n)
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

// exponent writes 42 as 4.2e1.
func exponent(b []byte, n float64) []byte {
	digits, power, _ := strings.Cut(strconv.FormatFloat(n, 'e', -1, 64), "e")
	negative := strings.HasPrefix(power, "-")
	power = strings.TrimLeft(power, "+-0")
	if power == "" {
		power = "0"
	}
	b = append(append(b, digits...), 'e')
	if negative {
		b = append(b, '-')
	}
	return append(b, power...)
}

func (e encoder) object(b []byte, v obj, depth int) []byte {
	var room [24]string
	keys := room[:0]
	for key := range v {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	if e.order != nil {
		e.order(keys)
	}
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = e.comma(b)
		}
		b = e.line(b, depth+1)
		b = append(e.text(b, key), ':')
		if e.indent != "" || e.spaced {
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
			b = e.comma(b)
		}
		b = item(e.line(b, depth+1), i)
	}
	if n > 0 {
		b = e.line(b, depth)
	}
	return append(b, ']')
}

func (e encoder) comma(b []byte) []byte {
	if e.spaced {
		return append(b, ", "...)
	}
	return append(b, ',')
}

func (e encoder) line(b []byte, depth int) []byte {
	if e.indent == "" {
		return b
	}
	return append(append(b, e.newline...), strings.Repeat(e.indent, depth)...)
}
