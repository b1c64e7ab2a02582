package rules

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Pointer turns a plain gjson path into a JSON Pointer; a path that asks, with
// a query, a wildcard or a modifier, stays as it is.
func Pointer(path string) string {
	if path == "" {
		return ""
	}
	var b strings.Builder
	b.WriteByte('/')
	start := true // of a key
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			writeToken(&b, path[i])
		case c == '.':
			b.WriteByte('/')
			start = true
			continue
		case strings.IndexByte("#|*?", c) >= 0, start && asks(path[i:]):
			return path
		default:
			writeToken(&b, c)
		}
		start = false
	}
	return b.String()
}

// asks reports whether a key is none, but a modifier or a literal. @timestamp
// is a key: there is no modifier of that name.
func asks(key string) bool {
	switch key[0] {
	case '{', '[', '!':
		return true
	case '@':
		name := key[1:]
		if end := strings.IndexAny(name, ".|:"); end >= 0 {
			name = name[:end]
		}
		return gjson.ModifierExists(name, nil)
	}
	return false
}

// writeToken writes a byte of a key as RFC 6901 asks.
func writeToken(b *strings.Builder, c byte) {
	switch c {
	case '~':
		b.WriteString("~0")
	case '/':
		b.WriteString("~1")
	default:
		b.WriteByte(c)
	}
}

// below is the pointer of a member.
func below(pointer, key string) string {
	var b strings.Builder
	b.WriteString(pointer)
	b.WriteByte('/')
	for i := range len(key) {
		writeToken(&b, key[i])
	}
	return b.String()
}

// element is the pointer of one element of a list: /data/*/id becomes /data/3/id.
func element(pointer string, i int) string {
	at := strconv.Itoa(i)
	if strings.Contains(pointer, "/*") {
		return strings.Replace(pointer, "/*", "/"+at, 1)
	}
	return pointer + "/" + at
}
