package plan

import (
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// class says in one word how a value of a body breaks a schema, empty when it
// does not; two values of one class show the same requirement.
func class(p schemas.Part, v any) string {
	k := kindOf(v)
	if !takes(p, k) {
		if text, ok := v.(string); ok {
			return misreadAs(p, text)
		}
		return k
	}
	switch v := v.(type) {
	case string:
		return classOfText(p, v)
	case []any:
		return classOfAmount(p, len(v))
	case nil, bool, map[string]any:
		return ""
	}
	return classOfNumber(p, rational(v))
}

// misreadAs names a text that reads as the type that is wanted instead.
func misreadAs(p schemas.Part, text string) string {
	if wants(p, "number") && rational(text) != nil {
		return "numeral"
	}
	if wants(p, "boolean") && (text == "true" || text == "false") {
		return "boolean-text"
	}
	if text == "" {
		return "empty"
	}
	return "text"
}

// classOfQuery is class for a query, in which everything is text.
func classOfQuery(p schemas.Part, v any) string {
	if _, many := v.([]any); many && !takes(p, "list") {
		return "twice"
	} else if many {
		return ""
	}
	text := fmt.Sprint(v)
	switch {
	case wants(p, "number"):
		if text == "" {
			return "empty"
		}
		if n := rational(text); n != nil {
			return classOfNumber(p, n)
		}
		return "word"
	case wants(p, "boolean"):
		switch folded := strings.ToLower(text); {
		case text == "true", text == "false":
			return ""
		case folded == "true", folded == "false":
			return "capitals"
		case text == "":
			return "empty"
		case rational(text) != nil:
			return "number"
		}
		return "word"
	}
	return classOfText(p, text)
}

func classOfText(p schemas.Part, text string) string {
	if values := enumOf(p); values != nil {
		switch {
		case slices.Contains(values, any(text)):
			return ""
		case text == "":
			return "empty"
		case slices.ContainsFunc(values, func(v any) bool { return strings.EqualFold(fmt.Sprint(v), text) }):
			return "capitals"
		}
		return "other"
	}
	n := utf8.RuneCountInString(text)
	least, _ := count(p, "minLength")
	most, bounded := count(p, "maxLength")
	malformed := !wellFormed(p, text)
	switch {
	case text == "" && (least > 0 || malformed):
		return "empty"
	case strings.TrimSpace(text) == "" && malformed:
		return "blank"
	case n < least:
		return "short"
	case bounded && n > most:
		return "long"
	case !malformed:
		return ""
	case strings.Contains(text, "://") && strings.ContainsAny(text, " \t"):
		return "with-blank"
	case strings.Contains(text, "://"):
		return "other-scheme"
	}
	return "word"
}

// wellFormed judges pattern and format; of formats only uri, the one that
// requests use.
func wellFormed(p schemas.Part, text string) bool {
	if pattern := patternOf(p); pattern != nil && !pattern.MatchString(text) {
		return false
	}
	if p.Keywords["format"] != "uri" {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && !strings.ContainsAny(text, " \t")
}

func classOfNumber(p schemas.Part, n *big.Rat) string {
	for _, b := range bounds {
		if at := limit(p, b.keyword); at != nil && b.breaks(n.Cmp(at)) {
			return b.class
		}
	}
	if whole(p) && !n.IsInt() {
		return "fraction"
	}
	return ""
}

// bounds are the keywords that bound numbers, and the comparison that breaks each.
var bounds = []struct {
	keyword, class string
	breaks         func(compared int) bool
	step           int64 // from the bound to a number that breaks it
}{
	{"minimum", "below", func(c int) bool { return c < 0 }, -1},
	{"maximum", "above", func(c int) bool { return c > 0 }, 1},
	{"exclusiveMinimum", "below", func(c int) bool { return c <= 0 }, 0},
	{"exclusiveMaximum", "above", func(c int) bool { return c >= 0 }, 0},
}

func classOfAmount(p schemas.Part, n int) string {
	if least, ok := count(p, "minItems"); ok && n < least {
		return "few"
	}
	if most, ok := count(p, "maxItems"); ok && n > most {
		return "many"
	}
	return ""
}

// rational reads a number or its text; nil is none.
func rational(v any) *big.Rat {
	n, ok := new(big.Rat).SetString(fmt.Sprint(v))
	if !ok {
		return nil
	}
	return n
}
