package reference

import (
	"net/http"
)

// call is one request on its way through the stages.
type call struct {
	*Server
	w http.ResponseWriter
	r *http.Request

	route  *route
	space  string // "default" unless the path says otherwise
	path   string // without base path and space
	prefix string // what was taken from the path

	params    map[string]any
	principal *Principal
	payload   any            // what the body held before it was validated
	sent      bool           // whether there was a body
	query     map[string]any // validated
	body      any            // validated
	versioned bool           // the versioned layer has taken over
	result    *response      // what the handler answered
	visited   *Visit         // the request as a foreign route sees it
}

// reply is what a handler answers; a nil body is no body at all.
type reply struct {
	status int
	body   any
	kind   string // content type, where it is not JSON
}

func ok(body any) (reply, error) { return reply{status: http.StatusOK, body: body}, nil }

// faulty asks whether the route has a named fault of meaning; it is false on a clean server.
func (c *call) faulty(name string) bool { return c.route.meaning[name] }

// param is a path parameter.
func (c *call) param(name string) string { return text(c.params[name]) }

// object is the validated body.
func (c *call) object() obj {
	body, _ := c.body.(obj)
	return body
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func truth(v any) bool {
	b, _ := v.(bool)
	return b
}

func number(v any) int {
	switch n := v.(type) {
	case int:
		return n
	case float64:
		return int(n)
	}
	return 0
}

func objectOf(v any) obj {
	o, _ := v.(obj)
	return o
}
