package rules

import (
	"cmp"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// schema: the body fits the JSON Schema of the contract. A property that the
// contract does not know weighs only when the target has the contract's
// version: closed objects gain members in minor versions.
func (e Expectation) schema(set *schemas.Set, a *answer) []Violation {
	if e.Schema == "" {
		return nil
	}
	problems, err := set.Judge(e.Schema, a.value)
	if err != nil {
		return []Violation{{Rule: "schema-mismatch", Level: Required, Want: "a body that can be judged", Got: err.Error()}}
	}
	var out []Violation
	for _, p := range problems {
		v := Violation{Rule: "schema-mismatch", Level: Required, Pointer: p.Pointer, Want: p.Want, Got: p.Got, Ref: e.Source}
		if p.Unknown {
			v.Rule = "property-unknown"
			if !e.Exact {
				v.Level = Optional
			}
		}
		if e.Contradicted != nil {
			if how := e.Contradicted(e.Schema, p); how != "" { // which of the two is meant is not known
				v.Level = min(v.Level, Recommended)
				v.Ref = cmp.Or(e.Source, e.Ref) + ", which contradicts itself: " + how
			}
		}
		out = append(out, v)
	}
	return out
}
