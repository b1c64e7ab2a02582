package reference

import (
	"net/http"
	"slices"
)

// slip is a way in which an error answer can be malformed; it changes a copy of the body.
type slip struct {
	name, title string
	do          func(res *response, body obj)
}

func slips() []slip {
	return []slip{
		{"error-status-code-differs", "statusCode is not the HTTP status", func(res *response, body obj) {
			body[numberMember(body)] = res.status + 1
		}},
		{"error-status-code-as-text", "statusCode is a text", func(_ *response, body obj) {
			body[numberMember(body)] = "400"
		}},
		{"error-status-code-missing", "statusCode is missing", func(_ *response, body obj) { delete(body, numberMember(body)) }},
		{"error-message-missing", "message is missing", func(_ *response, body obj) { delete(body, "message") }},
		{"error-message-not-text", "message is a number", func(_ *response, body obj) { body["message"] = 42 }},
		{"error-leaks-stack-trace", "message holds a stack trace", func(_ *response, body obj) {
			body["message"] = text(body["message"]) + "\n    at Object.handler (/usr/share/kibana/src/core/server/router.js:184:13)"
		}},
	}
}

// boomSlips concern the member that only BOOM has.
func boomSlips() []slip {
	return []slip{
		{"error-phrase-wrong", "error is not the reason phrase of the status", func(_ *response, body obj) { body["error"] = "Teapot" }},
		{"error-phrase-missing", "error is missing", func(_ *response, body obj) { delete(body, "error") }},
	}
}

func numberMember(body obj) string {
	if _, siem := body["status_code"]; siem {
		return "status_code"
	}
	return "statusCode"
}

// errorFaults are error answers in the wrong form.
func errorFaults() []Fault {
	out := []Fault{
		changing(everywhere, "error", "error-leaks-credentials", "a 401 repeats the credentials", func(c *call, res *response) {
			if res.status == http.StatusUnauthorized {
				res.body = with(objectOf(res.body), obj{"message": "not accepted: " + c.r.Header.Get("Authorization")})
			}
		}),
		changing(everywhere, "error", "error-as-html", "errors are HTML pages", errorAsPage),
		changing(everywhere, "error", "error-in-the-other-shape", "platform errors have the SIEM shape", otherShape(platform)),
	}
	endpoints := []string{everywhere}
	for _, d := range coreDefinitions() {
		endpoints = append(endpoints, d.ID)
		out = append(out,
			changing(d.ID, "error", "error-as-html", "errors are HTML pages", errorAsPage),
			changing(d.ID, "error", "error-in-the-other-shape", "platform errors have the SIEM shape", otherShape(platform)))
		if refusesInHandler[d.ID] {
			out = append(out, changing(d.ID, "error", "handler-error-in-the-other-shape",
				"errors of the handler have the shape of the other family", otherShape(fromHandler)))
		}
	}
	for _, endpoint := range endpoints {
		for _, s := range slices.Concat(slips(), boomSlips()) {
			out = append(out, changing(endpoint, "error", s.name, s.title, onError(s)))
		}
	}
	return out
}

func onError(s slip) mutator {
	return func(_ *call, res *response) {
		body, isObject := res.body.(obj)
		if res.err == nil || !isObject || res.err.siem && slices.ContainsFunc(boomSlips(), func(b slip) bool { return b.name == s.name }) {
			return
		}
		body = with(body, nil)
		s.do(res, body)
		res.body = body
	}
}

func platform(res *response) bool    { return res.where != stageHandle }
func fromHandler(res *response) bool { return res.where == stageHandle }

func otherShape(hit func(*response) bool) mutator {
	return func(_ *call, res *response) {
		if res.err == nil || !hit(res) {
			return
		}
		other := *res.err
		other.siem = !other.siem
		res.body = other.body()
	}
}

func errorAsPage(_ *call, res *response) {
	if res.err != nil {
		res.body, res.raw = nil, []byte(errorPage)
		res.header["Content-Type"] = []string{"text/html"}
	}
}
