package recording

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// lenient accepts what a server may wrongly send; judging that is not the
// business of a recording.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func looksLikeJSON(b []byte) bool {
	b = bytes.TrimLeft(b, "\ufeff \t\r\n")
	return len(b) > 0 && (b[0] == '{' || b[0] == '[' || b[0] == '"')
}

// literals redacts string by string, so that no replacement can take away half
// of an escape or a closing quote. Between strings it masks numbers only.
func (l *lexicon) literals(b []byte) []byte {
	var out []byte
	done := 0 // bytes of b that are already in out
	keep := func(from, to int, text []byte) {
		out = append(append(out, b[done:from]...), text...)
		done = to
	}
	for at := 0; at < len(b); {
		open := bytes.IndexByte(b[at:], '"')
		if open < 0 {
			open = len(b) - at
		}
		open += at
		if text, ok := replace(l.numbers, b[at:open], l.mask); ok {
			keep(at, open, text)
		}
		end := literalEnd(b, open)
		if end > open {
			if text, ok := l.literal(b[open:end]); ok {
				keep(open, end, text)
			}
		}
		at = max(end, open+1)
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

// literalEnd is the offset after the quote that closes the string opened at
// open, or the end of b.
func literalEnd(b []byte, open int) int {
	for i := open + 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// literal redacts one JSON string, quotes included.
func (l *lexicon) literal(quoted []byte) ([]byte, bool) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return replace(l.words, quoted, l.mask)
	}
	plain, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil { // no JSON string: nothing to keep valid
		return replace(l.words, quoted, l.mask)
	}
	text, ok := replace(l.words, plain, l.mask)
	if !ok {
		return nil, false
	}
	quotedAgain, err := jsontext.AppendQuote(nil, text)
	return quotedAgain, err == nil
}
