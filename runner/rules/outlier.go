package rules

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// Sample is one error body of an endpoint.
type Sample struct {
	Endpoint, Step string
	Body           []byte
}

// shape maps the members of an error to their types; nil when it is no object.
type shape map[string]string

// Outliers compares bodies of the same kind of error. A documented shape is the
// norm, or else the one that most endpoints answer; whoever lacks a member of
// it, or has it with another type, is an outlier. A member beyond the norm only
// weighs as recommended. `attributes` and `errorType`, which any error may
// carry, do not count.
func Outliers(samples []Sample) []Violation {
	shapes := make([]shape, len(samples))
	for i, s := range samples {
		shapes[i] = shapeOf(s.Body)
	}
	norm := normOf(samples, shapes)
	var out []Violation
	for i, s := range samples {
		out = append(out, difference(s, shapes[i], norm)...)
	}
	slices.SortStableFunc(out, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Got, b.Got))
	})
	return out
}

func shapeOf(body []byte) shape {
	if schemas.Parse(body) != nil || !gjson.ParseBytes(body).IsObject() {
		return nil
	}
	members := shape{}
	gjson.ParseBytes(body).ForEach(func(key, value gjson.Result) bool {
		if key.Str != "attributes" && key.Str != "errorType" {
			members[key.Str] = typeOf(value)
		}
		return true
	})
	return members
}

func typeOf(v gjson.Result) string {
	switch {
	case v.IsObject():
		return "object"
	case v.IsArray():
		return "array"
	case v.IsBool():
		return "boolean"
	}
	return strings.ToLower(v.Type.String())
}

// normOf is the documented shape that most endpoints answer, or else the shape
// that most do. What is no JSON object has no vote: if most answers come from a
// proxy, those of the API are still right. A tie goes to the first by its words,
// so that the result does not depend on the order of the samples.
func normOf(samples []Sample, shapes []shape) shape {
	voters := map[string]map[string]bool{}
	byWords := map[string]shape{}
	for i, s := range shapes {
		if s == nil {
			continue
		}
		words := s.words()
		if voters[words] == nil {
			voters[words] = map[string]bool{}
		}
		voters[words][samples[i].Endpoint] = true
		byWords[words] = s
	}
	best, found := "", false
	for words, endpoints := range voters {
		switch {
		case !found, documented(words) && !documented(best):
			best, found = words, true
		case documented(best) && !documented(words):
		case len(endpoints) > len(voters[best]) || len(endpoints) == len(voters[best]) && words < best:
			best = words
		}
	}
	return byWords[best]
}

func documented(s string) bool {
	return s == "{error: string, message: string, statusCode: number}" || s == "{message: string, status_code: number}"
}

var plainKey = regexp.MustCompile(`^[\w-]+$`)

// words are unique: two shapes have the same only if they are the same.
func (s shape) words() string {
	if s == nil {
		return "no JSON object"
	}
	members := make([]string, 0, len(s))
	for key, kind := range s {
		if !plainKey.MatchString(key) {
			key = strconv.Quote(key)
		}
		members = append(members, key+": "+kind)
	}
	slices.Sort(members)
	return "{" + strings.Join(members, ", ") + "}"
}

// difference says how one sample departs from the norm.
func difference(s Sample, got, norm shape) []Violation {
	if got.words() == norm.words() {
		return nil
	}
	level := Recommended
	if got == nil {
		level = Required
	}
	for key, kind := range norm {
		if got[key] != kind {
			level = Required
		}
	}
	return []Violation{tidy(Violation{
		Rule: "shape-outlier", Level: level, Pointer: s.Endpoint,
		Want: line(norm.words(), longestList) + " as other endpoints", Got: line(got.words(), longestList) + " from " + s.Step,
	})}
}
