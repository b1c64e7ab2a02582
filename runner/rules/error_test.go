package rules

import "testing"

func TestErrors(t *testing.T) { judge(t, errorRows()) }

func errorRows() []row {
	boom := Expectation{Error: &ErrorShape{Family: "boom", Phrase: true, Level: Required}}
	siem := Expectation{Error: &ErrorShape{Family: "siem", Level: Required}}
	either := Expectation{Error: &ErrorShape{Family: "any", Phrase: true, Level: Required}}
	notFound := func(body string) Expectation {
		return Expectation{Error: &ErrorShape{Family: "boom", Phrase: true, Level: Required}, Texts: []Text{{Pattern: matching(body), Level: Required}}}
	}
	return []row{
		{"a boom error is one", boom, answered(404, `{"statusCode": 404, "error": "Not Found", "message": "gone"}`), ""},
		{"400.0 equals 400", boom, answered(400, `{"statusCode": 400.0, "error": "Bad Request", "message": ""}`), ""},
		{"so does 4e2", boom, answered(400, `{"statusCode": 4e2, "error": "Bad Request", "message": ""}`), ""},
		{"attributes and further members are allowed", boom, answered(400, `{"statusCode": 400, "error": "Bad Request", "message": "", "attributes": {"a": 1}, "x": 2}`), ""},
		{"a siem error is one", siem, answered(404, `{"status_code": 404, "message": "gone"}`), ""},
		{"any shape may be boom", either, answered(404, `{"statusCode": 404, "error": "Not Found", "message": "gone"}`), ""},
		{"any shape may be siem", either, answered(404, `{"status_code": 404, "message": "gone"}`), ""},
		{"any shape is not no shape", either, answered(404, `{}`),
			"required error-shape /error: want string, got nothing\nrequired error-shape /message: want string, got nothing\nrequired error-shape /statusCode: want integer, got nothing"},
		{"where boom is due siem is the other shape", boom, answered(404, `{"status_code": 404, "message": "gone"}`),
			"required error-shape /status_code: want an error in the boom shape, with statusCode, got the siem shape"},
		{"where siem is due boom is the other shape", siem, answered(404, `{"statusCode": 404, "error": "Not Found", "message": "gone"}`),
			"required error-shape /statusCode: want an error in the siem shape, with status_code, got the boom shape"},
		{"the message is missing", boom, answered(404, `{"statusCode": 404, "error": "Not Found"}`), "required error-shape /message: want string, got nothing"},
		{"a message that is missing is not unexpected as well", notFound("gone"), answered(404, `{"statusCode": 404, "error": "Not Found"}`),
			"required error-shape /message: want string, got nothing"},
		{"the phrase is missing", boom, answered(404, `{"statusCode": 404, "message": ""}`), "required error-shape /error: want string, got nothing"},
		{"the number is missing", boom, answered(404, `{"error": "Not Found", "message": ""}`), "required error-shape /statusCode: want integer, got nothing"},
		{"the number is a text", boom, answered(404, `{"statusCode": "404", "error": "Not Found", "message": ""}`), `required error-shape /statusCode: want integer, got string "404"`},
		{"the message is a number", boom, answered(404, `{"statusCode": 404, "error": "Not Found", "message": 42}`), "required error-shape /message: want string, got integer 42"},
		{"the phrase is null", boom, answered(404, `{"statusCode": 404, "error": null, "message": ""}`), "required error-shape /error: want string, got null"},
		{"the error is a text", boom, answered(404, `"Not Found"`), `required error-shape want object, got string "Not Found"`},
		{"the error is null", boom, answered(404, `null`), `required error-shape want object, got null`},
		{"the error is a list", siem, answered(404, `[{"status_code": 404, "message": ""}]`), "required error-shape want object, got array of 1"},
		{"the number is another one", boom, answered(404, `{"statusCode": 500, "error": "Not Found", "message": ""}`), "required error-status /statusCode: want 404, the HTTP status, got 500"},
		{"the number of a siem error is another one", siem, answered(404, `{"status_code": 42.0, "message": ""}`), "required error-status /status_code: want 404, the HTTP status, got 42.0"},
		{"the phrase is another one", boom, answered(404, `{"statusCode": 404, "error": "Teapot", "message": ""}`), `required error-phrase /error: want "Not Found", got "Teapot"`},
		{"the phrase is not asked for", Expectation{Error: &ErrorShape{Family: "boom", Level: Required}}, answered(413, `{"statusCode": 413, "error": "Payload Too Large", "message": ""}`), ""},
		{"a status of the server's own has no phrase", boom, answered(499, `{"statusCode": 499, "error": "Closed", "message": ""}`), ""},
		{"a recommended shape is recommended", Expectation{Error: &ErrorShape{Family: "siem", Level: Recommended}}, answered(404, `{"status_code": 404}`),
			"recommended error-shape /message: want string, got nothing"},
		{"a family that nobody knows is no silent pass", Expectation{Error: &ErrorShape{Family: "none", Level: Required}}, answered(404, `{}`),
			"required error-shape want a body that can be judged, got schema error/none: unknown"},
		{"the text is as expected", notFound("^gone"), answered(404, `{"statusCode": 404, "error": "Not Found", "message": "gone\n"}`), ""},
		{"the text is another one", notFound("^gone"), answered(404, `{"statusCode": 404, "error": "Not Found", "message": "lost\n"}`),
			`required message-unexpected /message: want a text like ^gone, got "lost\n"`},
		{"the text holds what it must not", Expectation{Texts: []Text{{Pattern: matching("xsrf"), Not: true, Level: Recommended}}}, answered(400, `{"message": "no xsrf header"}`),
			`recommended message-unexpected /message: want no text like xsrf, got "no xsrf header"`},
		{"the text lacks what it must not hold", Expectation{Texts: []Text{{Pattern: matching("xsrf"), Not: true, Level: Required}}}, answered(400, `{"message": "no"}`), ""},
		{"a text is due where no shape is", Expectation{Texts: []Text{{Pattern: matching("x"), Level: Required}}}, answered(200, `{}`),
			`required message-unexpected /message: want a text like x, got ""`},
	}
}
