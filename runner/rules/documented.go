package rules

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// adapter is where Kibana gives errors their shape, of which documents say little.
const adapter = "Kibana source, router-server-internal/src/response_adapter.ts"

// documented narrows an expectation to what is known about the status that
// came: the schema of its own, or for an error without one the shape that all
// errors have. A request that was made from a document may be refused for
// reasons that no document tells, so that weighs little; what is left is judged
// by the level of the case.
func (e Expectation) documented(set *schemas.Set, a *answer, status []Violation) (Expectation, []Violation) {
	schema, listed := e.answerFor(a.Status)
	expected := len(status) == 0
	if !expected {
		e.Values, e.Texts, e.Empty = nil, nil, false
	}
	if listed && e.Schema == "" && schema != "" {
		e.Schema = schema
	}
	if a.Status >= 400 {
		shape := &ErrorShape{Family: "any", Phrase: false, Level: Recommended, Ref: adapter}
		switch {
		case !listed || schema == "":
			if e.Error == nil {
				e.Error = shape
			}
		case e.standard(set, a, shape):
			e.Schema = "" // the HTTP layer answers in its own shape, whatever the document says
		}
	}
	for i := range status {
		status[i].Level = min(status[i].Level, e.Surprise(a.Status))
	}
	return e, status
}

// disguised: a success that is an error and nothing else. No document asks for
// that, and a client that looks at the status goes on.
func (a *answer) disguised() []Violation {
	if a.Status >= 300 || a.json == nil || a.get("message").Type != gjson.String {
		return nil
	}
	key := "statusCode"
	if a.get("error").Type != gjson.String {
		key = "status_code"
	}
	code := a.get(key)
	if code.Type != gjson.Number || code.Float() < 400 || code.Float() >= 600 {
		return nil
	}
	for _, member := range a.get("@keys").Array() {
		if !slices.Contains([]string{key, "error", "message", "attributes"}, member.Str) {
			return nil // it tells more: the outcome of a bulk action has a status of its own
		}
	}
	return []Violation{{Rule: "error-status", Level: Recommended, Pointer: "/" + key, Want: "no error in an answer " + strconv.Itoa(a.Status), Got: code.Raw}}
}

// answerFor is the schema for a status, and whether the document lists it.
func (e Expectation) answerFor(status int) (schema string, listed bool) {
	for _, key := range []string{strconv.Itoa(status), strconv.Itoa(status/100) + "XX", "default"} {
		if schema, listed = e.Answers[key]; listed {
			return schema, true
		}
	}
	return "", false
}

// standard reports whether an error has one of the shapes that Kibana's HTTP
// layers give.
func (e Expectation) standard(set *schemas.Set, a *answer, shape *ErrorShape) bool {
	if a.json == nil {
		return false
	}
	e.Error = shape
	return len(e.error(set, a)) == 0
}

// Surprise is how much another status than the expected ones weighs, where a
// document is what is judged by.
func (e Expectation) Surprise(status int) Level {
	success := false
	for _, want := range e.Status {
		success = success || want/100 == 2
	}
	switch {
	case !success:
		return Required // a refusal was due
	case status >= http.StatusInternalServerError, status < 400:
		return Recommended
	}
	return Optional
}
