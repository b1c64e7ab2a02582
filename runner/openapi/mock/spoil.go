package mock

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// wrong is a way in which a body breaks its schema at one place. It gives the
// value that stands there instead.
type wrong struct {
	name, title string
	instead     func(old any) any
}

type (
	gone struct{} // nothing at all
	same struct{} // nothing to change here
)

var wrongs = []wrong{
	{"field-missing", "a required member is missing", func(any) any { return gone{} }},
	{"field-wrong-type", "a member has another type", func(old any) any {
		switch old.(type) {
		case string:
			return json.Number("42")
		case []any:
			return map[string]any{}
		case map[string]any:
			return []any{}
		}
		return "another type"
	}},
	{"field-null", "a member is null that must not be", func(any) any { return nil }},
	{"value-unknown", "a member has a value that its enum lacks", func(old any) any {
		if _, isText := old.(string); isText {
			return "no-such-value"
		}
		return same{}
	}},
}

// breakBy makes each success break its schema: at the deepest place where the
// fault is one, so that a look at the surface does not find it.
func (op *operation) breakBy(w wrong) {
	op.spoil = func(value any) any {
		out, _ := op.broken(w, value)
		return out
	}
}

// canBe reports whether an answer can be wrong in a way.
func (op *operation) canBe(w wrong, value any) bool {
	_, broken := op.broken(w, value)
	return broken
}

// broken is a value with the first fault of that kind that its schema notices.
func (op *operation) broken(w wrong, value any) (any, bool) {
	for _, at := range placesOf(value) {
		out := exchanged(value, at, w.instead)
		if out == nil {
			continue
		}
		problems, err := op.problems(out)
		if err == nil && len(problems) > 0 {
			return out, true
		}
	}
	return value, false
}

// spoiled is the text of an answer with the fault in it.
func (op *operation) spoiled(body []byte) []byte {
	out, err := op.encode(op.spoil(openapi.Decoded(string(body))))
	if err != nil {
		return body
	}
	return out
}

// placesOf are the places of a value below its root, the deepest first.
func placesOf(value any) [][]string {
	var out [][]string
	var walk func(value any, at []string)
	walk = func(value any, at []string) {
		if len(at) > 0 {
			out = append(out, at)
		}
		switch v := value.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key], append(slices.Clone(at), key))
			}
		case []any:
			for i := range v {
				walk(v[i], append(slices.Clone(at), strconv.Itoa(i)))
			}
		}
	}
	walk(value, nil)
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}

// exchanged is a copy of a value with another one at a place; nil if that is
// the same.
func exchanged(value any, at []string, instead func(any) any) any {
	now := instead(inside(value, at))
	if now == (same{}) {
		return nil
	}
	parent, last := at[:len(at)-1], at[len(at)-1]
	return replaced(value, parent, func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			out := maps.Clone(v)
			if out[last] = now; now == (gone{}) {
				delete(out, last)
			}
			return out
		case []any:
			out := slices.Clone(v)
			i, _ := strconv.Atoi(last)
			if out[i] = now; now == (gone{}) {
				out = slices.Delete(out, i, i+1)
			}
			return out
		}
		return v
	})
}
