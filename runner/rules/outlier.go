package rules

import (
	"fmt"
	"sort"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// Sample is one error body of an endpoint.
type Sample struct {
	Endpoint, Step string
	Body           []byte
}

// Outliers compares bodies of the same kind of error. The shape that most
// endpoints answer is the norm; whoever lacks a member of it, or has it with
// another type, is an outlier. A member beyond the norm only weighs as
// recommended. `attributes`, which any error may carry, does not count.
func Outliers(samples []Sample) []Violation {
	shapes := make([]map[string]string, len(samples))
	for i, s := range samples {
		shapes[i] = shapeOf(s.Body)
	}
	norm := normOf(samples, shapes)
	var out []Violation
	for i, s := range samples {
		out = append(out, differences(s, shapes[i], norm)...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Pointer < out[j].Pointer })
	return out
}

// shapeOf maps the members of an error to their types; nil when it is no object.
func shapeOf(body []byte) map[string]string {
	if len(body) == 0 || schemas.Parse(body) != nil || !gjson.ParseBytes(body).IsObject() {
		return nil
	}
	shape := map[string]string{}
	gjson.ParseBytes(body).ForEach(func(key, value gjson.Result) bool {
		if key.Str != "attributes" {
			shape[key.Str] = typeOf(value)
		}
		return true
	})
	return shape
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

// normOf is the shape of most endpoints; on a tie the one that comes first in
// the alphabet of its description, so that the result does not depend on order.
func normOf(samples []Sample, shapes []map[string]string) map[string]string {
	voters := map[string]map[string]bool{}
	byText := map[string]map[string]string{}
	for i, shape := range shapes {
		text := describe(shape)
		if voters[text] == nil {
			voters[text] = map[string]bool{}
		}
		voters[text][samples[i].Endpoint] = true
		byText[text] = shape
	}
	best := ""
	for text := range voters {
		if best == "" || len(voters[text]) > len(voters[best]) || (len(voters[text]) == len(voters[best]) && better(text, best)) {
			best = text
		}
	}
	return byText[best]
}

// better prefers a documented error shape, then the alphabet.
func better(a, b string) bool {
	known := func(s string) bool {
		return s == "{error: string, message: string, statusCode: number}" || s == "{message: string, status_code: number}"
	}
	if known(a) != known(b) {
		return known(a)
	}
	return a < b
}

func describe(shape map[string]string) string {
	if shape == nil {
		return "no JSON object"
	}
	members := make([]string, 0, len(shape))
	for key, kind := range shape {
		members = append(members, key+": "+kind)
	}
	sort.Strings(members)
	return "{" + strings.Join(members, ", ") + "}"
}

// differences says how one sample departs from the norm.
func differences(s Sample, shape, norm map[string]string) []Violation {
	if describe(shape) == describe(norm) {
		return nil
	}
	v := Violation{Rule: "shape-outlier", Level: Recommended, Pointer: s.Endpoint, Want: describe(norm) + " as most endpoints", Got: fmt.Sprintf("%s from %s", describe(shape), s.Step)}
	if shape == nil {
		v.Level = Required
	}
	for key, kind := range norm {
		if shape[key] != kind {
			v.Level = Required
		}
	}
	return []Violation{v}
}
