package reference

import (
	"hash/fnv"
	"slices"
)

const jsonGrammar = "RFC 8259, section 2 (grammar, insignificant whitespace)"

// textVariants write the same JSON values in another way.
func textVariants() []Variant {
	return slices.Concat(spellings(), margins())
}

func spellings() []Variant {
	written := func(name, title, source string, change func(*encoder)) Variant {
		return Variant{Name: name, Title: title, Group: "text", Source: source,
			install: func(s *Server) error { change(&s.encoder); return nil }}
	}
	const unordered, numbers, escapes = "RFC 8259, section 4 (objects are unordered)", "RFC 8259, section 6 (numbers)",
		"RFC 8259, section 7 (strings)"
	return []Variant{
		written("keys-reversed", "object keys come in the reverse order", unordered,
			func(e *encoder) { e.order = slices.Reverse[[]string] }),
		written("keys-shuffled", "object keys come in no order", unordered, func(e *encoder) { e.order = shuffle }),
		written("pretty-printed", "JSON is indented by blanks", jsonGrammar,
			func(e *encoder) { e.indent, e.newline = "  ", "\n" }),
		written("indented-by-tabs", "JSON is indented by tabs", jsonGrammar,
			func(e *encoder) { e.indent, e.newline = "\t", "\n" }),
		written("lines-end-in-crlf", "the lines of indented JSON end in CR LF", jsonGrammar,
			func(e *encoder) { e.indent, e.newline = " ", "\r\n" }),
		written("blanks-after-separators", "a blank follows each comma and colon", jsonGrammar,
			func(e *encoder) { e.spaced = true }),
		written("numbers-with-fraction", "whole numbers are written 42.0, as in the examples",
			"Kibana API document, example of the 400 answers (statusCode 42.0)",
			func(e *encoder) { e.fractions = true }),
		written("numbers-with-exponent", "numbers are written 4.2e1", numbers, func(e *encoder) { e.exponents = true }),
		written("escaped-text", "text beyond ASCII is escaped", escapes, func(e *encoder) { e.escape = true }),
		written("escaped-in-capitals", "text beyond ASCII is escaped with capital digits", escapes,
			func(e *encoder) { e.escape, e.capitals = true, true }),
		written("escaped-slashes", "slashes are escaped", escapes, func(e *encoder) { e.slashes = true }),
		written("escaped-entirely", "every character of a key or text is escaped", escapes,
			func(e *encoder) { e.allText = true }),
	}
}

// shuffle is the same for the same keys.
func shuffle(keys []string) {
	weight := func(key string) uint32 {
		h := fnv.New32a()
		_, _ = h.Write([]byte(key))
		return h.Sum32()
	}
	slices.SortFunc(keys, func(a, b string) int { return int(weight(a)%1009) - int(weight(b)%1009) })
}

// margins put whitespace around the JSON value.
func margins() []Variant {
	around := func(name, title, before, after string) Variant {
		return Variant{Name: name, Title: title, Group: "text", Source: jsonGrammar,
			install: always(bytesOf, func(_ *call, res *response) {
				if res.body != nil {
					res.raw = slices.Concat([]byte(before), res.raw, []byte(after))
				}
			})}
	}
	return []Variant{
		around("leading-newline", "a line break comes before the JSON", "\n", ""),
		around("leading-blanks", "blanks and tabs come before the JSON", " \t ", ""),
		around("trailing-newline", "a line break follows the JSON", "", "\n"),
		around("trailing-crlf", "CR LF follows the JSON", "", "\r\n"),
		around("trailing-blanks", "many blanks follow the JSON", "", "                                "),
	}
}
