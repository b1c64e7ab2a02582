package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/tidwall/gjson"
)

// Value asks for something about one place of the body. Exactly one of Equal,
// Pattern, Absent and Blank is used.
type Value struct {
	Path    string // gjson path
	Equal   any    // JSON value; compared by value, numbers as numbers
	Pattern *regexp.Regexp
	Absent  bool // must not exist
	Blank   bool // must not exist, or be null
	Level   Level
	Ref     string
}

// member is a path that asks whether a list has an element with a value:
// data.#(id=="x").id.
var member = regexp.MustCompile(`^((?:.*\.)?)#\((\w+)=="(.*)"\)\.(\w+)$`)

// values: the body holds what the request makes due.
func (e Expectation) values(a *answer) []Violation {
	var out []Violation
	for _, v := range e.Values {
		want, got, bad := v.judge(a.get(v.Path))
		if m := member.FindStringSubmatch(v.Path); bad && m != nil && m[2] == m[4] {
			list := strings.TrimSuffix(Pointer(strings.TrimSuffix(m[1], ".")), "/")
			others := a.get(m[1] + "#").Int()
			out = append(out, Violation{Rule: "value-unexpected", Level: v.Level, Pointer: below(list+"/*", m[4]), Want: want + " among them", Got: fmt.Sprintf("%d others", others), Ref: v.Ref})
			continue
		}
		if bad {
			out = append(out, Violation{Rule: "value-unexpected", Level: v.Level, Pointer: Pointer(v.Path), Want: want, Got: got, Ref: v.Ref})
		}
	}
	return out
}

func (v Value) judge(got gjson.Result) (want, text string, bad bool) {
	text = show(got)
	switch {
	case v.Absent:
		return "nothing", text, got.Exists()
	case v.Blank:
		return "null or nothing", text, !absent(got)
	case v.Pattern != nil:
		return "a value like " + v.Pattern.String(), text, !got.Exists() || !v.Pattern.MatchString(got.String())
	}
	var raw bytes.Buffer
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false) // the value is shown to people
	if err := encoder.Encode(v.Equal); err != nil {
		return fmt.Sprint(v.Equal), text, true
	}
	return abbreviate(string(bytes.TrimSpace(raw.Bytes()))), text, !got.Exists() || !SameJSON(raw.Bytes(), []byte(got.Raw))
}

func absent(r gjson.Result) bool { return !r.Exists() || r.Type == gjson.Null }

func show(r gjson.Result) string {
	if !r.Exists() {
		return "nothing"
	}
	return abbreviate(r.Raw)
}
