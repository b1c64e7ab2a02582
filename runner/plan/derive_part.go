package plan

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// kinds are the JSON types in the order in which cases are derived.
var kinds = []string{"text", "number", "boolean", "list", "object", "null"}

var kindOfType = map[string]string{"string": "text", "integer": "number", "number": "number", "boolean": "boolean", "array": "list", "object": "object", "null": "null"}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "text"
	case bool:
		return "boolean"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return "number"
}

// kindsOf lists the kinds that a schema takes; none at all means any.
func kindsOf(p schemas.Part) []string {
	var out []string
	for _, name := range typesOf(p) {
		out = append(out, kindOfType[name])
	}
	for _, choice := range choices(p) {
		out = append(out, kindsOf(choice)...)
	}
	if len(out) == 0 {
		for _, v := range enumOf(p) {
			out = append(out, kindOf(v))
		}
	}
	return out
}

func takes(p schemas.Part, kind string) bool {
	return len(kindsOf(p)) == 0 || wants(p, kind)
}

// wants reports whether a schema names the kind.
func wants(p schemas.Part, kind string) bool { return slices.Contains(kindsOf(p), kind) }

func typesOf(p schemas.Part) []string {
	switch t := p.Keywords["type"].(type) {
	case string:
		return []string{t}
	case []any:
		return texts(t)
	}
	return nil
}

func enumOf(p schemas.Part) []any {
	list, _ := p.Keywords["enum"].([]any)
	return list
}

// choices are the alternatives of a schema, of which one or more must fit.
func choices(p schemas.Part) []schemas.Part {
	var out []schemas.Part
	for _, keyword := range []string{"anyOf", "oneOf"} {
		list, _ := p.Keywords[keyword].([]any)
		for i := range list {
			if choice, err := p.Choice(keyword, i); err == nil { // the lint has followed every reference
				out = append(out, choice)
			}
		}
	}
	return out
}

func texts(list []any) []string {
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func requiredOf(p schemas.Part) []string {
	list, _ := p.Keywords["required"].([]any)
	return texts(list)
}

func closed(p schemas.Part) bool { return p.Keywords["additionalProperties"] == false }

// keysOf are the names of the properties, sorted.
func keysOf(p schemas.Part) []string {
	named, _ := p.Keywords["properties"].(map[string]any)
	out := make([]string, 0, len(named))
	for key := range named {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// count reads a keyword that counts; ok is false without it.
func count(p schemas.Part, keyword string) (n int, ok bool) {
	number, ok := p.Keywords[keyword].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := number.Int64()
	return int(i), err == nil
}

// limit reads a bound of numbers; nil without it.
func limit(p schemas.Part, keyword string) *big.Rat {
	number, ok := p.Keywords[keyword].(json.Number)
	if !ok {
		return nil
	}
	r, _ := new(big.Rat).SetString(number.String())
	return r
}

// patternOf compiles the pattern; the lint has seen that it does compile.
func patternOf(p schemas.Part) *regexp.Regexp {
	if text, ok := p.Keywords["pattern"].(string); ok {
		return regexp.MustCompile(text)
	}
	return nil
}

func whole(p schemas.Part) bool {
	types := typesOf(p)
	return slices.Contains(types, "integer") && !slices.Contains(types, "number")
}
