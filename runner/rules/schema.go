package rules

import (
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
		v := Violation{Rule: "schema-mismatch", Level: Required, Pointer: p.Pointer, Want: p.Want, Got: p.Got}
		if p.Unknown {
			v.Rule = "property-unknown"
			if !e.Exact {
				v.Level = Optional
			}
		}
		out = append(out, v)
	}
	return out
}
