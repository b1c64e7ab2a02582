package rules

import (
	"fmt"
)

// body: nothing where nothing is due, and strict JSON where JSON is due or the
// answer says that it is JSON.
func (e Expectation) body(a *answer) []Violation {
	if e.Empty {
		if len(a.Body) == 0 {
			return nil
		}
		return []Violation{{Rule: "body-not-empty", Level: Required, Want: "no body", Got: fmt.Sprintf("%d bytes: %s", len(a.Body), short(string(a.Body)))}}
	}
	due := e.Schema != "" || e.Error != nil || len(e.Values) > 0 || len(e.Texts) > 0
	switch {
	case due && len(a.Body) == 0:
		v := Violation{Rule: "body-not-json", Level: Required, Want: "a JSON body", Got: "no body"}
		if e.Schema == "" && e.Error != nil { // it is due because errors have a shape
			v.Level, v.Ref = e.Error.Level, e.Error.Ref
		}
		return []Violation{v}
	case len(a.Body) == 0 || a.json != nil || !due && !a.isJSON():
		return nil
	}
	return []Violation{{Rule: "body-not-json", Level: Required, Pointer: a.at, Want: "strict JSON (RFC 8259)", Got: a.bad + " in " + short(string(a.Body))}}
}
