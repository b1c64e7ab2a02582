package reference

import (
	"fmt"
	"net/http"
)

// failure is an answer that refuses; whoever returns it does not choose the shape of its body.
type failure struct {
	status     int
	message    any // nearly always a string
	attributes any
	whole      obj  // the body, where it is a special one
	siem       bool // decided by refusal, from where the error came
}

func (f *failure) Error() string { return fmt.Sprint(f.message) }

// refuse is a failure with a worded message.
func refuse(status int, format string, args ...any) *failure {
	return &failure{status: status, message: fmt.Sprintf(format, args...)}
}

// errUnhandled is what Kibana says when a handler throws something unexpected.
const errUnhandled = "An internal server error occurred. Check Kibana server logs for details."

// refusal turns an error into the response to it. Only what a handler of the security solution
// raises itself has the SIEM shape: everything that the HTTP layer refuses is BOOM in all families.
func (c *call) refusal(err error, where string) *response {
	f, ok := err.(*failure)
	if !ok {
		f = &failure{status: http.StatusInternalServerError, message: errUnhandled}
	}
	f.siem = ok && where == stageHandle && c.route.siem
	return c.respond(f.status, f.body(), f, where)
}

// body is the error body, in the one place that knows its two shapes.
func (f *failure) body() obj {
	if f.whole != nil {
		return f.whole
	}
	if f.siem {
		return obj{"message": f.message, "status_code": f.status}
	}
	body := obj{"statusCode": f.status, "error": http.StatusText(f.status), "message": f.message}
	if f.attributes != nil {
		body["attributes"] = f.attributes
	}
	return body
}
