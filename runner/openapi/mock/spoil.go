package mock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// wrong is a way in which a body breaks its schema at one place. It gives the
// value that stands there instead; gone is none at all.
type wrong struct {
	name, title string
	instead     func(old any) any
}

type gone struct{}

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
		return old
	}},
}

// break_ makes each success break the schema: at the deepest place where the
// fault is one, so that a look at the surface does not find it.
func (op *operation) break_(w wrong) error {
	skeleton, err := op.skeleton()
	if err != nil {
		return err
	}
	if _, broken := op.broken(w, skeleton); !broken {
		return fmt.Errorf("nothing in the answers of %s can be wrong in that way", op.ID)
	}
	op.spoil = func(value any) any {
		out, _ := op.broken(w, value)
		return out
	}
	return nil
}

func (op *operation) broken(w wrong, value any) (any, bool) {
	for _, at := range placesOf(value) {
		out := exchanged(value, at, w.instead)
		problems, err := op.problems(out)
		if err == nil && len(problems) > 0 {
			return out, true
		}
	}
	return value, false
}

// spoiled is the text of an answer with the fault in it.
func (op *operation) spoiled(body []byte) []byte {
	out, err := op.encode(op.spoil(decoded(string(body))))
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

// exchanged is a copy of a value with another one at a place.
func exchanged(value any, at []string, instead func(any) any) any {
	switch v := value.(type) {
	case map[string]any:
		out := maps.Clone(v)
		if len(at) > 1 {
			out[at[0]] = exchanged(v[at[0]], at[1:], instead)
			return out
		}
		if now := instead(v[at[0]]); now == (gone{}) {
			delete(out, at[0])
		} else {
			out[at[0]] = now
		}
		return out
	case []any:
		i, err := strconv.Atoi(strings.TrimSpace(at[0]))
		if err != nil || i >= len(v) {
			return value
		}
		out := slices.Clone(v)
		if len(at) > 1 {
			out[i] = exchanged(v[i], at[1:], instead)
			return out
		}
		if now := instead(v[i]); now != (gone{}) {
			out[i] = now
		}
		return out
	}
	return value
}
