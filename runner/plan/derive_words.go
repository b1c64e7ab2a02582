package plan

import (
	"fmt"
	"regexp"
	"strings"
)

// words say in a title what is sent; a class without words is named by its value.
var words = map[string]string{
	"text": "a text", "number": "a number", "boolean": "a boolean", "list": "a list", "object": "an object", "null": "null",
	"numeral": "a number as text", "boolean-text": "a boolean as text",
	"empty": "an empty text", "blank": "a text of blanks", "short": "too short a text", "long": "too long a text",
	"with-blank": "a text with a blank in it", "other-scheme": "a text of another scheme", "few": "too few items", "many": "too many items", "twice": "two values",
}

func describe(class string, v any) string {
	if text, ok := words[class]; ok {
		return text
	}
	return fmt.Sprint(v)
}

// breachOf says which line of the table a class of values falls under.
func breachOf(p place, class string) string {
	if len(p.path) == 0 {
		if class == "list" {
			return class
		}
		return "scalar"
	}
	switch class {
	case "null", "twice":
		return class
	case "below", "above":
		return "bound"
	case "few", "many":
		return "amount"
	case "short", "long":
		return "length"
	case "other", "capitals", "empty", "blank", "word", "with-blank", "other-scheme":
		return breachOfText(p, class)
	}
	return "kind"
}

func breachOfText(p place, class string) string {
	if !wants(p.part, "text") {
		return "kind"
	}
	if enumOf(p.part) != nil {
		return "value"
	}
	if least, _ := count(p.part, "minLength"); class == "empty" && least > 0 {
		return "length"
	}
	return "form"
}

var (
	hump     = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	noLetter = regexp.MustCompile(`[^a-z0-9]+`)
)

// kebab makes an id out of a key or a value.
func kebab(text string) string {
	text = hump.ReplaceAllString(text, "$1-$2")
	return strings.Trim(noLetter.ReplaceAllString(strings.ToLower(text), "-"), "-")
}

// id is the place in an id.
func (p place) id() string {
	if len(p.path) == 0 {
		return "body"
	}
	var parts []string
	for _, s := range p.path {
		switch {
		case s.item:
			parts = append(parts, "item")
		case s.entry:
			parts = append(parts, "entry")
		default:
			parts = append(parts, kebab(s.key))
		}
	}
	return strings.Join(parts, "-")
}

// forPlace ends a title: for which part of the request.
func forPlace(p place) string {
	switch {
	case len(p.path) == 0:
		return "as the body"
	case p.within():
		return "inside " + p.name()
	}
	return "for " + p.name()
}
