package rules

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What comes from a server is shown to people on terminals and in CI logs, so
// no control character and no megabyte gets through.
const (
	longestValue = 80
	longestList  = 120
	longestLine  = 400
)

// short quotes a text for a message.
func short(s string) string {
	if q := strconv.Quote(cut(s, longestValue)); len(s) <= longestValue && len(q) <= longestValue {
		return q
	}
	q := strconv.Quote(cut(s, longestValue-4))
	return cut(strings.TrimSuffix(q, `"`), longestValue-4) + `…"`
}

func quoted(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = short(v)
	}
	return out
}

// abbreviate cuts a JSON text for a message.
func abbreviate(raw string) string { return line(raw, longestValue) }

func list(values []string) string {
	if len(values) == 0 {
		return "none"
	}
	var b strings.Builder
	for i, v := range values {
		if b.Len() > longestList {
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(cut(v, longestList))
	}
	return line(b.String(), longestList)
}

// line makes a text printable and at most n bytes long.
func line(s string, n int) string {
	kept := cut(s, n)
	if len(kept) < len(s) {
		kept = cut(s, n-len("…")) + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, kept)
}

// cut keeps the first n bytes, or up to three fewer so that no character breaks.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n] // no UTF-8
}

// tidy bounds what a violation says; keys of a body can be of any length, too.
func tidy(v Violation) Violation {
	v.Pointer = line(v.Pointer, longestLine)
	v.Want = line(v.Want, longestLine)
	v.Got = line(v.Got, longestLine)
	return v
}

// often says how many times something happened.
func often(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}
