package schemas

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longest is the number of characters of a value that a message shows.
const longest = 60

// Word names a value as Problem.Got does.
func Word(value any) string { return show(value) }

// show words a value: its type, and what it is when that is short.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean " + strconv.FormatBool(v)
	case string:
		return "string " + quote(v)
	case json.Number:
		if isInteger(v) {
			return "integer " + abbreviate(v.String())
		}
		return "number " + abbreviate(v.String())
	case []any:
		return "array of " + strconv.Itoa(len(v))
	case map[string]any:
		return "object with " + count(len(v), "key")
	}
	return fmt.Sprintf("%T", value)
}

// quote escapes control characters and cuts a long text.
func quote(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return strconv.Quote(s)
	}
	return strconv.Quote(firstRunes(s, longest-1)) + "…"
}

func abbreviate(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return firstRunes(s, longest-1) + "…"
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// oneOf words the values of an enum.
func oneOf(values []any) string {
	var words []string
	for _, v := range values {
		words = append(words, literal(v))
	}
	if len(words) == 1 {
		return words[0]
	}
	return "one of " + abbreviateList(words)
}

// abbreviateList keeps as many whole words as fit.
func abbreviateList(words []string) string {
	length := 0
	for i, w := range words {
		if length += utf8.RuneCountInString(w) + 2; length > longest+20 && i > 0 {
			return strings.Join(words[:i], ", ") + fmt.Sprintf(" or %d more", len(words)-i)
		}
	}
	return strings.Join(words, ", ")
}

func literal(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return abbreviate(string(text))
}

// alternatives words a list of types: string, number or null.
func alternatives(words []string) string {
	words = slices.Compact(slices.Clone(words))
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
