package rules

import (
	"regexp"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Expectation is what an answer must be like. The zero value of a field asks
// for nothing.
type Expectation struct {
	Level   Level  // of the case; no violation weighs more
	Ref     string // where the case is written
	Status  []int
	Empty   bool // no body at all
	Head    bool // the answer to HEAD: the body cannot be judged
	Proxied bool // a proxy may have answered in a form of its own: only the status weighs fully
	Headers []Header
	Error   *ErrorShape
	Schema  string
	Source  string            // where the schemas are written, if not where the case is
	Answers map[string]string // schema by status; with them, an answer is judged whatever its status is
	Exact   bool              // the target has the contract's version: unknown properties are violations
	Values  []Value
	Texts   []Text

	// Contradicted says how a document shows itself what a problem of the body is
	// about; empty if it does not. Where the document is what is judged by, that
	// takes weight from the problem.
	Contradicted func(p schemas.Problem) string
}

// Header asks for a response header, or for its absence.
type Header struct {
	Name    string
	Pattern *regexp.Regexp // of the value; nil asks for presence only
	Absent  bool
	Json    bool // only where the answer has a body
	Always  bool // holds whatever the status is
	Level   Level
	Ref     string
}

// ErrorShape asks for an error body of a family.
type ErrorShape struct {
	Family string // boom, siem or any
	Phrase bool   // `error` must be the reason phrase of the status
	Level  Level
	Ref    string
}

// Text asks for something about the text of an error.
type Text struct {
	Pattern *regexp.Regexp
	Not     bool // the text must not match
	Level   Level
	Ref     string
}

// keptBack: the value is a text of which the recording keeps a secret back, so
// whether it is what it should be cannot be said.
func keptBack(got string) bool {
	text := strings.TrimPrefix(got, "string ")
	return strings.HasPrefix(text, `"`) && (strings.Contains(text, recording.Hidden) || strings.Contains(text, recording.Redacted))
}

// Judge lists what is wrong with an exchange, in a stable order. Checks that
// only make sense on the expected kind of answer are left out when the status
// is another: one cause shows as one violation.
func (e Expectation) Judge(set *schemas.Set, x recording.Exchange) []Violation {
	var out []Violation
	add := func(found ...Violation) {
		for _, v := range found {
			if keptBack(v.Got) {
				continue
			}
			v.Level = min(v.Level, e.Level)
			if e.Proxied && v.Rule != "status-unexpected" && v.Rule != "error-leak" {
				v.Level = min(v.Level, Recommended)
			}
			if v.Ref == "" {
				v.Ref = e.Ref
			}
			out = append(out, tidy(v))
		}
	}
	if found := transport(x); found != nil {
		add(found...)
		return out
	}
	if x.Dropped > 0 {
		add(Violation{Rule: "connection-dropped", Level: Recommended, Want: "an answer to the first try", Got: "a connection in use was closed without one, " + often(x.Dropped) + "; then the request was answered"})
	}
	a := read(x)
	status := e.status(a)
	asExpected := len(status) == 0
	expected := e
	if e.Answers != nil {
		e, status = e.documented(set, a, status)
	}
	add(status...)
	add(expected.headers(a, asExpected)...)
	add(a.leaks()...)
	if e.Head || !asExpected && e.Answers == nil {
		return out
	}
	add(e.body(a)...)
	if a.json == nil {
		return out
	}
	add(e.error(set, a)...)
	if e.Answers != nil {
		add(a.disguised()...)
	}
	add(e.schema(set, a)...)
	add(e.values(a)...)
	add(e.texts(a)...)
	return out
}
