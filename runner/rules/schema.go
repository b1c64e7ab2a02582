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
	problems, err := set.Judge(e.Schema, a.json, a.value)
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
			v = e.torn(v, e.Contradicted(p))
		}
		out = append(out, v)
	}
	return out
}

// torn says of a violation that a document shows by itself what is wrong about
// the answer. Which of the two it means is not known.
func (e Expectation) torn(v Violation, how string) Violation {
	switch {
	case how == "":
	case e.Answers == nil:
		v.Ref = e.Ref + "; the OpenAPI document has it otherwise: " + how
	default:
		v.Level = min(v.Level, Recommended)
		v.Ref = cmp.Or(e.Source, e.Ref) + ", which contradicts itself: " + how
	}
	return v
}
