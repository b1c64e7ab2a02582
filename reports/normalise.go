package reports

import (
	"regexp"
	"strings"
)

// What differs between two showings of one fault: array positions, quoted
// text, object contents, identifiers and numbers.
var (
	indexToken = regexp.MustCompile(`/\d+(/|$)`)
	quoted     = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	identifier = regexp.MustCompile(`\b[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4,})+\b`)
	number     = regexp.MustCompile(`-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b`)
	httpStatus = regexp.MustCompile(`\b[1-5]\d\d\b`)
)

// Place is a pointer with array positions replaced by an asterisk.
func Place(pointer string) string { return place(pointer) }

// place is a pointer with array positions replaced by an asterisk, so that the
// second element of a list and the third show the same fault.
func place(pointer string) string {
	if !strings.HasPrefix(pointer, "/") {
		return pointer
	}
	for indexToken.MatchString(pointer) { // adjacent positions share a slash
		pointer = indexToken.ReplaceAllString(pointer, "/*$1")
	}
	return pointer
}

// kindOf is a wanted or received value without what is particular to one case:
// `string "404"` and `string "400"` are the same mistake.
func kindOf(value string) string {
	value = strings.Join(strings.Fields(value), " ")
	switch {
	case strings.HasPrefix(value, "{"):
		return "{…}"
	case strings.HasPrefix(value, "["):
		return "[…]"
	}
	value = quoted.ReplaceAllString(value, `"…"`)
	value = identifier.ReplaceAllString(value, "…")
	value = number.ReplaceAllString(value, "N")
	return cut(value, 120)
}
