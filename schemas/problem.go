package schemas

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Problem is one way in which a body breaks its schema.
type Problem struct {
	Pointer string // JSON Pointer of the place in the body; where a missing property should be
	Keyword string // the JSON Schema keyword; empty when the body is not strict JSON
	Want    string // in short words
	Got     string // in short words, control characters escaped
	Unknown bool   // a property that a closed object does not know
}

// String words the problem as a report line does.
func (p Problem) String() string {
	at := p.Pointer
	if at == "" {
		at = "body"
	}
	return at + ": want " + p.Want + ", got " + p.Got
}

// sorted orders problems by pointer, array positions by number, then keyword,
// and drops repetitions, which arise where allOf asks for the same thing twice.
func sorted(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			comparePointers(a.Pointer, b.Pointer),
			cmp.Compare(a.Keyword, b.Keyword),
			cmp.Compare(a.Want, b.Want),
			cmp.Compare(a.Got, b.Got),
		)
	})
	return slices.Compact(problems)
}

func comparePointers(a, b string) int {
	for a != "" && b != "" {
		var x, y string
		x, a = firstToken(a)
		y, b = firstToken(b)
		if c := compareTokens(x, y); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

func firstToken(pointer string) (token, rest string) {
	pointer = pointer[1:] // its slash
	if i := strings.IndexByte(pointer, '/'); i >= 0 {
		return pointer[:i], pointer[i:]
	}
	return pointer, ""
}

func compareTokens(x, y string) int {
	i, errI := strconv.ParseUint(x, 10, 32)
	j, errJ := strconv.ParseUint(y, 10, 32)
	if errI == nil && errJ == nil {
		return cmp.Or(cmp.Compare(i, j), cmp.Compare(x, y))
	}
	return cmp.Compare(x, y)
}

// escape writes a key as a token of a JSON Pointer (RFC 6901).
var escape = strings.NewReplacer("~", "~0", "/", "~1").Replace
