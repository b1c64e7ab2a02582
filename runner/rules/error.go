package rules

import (
	"net/http"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// statusKey is the member that repeats the HTTP status, by family.
var statusKey = map[string]string{"boom": "statusCode", "siem": "status_code"}

// error: the body has the shape of its family, repeats the HTTP status, and
// (boom) names the reason phrase.
func (e Expectation) error(set *schemas.Set, a *answer) []Violation {
	if e.Error == nil {
		return nil
	}
	family := e.Error.Family
	if family == "any" {
		family = "boom"
		if a.get("status_code").Exists() {
			family = "siem"
		}
	}
	var out []Violation
	add := func(rule, pointer, want, got string) {
		out = append(out, Violation{Rule: rule, Level: e.Error.Level, Pointer: pointer, Want: want, Got: got, Ref: e.Error.Ref})
	}
	if other := otherFamily(family); other != "" && a.get(statusKey[other]).Exists() && !a.get(statusKey[family]).Exists() {
		add("error-shape", "/"+statusKey[other], "an error in the "+family+" shape, with "+statusKey[family], "the "+other+" shape")
		return out
	}
	problems, err := set.Judge("error/"+family, a.json, a.value)
	if err != nil {
		add("error-shape", "", "a body that can be judged", err.Error())
	}
	for _, p := range problems {
		add("error-shape", p.Pointer, p.Want, p.Got)
	}
	if code := a.get(statusKey[family]); code.Type == gjson.Number && code.Float() != float64(a.Status) {
		add("error-status", "/"+statusKey[family], strconv.Itoa(a.Status)+", the HTTP status", code.Raw)
	}
	due := http.StatusText(a.Status) // empty for a status of the server's own
	if phrase := a.get("error"); family == "boom" && e.Error.Phrase && phrase.Type == gjson.String && due != "" && phrase.Str != due {
		add("error-phrase", "/error", strconv.Quote(due), short(phrase.Str))
	}
	return out
}

func otherFamily(family string) string {
	switch family {
	case "boom":
		return "siem"
	case "siem":
		return "boom"
	}
	return ""
}

// message is the error text of the answer, if it has one.
func (a *answer) message() string {
	if a.json == nil {
		return ""
	}
	return a.get("message").String()
}

// texts: the error text says, or does not say, what is expected. That there is
// a text at all belongs to the shape of the error, if one is due.
func (e Expectation) texts(a *answer) []Violation {
	if e.Error != nil && a.get("message").Type != gjson.String {
		return nil
	}
	var out []Violation
	for _, t := range e.Texts {
		if t.Pattern.MatchString(a.message()) == !t.Not {
			continue
		}
		want := "a text like " + t.Pattern.String()
		if t.Not {
			want = "no text like " + t.Pattern.String()
		}
		out = append(out, Violation{Rule: "message-unexpected", Level: t.Level, Pointer: "/message", Want: want, Got: short(a.message()), Ref: t.Ref})
	}
	return out
}
