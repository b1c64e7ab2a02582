package rules

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSameJSON(t *testing.T) {
	for _, r := range []struct {
		name, a, b string
		want       bool
	}{
		{"42 is 42.0", "42", "42.0", true},
		{"1e2 is 100", "1e2", "100", true},
		{"1E+2 is 100.00", "1E+2", "100.00", true},
		{"-0 is 0", "-0", "0", true},
		{"0.1 is 1e-1", "0.1", "1e-1", true},
		{"0.1 is not 0.10000000000000001", "0.1", "0.10000000000000001", false},
		{"2^53 is not its successor", "9007199254740992", "9007199254740993", false},
		{"long integers differ in the last digit", strings.Repeat("1", 60) + "2", strings.Repeat("1", 60) + "3", false},
		{"and with an exponent", "12345678901234567890123e0", "12345678901234567890124e0", false},
		{"1 is not the text 1", "1", `"1"`, false},
		{"the text is not 1 either", `"1"`, "1", false},
		{"members come in any order", `{"a": 1, "b": [true, null]}`, "{\"b\":[true,null],\n\"a\":1}", true},
		{"elements do not", "[1, 2]", "[2, 1]", false},
		{"an escape is the character", `"\u0041"`, `"A"`, true},
		{"a member more is another object", `{"a": 1}`, `{"a": 1, "b": 1}`, false},
		{"a member of another name is another object", `{"a": 1}`, `{"b": 1}`, false},
		{"null is not a missing member", `{"a": null}`, `{"b": null}`, false},
		{"a list is not an object", "[]", "{}", false},
		{"an object is not a list", "{}", "[]", false},
		{"a list more is another list", "[1]", "[1, 1]", false},
		{"true is not false", "true", "false", false},
		{"null is null", "null", " null ", true},
		{"nothing is not even itself", "", "", false},
		{"data after the end is no JSON", "1 2", "1", false},
		{"a key twice is no JSON", `{"a": 1, "a": 2}`, `{"a": 2}`, false},
		{"invalid UTF-8 is no JSON", "\"\xff\"", "\"\xfe\"", false},
		{"NaN is no JSON", "NaN", "NaN", false},
	} {
		t.Run(r.name, func(t *testing.T) {
			if SameJSON([]byte(r.a), []byte(r.b)) != r.want || SameJSON([]byte(r.b), []byte(r.a)) != r.want {
				t.Errorf("%s and %s: the same should be %v", r.a, r.b, r.want)
			}
		})
	}
}

// TestHugeNumbersCostNothing: math/big would expand an exponent to the last
// digit, a few bytes to gigabytes.
func TestHugeNumbersCostNothing(t *testing.T) {
	start := time.Now()
	for _, n := range []string{"1e400000000", "1e-400000000", "1e99999999999999999999", "-1E+400000001", strings.Repeat("9", 1<<20), "0." + strings.Repeat("0", 1<<20) + "1"} {
		if SameJSON([]byte(n), []byte("1")) || SameJSON([]byte(n), []byte(n+"0")) {
			t.Errorf("%.20s is the same as another number", n)
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestSameJSONIsAnEquivalence(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a := tree(r, 4)
		x, y := spell(r, a), spell(r, a)
		if !SameJSON([]byte(x), []byte(x)) || !SameJSON([]byte(x), []byte(y)) || !SameJSON([]byte(y), []byte(x)) {
			t.Fatalf("two spellings of one value differ:\n%s\n%s", x, y)
		}
		b := tree(r, 4)
		if z := spell(r, b); SameJSON([]byte(x), []byte(z)) != SameJSON([]byte(z), []byte(y)) {
			t.Fatalf("not symmetric:\n%s\n%s", x, z)
		}
		if z := spell(r, []any{a, "x"}); SameJSON([]byte(x), []byte(z)) || SameJSON([]byte(z), []byte(spell(r, []any{a, "y"}))) {
			t.Fatalf("too much is the same as\n%s", z)
		}
	}
}

// tree is a random value; numbers are integers, which spell may write in several ways.
func tree(r *rand.Rand, depth int) any {
	kind := r.IntN(7)
	switch {
	case depth > 0 && kind == 0:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, tree(r, depth-1))
		}
		return list
	case depth > 0 && kind < 3:
		object := map[string]any{}
		for range r.IntN(4) {
			object[string(rune('a'+r.IntN(8)))] = tree(r, depth-1)
		}
		return object
	case kind == 3:
		return nil
	case kind == 4:
		return r.IntN(2) == 0
	case kind == 5:
		return strings.Repeat("é\n", r.IntN(3))
	}
	return r.IntN(2000) - 1000
}

func spell(r *rand.Rand, v any) string {
	space := []string{"", " ", "\n\t"}[r.IntN(3)]
	switch v := v.(type) {
	case nil:
		return "null" + space
	case bool:
		return space + strconv.FormatBool(v)
	case string:
		return strings.ReplaceAll(strings.ReplaceAll(`"`+v+`"`, "\n", `\n`), "é", []string{"é", `\u00e9`}[r.IntN(2)])
	case int:
		return strconv.Itoa(v) + []string{"", ".0", "e0", ".000E+0"}[r.IntN(4)]
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, spell(r, x))
		}
		return "[" + strings.Join(parts, space+",") + space + "]"
	}
	var parts []string
	for key, x := range v.(map[string]any) { // in the random order of a map
		parts = append(parts, `"`+key+`"`+space+":"+spell(r, x))
	}
	return "{" + space + strings.Join(parts, ",") + "}"
}
