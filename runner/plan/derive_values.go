package plan

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// neverTrue are the keys that change more than the run's own objects. Of wrong
// values they get those only that no language takes for true: a list or an
// object would do in one that asks for truth instead of a type.
var neverTrue = fixtures.Harmful

var falsehoods = map[string]any{"text": "", "number": 0, "null": nil}

// wrong are plain values of each kind; none of them reads as another kind.
var wrong = map[string]any{"text": "surprise", "number": 42, "boolean": false, "list": []any{}, "object": map[string]any{}, "null": nil}

// candidates break most patterns and formats, each in its own way.
var candidates = []string{"surprise", "", "  ", "ftp://surprise.example.test/", "https://surprise example.test/"}

// wrongInBody lists values that the place does not take in a body.
func wrongInBody(dialect string, p place) []any {
	values := wrong
	if guarded(p) {
		values = falsehoods
	}
	var out []any
	for _, k := range kinds {
		if v, ok := values[k]; ok && !takes(p.part, k) {
			out = append(out, v)
		}
	}
	if dialect == zod && wants(p.part, "number") && !wants(p.part, "text") {
		out = append(out, "42")
	}
	if dialect == zod && wants(p.part, "boolean") && !wants(p.part, "text") {
		out = append(out, "false")
	}
	return append(append(out, wrongTexts(p)...), append(wrongNumbers(p), wrongAmounts(p)...)...)
}

// wrongInQuery lists values that the place does not take in a query.
func wrongInQuery(p place) []any {
	switch {
	case p.within():
		// What an empty text between commas means is the server's affair.
		return slices.DeleteFunc(wrongTexts(p), func(v any) bool { return v == "" })
	case wants(p.part, "list"):
		return nil
	case wants(p.part, "number"):
		out := []any{"surprise"}
		if classOfNumber(p.part, new(big.Rat)) != "" {
			out = append(out, "") // reads as 0
		}
		out = append(out, wrongNumbers(p)...)
		return append(out, []any{"1", "2"})
	case wants(p.part, "boolean") && guarded(p):
		return []any{""}
	case wants(p.part, "boolean"):
		return []any{"surprise", "", "1", []any{"true", "false"}}
	}
	out := wrongTexts(p)
	both := []any{"surprise", "surprise"}
	if values := enumOf(p.part); len(values) > 0 {
		both = []any{values[0], values[len(values)-1]}
	}
	return append(out, both)
}

// guarded reports whether a value of the place must never pass for true.
func guarded(p place) bool {
	for _, s := range slices.Backward(p.path) {
		if s.key != "" {
			return slices.Contains(neverTrue, s.key)
		}
	}
	return false
}

func wrongTexts(p place) []any {
	if !wants(p.part, "text") {
		return nil
	}
	tries := slices.Clone(candidates)
	for _, v := range enumOf(p.part) {
		tries = append(tries, strings.ToUpper(fmt.Sprint(v)))
	}
	if n, ok := count(p.part, "minLength"); ok && n > 1 {
		tries = append(tries, strings.Repeat("x", n-1))
	}
	if n, ok := count(p.part, "maxLength"); ok {
		tries = append(tries, strings.Repeat("x", n+1))
	}
	var out []any
	for _, text := range tries {
		if classOfText(p.part, text) != "" {
			out = append(out, text)
		}
	}
	return out
}

// wrongNumbers are the nearest numbers outside of the bounds, and a fraction.
func wrongNumbers(p place) []any {
	var out []any
	for _, b := range bounds {
		if at := limit(p.part, b.keyword); at != nil {
			out = append(out, number(new(big.Rat).Add(at, big.NewRat(b.step, 1))))
		}
	}
	if whole(p.part) {
		half := big.NewRat(3, 2)
		if least := limit(p.part, "minimum"); least != nil {
			half.Add(least, big.NewRat(1, 2))
		}
		out = append(out, number(half))
	}
	return out
}

// wrongAmounts are lists with one item too few or too many.
func wrongAmounts(p place) []any {
	var out []any
	item := any("surprise")
	if part, err := p.part.Child("items"); err == nil {
		item = sample(part)
	}
	if n, ok := count(p.part, "minItems"); ok && n > 0 {
		out = append(out, slices.Repeat([]any{item}, n-1))
	}
	if n, ok := count(p.part, "maxItems"); ok {
		out = append(out, slices.Repeat([]any{item}, n+1))
	}
	return out
}

// number is a rational number as JSON writes it.
func number(r *big.Rat) any {
	if r.IsInt() {
		return int(r.Num().Int64())
	}
	f, _ := r.Float64()
	return f
}
