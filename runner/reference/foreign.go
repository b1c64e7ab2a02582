package reference

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Foreign is a route that somebody else describes and answers. All that every answer of Kibana owes
// is done for it: the order of decisions, credentials, versions, limits, headers, errors.
type Foreign struct {
	ID, Method, Path string // "/s/{space}" may come first
	Privileges       string // what a refusal lists; empty: any principal may
	Deprecated       bool
	MediaTypes       []string // of bodies, beside JSON

	// What faults may change: the JSON of a success, nil where that is none; and its status,
	// unless nobody says which one is right.
	Sample    func() []byte
	Undecided bool

	// What a request is refused for, each in its turn; nil passes everything.
	CheckParams, CheckQuery, CheckBody func(*Visit) error
	Handle                             func(*Visit) (Answer, error)
}

// Visit is a request to a foreign route.
type Visit struct {
	*http.Request
	Space  string
	Params map[string]any // of the path, all texts
	Body   any            // JSON with json.Number; []byte or string in other media types; nil: none
	Sent   bool           // there was a body
}

// Answer is a success; an empty MediaType is JSON, and no body is no body.
type Answer struct {
	Status    int
	Body      []byte
	MediaType string
}

// Refuse is an error in the shape that Kibana's platform gives it.
func Refuse(status int, message string) error { return refuse(status, "%s", message) }

// RefuseWith is an error with a body of its own.
func RefuseWith(status int, body map[string]any) error {
	return &failure{status: status, message: body["message"], whole: body}
}

// WithRoutes serves foreign routes, too. Where the server has a route of its own, that stays, and
// the foreign one is asked about objects that it does not know.
func WithRoutes(routes ...Foreign) Option {
	return func(c *config) error { c.foreign = append(c.foreign, routes...); return nil }
}

// Foreign lists the ids of the foreign routes that are served, sorted.
func (s *Server) Foreign() []string {
	var ids []string
	for id, rt := range s.routes {
		if rt.foreign {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// route puts the hooks of the foreign route into the stages that every route has.
func (f Foreign) route() *route {
	path, space := f.Path, ""
	if rest, found := strings.CutPrefix(path, "/s/{"); found {
		space, path, _ = strings.Cut(rest, "}")
	}
	rt := newRoute(definition{
		ID: f.ID, Method: f.Method, Path: path, privileges: f.Privileges, deprecated: f.Deprecated,
		accepts: f.MediaTypes, foreign: true, access: locksItself, handle: f.handle,
	}, pipeline())
	rt.space = space
	for i := range rt.stages {
		switch rt.stages[i].name {
		case stageParams:
			rt.stages[i].run = onVisit(f.CheckParams)
		case stageQuery:
			rt.stages[i].run = onVisit(f.CheckQuery)
		case stageBody:
			rt.stages[i].run = onVisit(f.CheckBody)
		}
	}
	return rt
}

func onVisit(check func(*Visit) error) func(*call) error {
	return func(c *call) error {
		if check == nil {
			return nil
		}
		return check(c.visit())
	}
}

func (f Foreign) handle(c *call) (reply, error) {
	answer, err := f.Handle(c.visit())
	if err != nil {
		return reply{}, err
	}
	out := reply{status: answer.Status, kind: answer.MediaType}
	if len(answer.Body) > 0 {
		out.body = json.RawMessage(answer.Body)
	}
	return out, nil
}

// exact is a value with the numbers that foreign routes get.
func exact(v any) any {
	switch v := v.(type) {
	case float64:
		return json.Number(encoder{}.number(nil, v))
	case obj:
		out := make(obj, len(v))
		for name, member := range v {
			out[name] = exact(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = exact(item)
		}
		return out
	}
	return v
}

// fallBack asks the foreign route about what an own one does not know; what is deleted is gone for both.
func (c *call) fallBack(answer reply, err error) (reply, error) {
	f, refused := err.(*failure)
	if unknown := refused && f.status == http.StatusNotFound; !unknown && c.r.Method != http.MethodDelete {
		return answer, err
	}
	if other, failed := c.route.fallback(c); err != nil && failed == nil {
		return other, nil
	}
	return answer, err
}

func (c *call) visit() *Visit {
	if c.visited == nil {
		params := c.params
		if c.route.space != "" {
			params = with(params, obj{c.route.space: c.space})
		}
		body := c.payload
		if !c.route.foreign {
			body = exact(body)
		}
		c.visited = &Visit{Request: c.r, Space: c.space, Params: params, Body: body, Sent: c.sent}
	}
	return c.visited
}
