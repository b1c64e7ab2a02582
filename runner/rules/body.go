package rules

import (
	"fmt"
)

// body: nothing where nothing is due, and strict JSON where JSON is due.
func (e Expectation) body(a *answer) []Violation {
	if e.Empty {
		if len(a.Body) == 0 {
			return nil
		}
		return []Violation{{Rule: "body-not-empty", Level: Required, Want: "no body", Got: fmt.Sprintf("%d bytes: %s", len(a.Body), short(string(a.Body)))}}
	}
	due := e.Schema != "" || e.Error != nil || len(e.Values) > 0 || len(e.Texts) > 0
	switch {
	case !due:
		return nil
	case len(a.Body) == 0:
		return []Violation{{Rule: "body-not-json", Level: Required, Want: "a JSON body", Got: "no body"}}
	case a.json == nil:
		return []Violation{{Rule: "body-not-json", Level: Required, Pointer: a.at, Want: "strict JSON (RFC 8259)", Got: a.bad + " in " + short(string(a.Body))}}
	}
	return nil
}
