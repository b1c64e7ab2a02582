package openapi

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

var types = []string{"null", "boolean", "integer", "number", "string", "array", "object"}

// typed reads the type: one, or a list as in 3.1.
func (b *building) typed() {
	written, ok := b.at.get("type")
	if !ok {
		return
	}
	list := listOf(written.value)
	if list != nil && !b.modern() {
		b.gaps.add(written.at, "type-list", "OpenAPI 3.0 knows one type, not a list; it is understood")
	}
	if text, ok := written.value.(string); ok {
		list = []any{text}
	}
	for _, item := range list {
		name, _ := item.(string)
		if !slices.Contains(types, name) {
			list = nil
			break
		}
		if !slices.Contains(b.types, name) {
			b.types = append(b.types, name)
		}
	}
	if len(list) == 0 {
		b.types = nil
		b.drop(written.at, "type-unknown", "%s is no type; any is taken", literal(written.value))
		return
	}
	if slices.Contains(b.types, "number") { // which includes the other
		b.types = slices.DeleteFunc(b.types, func(t string) bool { return t == "integer" })
	}
}

// literal shows a value as it is written.
func literal(value any) string {
	if text, ok := value.(string); ok {
		return shorten(text)
	}
	data, err := json.Marshal(value)
	if err != nil {
		return kindOf(value)
	}
	return cut(string(data))
}

// fits reports whether a value is of the types; no types fit all.
func (b *building) fits(value any) bool {
	return b.types == nil || slices.ContainsFunc(b.types, func(t string) bool { return schemas.HasType(value, t) })
}

// choice reads enum and const.
func (b *building) choice(key string, at place) {
	values := []any{at.value}
	if key == "enum" {
		values = listOf(at.value)
		if list, empty := at.value.([]any); empty && len(list) == 0 && b.at.flag("nullable") {
			b.types = []string{"null"}
			b.gaps.add(at.at, "enum-empty", "no value is left but null")
			return
		}
		if len(values) == 0 {
			b.drop(at.at, "enum-invalid", "want a list of values, got %s; it is left out", kindOf(at.value))
			return
		}
	}
	var kept []any
	for _, v := range values {
		switch {
		case v == nil && !b.fits(v):
			b.types = append(b.types, "null")
			b.gaps.add(at.at, "enum-null", "null is a value, yet not of the type; it is taken for allowed")
		case !b.fits(v):
			b.drop(at.at, "enum-type", "%s is not of type %s; it is left out", literal(v), strings.Join(b.types, " or "))
			continue
		case !comparable(v):
			b.drop(at.at, "enum-number", "numbers beyond the precision of a double cannot be compared; it is left out")
			return
		case slices.ContainsFunc(kept, func(earlier any) bool { return schemas.Equal(earlier, v) }):
			b.gaps.add(at.at, "enum-twice", "%s is there twice", literal(v))
			continue
		}
		kept = append(kept, v)
	}
	switch {
	case len(kept) == 0:
		b.types = nil
		b.gaps.add(at.at, "enum-type", "no value is of the type; any value is taken")
	case key == "const":
		b.out["const"] = kept[0]
	default:
		b.out["enum"] = kept
	}
}

// comparable reports whether all numbers in a value survive as doubles, which is
// how the engine compares them.
func comparable(value any) bool {
	switch v := value.(type) {
	case json.Number:
		exact, ok := new(big.Rat).SetString(v.String())
		f, err := v.Float64()
		return ok && err == nil && len(v) < 16 && (new(big.Rat).SetFloat64(f).Cmp(exact) == 0 || !exact.IsInt())
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !comparable(item) })
	case map[string]any:
		for _, item := range v {
			if !comparable(item) {
				return false
			}
		}
	}
	return true
}

func (b *building) number(key string, at place) {
	n, ok := at.value.(json.Number)
	if !ok || key == "multipleOf" && !positive(n) {
		b.invalid(at, "a number")
		return
	}
	b.out[key] = n
}

func positive(n json.Number) bool {
	r, ok := new(big.Rat).SetString(n.String())
	return ok && r.Sign() > 0
}

// count reads a size, also one written as 2.0.
func (b *building) count(key string, at place) {
	n, _ := at.value.(json.Number)
	r, ok := new(big.Rat).SetString(n.String())
	if !ok || !r.IsInt() || r.Sign() < 0 || !r.Num().IsInt64() || r.Num().Int64() > 1<<31-1 {
		b.invalid(at, "a count")
		return
	}
	b.out[key] = json.Number(r.Num().String())
}

func (b *building) invalid(at place, want string) {
	b.drop(at.at, "keyword-invalid", "want %s, got %s; it is left out", want, kindOf(at.value))
}

// bounds reads exclusiveMinimum and exclusiveMaximum: true beside a bound in
// 3.0, a number of its own in 3.1. Either is understood in both.
func (b *building) bounds() {
	for exclusive, plain := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		written, ok := b.at.get(exclusive)
		if !ok {
			continue
		}
		switch v := written.value.(type) {
		case json.Number:
			b.out[exclusive] = v
		case bool:
			if limit, ok := b.out[plain]; ok && v {
				b.out[exclusive] = limit
				delete(b.out, plain)
			}
		default:
			b.invalid(written, "a number or true")
		}
	}
}

// formats that need no word: the registry of OpenAPI has them, and nothing here
// checks them.
var quiet = []string{
	"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double", "decimal", "byte", "binary", "password", "base64url",
	"email", "idn-email", "hostname", "idn-hostname", "iri", "iri-reference", "uri-reference", "uri-template", "json-pointer",
	"relative-json-pointer", "regex", "time", "duration", "char", "commonmark", "html", "media-range", "unixtime", "sf-string",
}

func (b *building) format(at place) {
	name, ok := at.value.(string)
	switch {
	case !ok:
		b.invalid(at, "a text")
	case slices.Contains(schemas.Formats(), name):
		if b.types == nil || slices.Contains(b.types, "string") {
			b.out["format"] = name
		} else {
			b.gaps.add(at.at, "keyword-without-effect", "format %s says nothing about type %s", name, strings.Join(b.types, " or "))
		}
	case slices.Contains(quiet, name):
		b.lost = true
	default:
		b.drop(at.at, "format-unknown", "%s is no known format; it is not checked", shorten(name))
	}
}

var unicodeEscape = regexp.MustCompile(`\\u(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{4}))`)

// pattern reads an expression of ECMA 262 as one of RE2, which lacks what looks
// around and back.
func (b *building) pattern(at place) {
	text, ok := at.value.(string)
	if !ok {
		b.invalid(at, "a text")
		return
	}
	translated := unicodeEscape.ReplaceAllString(text, `\x{$1$2}`)
	if _, err := regexp.Compile(translated); err != nil {
		b.drop(at.at, "pattern-unsupported", "%s is no expression of RE2; it is not checked", shorten(text))
		return
	}
	b.out["pattern"] = translated
}
