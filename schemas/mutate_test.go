package schemas

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// mutants yields a value with one thing changed at a time: each key dropped, a
// key added to each object, each value replaced by one of every type and by
// values just outside what schemas bound.
func mutants(value any, yield func(any)) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			with := func(change func(map[string]any)) {
				clone := maps.Clone(v)
				change(clone)
				yield(clone)
			}
			with(func(m map[string]any) { delete(m, key) })
			mutants(v[key], func(changed any) { with(func(m map[string]any) { m[key] = changed }) })
		}
		extra := maps.Clone(v)
		extra["zz_extra"] = true
		yield(extra)
	case []any:
		for i := range v {
			clone := slices.Clone(v)
			yield(slices.Delete(slices.Clone(v), i, i+1))
			mutants(v[i], func(changed any) { clone[i] = changed; yield(slices.Clone(clone)) })
		}
		yield(append(slices.Clone(v), "zz"))
	}
	for _, other := range replacements {
		if !Equal(other, value) {
			yield(other)
		}
	}
}

var replacements = []any{
	nil, true, "", "zz", " ", "2025-05-04", "2025-05-04T09:42:00Z", json.Number("-1"), json.Number("0"), json.Number("1"), json.Number("1.5"),
	json.Number("65354"), json.Number("100.1"), json.Number("10001"), json.Number("9007199254740993"), json.Number("1e300"),
	[]any{}, []any{json.Number("1")}, []any{"zz"}, []any{nil}, map[string]any{}, map[string]any{"zz": "zz"}, map[string]any{"id": "zz"},
}

// TestEveryMutantIsJudgedAlike changes each valid body in every place and asks
// three judges that share no code. A sample of each body's mutants is changed a
// second time.
func TestEveryMutantIsJudgedAlike(t *testing.T) {
	set := load(t)
	random := rand.New(rand.NewPCG(1, 2))
	total, refusedBy := 0, map[string]int{}
	for _, name := range set.Names() {
		c, err := set.entries[name]()
		if err != nil {
			t.Fatal(err)
		}
		other := second(t, set.docs, name)
		judge := func(value any) {
			total++
			a, b, d := opinions(t, c, other, value)
			if a != b || b != d {
				text, _ := json.Marshal(value)
				t.Fatalf("%s: walk %v, gojsonschema %v, second engine %v: %s", name, a, b, d, text)
			}
			problems, _ := walk(c.node, value)
			for _, p := range problems {
				refusedBy[p.Keyword]++
			}
		}
		for _, s := range corpora(t)[name].Valid {
			value, _ := Read([]byte(s.Body))
			mutants(value, func(m any) {
				judge(m)
				if random.IntN(200) == 0 {
					n := 0
					mutants(m, func(again any) {
						if n++; n%17 == 0 {
							judge(again)
						}
					})
				}
			})
		}
	}
	for _, keyword := range []string{"type", "enum", "required", "additionalProperties", "minimum", "maximum", "minLength", "minItems", "pattern", "format", "not"} {
		if refusedBy[keyword] == 0 {
			t.Errorf("no mutant was refused by %s", keyword)
		}
	}
	t.Logf("%d mutants; refused by keyword: %v", total, refusedBy)
}
