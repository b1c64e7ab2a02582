package rules

import (
	"strings"
	"testing"
)

func TestStatus(t *testing.T) { judge(t, statusRows()) }

func statusRows() []row {
	return []row{
		{"200 is the 200 expected", Expectation{Status: []int{200}}, answered(200, `{}`), ""},
		{"404 is one of those expected", Expectation{Status: []int{400, 404}}, answered(404, `{}`), ""},
		{"any status will do where none is expected", Expectation{}, answered(418, ``), ""},
		{"404 is not 200", Expectation{Status: []int{200}}, answered(404, ``), "required status-unexpected want 200 OK, got 404 Not Found"},
		{"200 is neither 400 nor 404", Expectation{Status: []int{400, 404}}, answered(200, ``),
			"required status-unexpected want 400 Bad Request or 404 Not Found, got 200 OK"},
		{"the message of the server is quoted", Expectation{Status: []int{200}}, answered(500, `{"message": "no\u001b[0m luck"}`),
			`required status-unexpected want 200 OK, got 500 Internal Server Error ("no\x1b[0m luck")`},
		{"a message that is an object is quoted, too", Expectation{Status: []int{200}}, answered(409, `{"message": {"error": "busy"}}`),
			`required status-unexpected want 200 OK, got 409 Conflict ("{\"error\": \"busy\"}")`},
		{"a message in a broken body is not trusted", Expectation{Status: []int{200}}, answered(500, `{"message": "no luck"`),
			"required status-unexpected want 200 OK, got 500 Internal Server Error"},
		{"a status without a name is only a number", Expectation{Status: []int{200}}, answered(799, ``), "required status-unexpected want 200 OK, got 799"},
	}
}

// TestOneCauseShowsOnce: an answer of another kind is not judged as if it were
// of the expected kind.
func TestOneCauseShowsOnce(t *testing.T) {
	everything := Expectation{
		Status: []int{200}, Schema: "test/thing", Exact: true,
		Error:  &ErrorShape{Family: "siem", Phrase: true, Level: Required},
		Values: []Value{{Path: "name", Equal: "a", Level: Required}},
		Texts:  []Text{{Pattern: matching("never"), Level: Required}},
		Headers: []Header{
			{Name: "kbn-name", Always: true, Level: Required},
			{Name: "elastic-api-version", Pattern: matching("^2023-10-31$"), Level: Required},
			{Name: "content-type", Pattern: matching("json"), Json: true, Level: Required},
			{Name: "allow", Absent: true, Level: Required},
		},
	}
	const status = `required status-unexpected want 200 OK, got 404 Not Found ("Not Found")`
	const notFound = `{"statusCode": 404, "error": "Not Found", "message": "Not Found"}`
	judge(t, []row{
		{"another status hides what follows from it", everything, answered(404, notFound, "Kbn-Name", "k", "Allow", "GET"), status},
		{"but not what holds for every answer", everything, answered(404, notFound), status + "\nrequired header-missing kbn-name"},
		{"and not a leak", everything, answered(404, strings.Replace(notFound, `"}`, `\n    at f (/srv/x.js:1:2)"}`, 1), "Kbn-Name", "k"),
			strings.Replace(status, `Not Found")`, `Not Found\n at f (/srv/x.js:1:2)")`, 1) + "\n" +
				`required error-leak want no stack trace in an error, got "at f (/srv/x.js:1:2"`},
		{"a body that is no JSON is not judged as JSON", Expectation{Status: []int{200}, Schema: "test/thing", Values: everything.Values, Texts: everything.Texts},
			answered(200, "<html>"), `required body-not-json want strict JSON (RFC 8259), got invalid character '<'…`},
	})
}
