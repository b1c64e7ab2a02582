package reference

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// access is the lock that a handler runs under.
type access uint8

const (
	reads access = iota
	writes
	locksItself
)

// definition is a route as data.
type definition struct {
	ID, Method, Path string
	privileges       string // what a refusal lists; empty: any principal
	siem             bool   // the shape of the errors that the handler raises
	zod              bool   // the dialect of its validation
	anonymous        bool   // answers without credentials, too
	unversioned      bool
	deprecated       bool
	upload           bool
	foreign          bool                       // described and answered by somebody else
	accepts          []string                   // media types of bodies, beside JSON
	fallback         func(*call) (reply, error) // of an own route, for objects that it does not know
	space            string                     // the parameter that gets the space
	access           access
	params           *constraint.Schema
	query            *constraint.Schema // nil: every query key is ignored
	body             *constraint.Schema // nil: the body is ignored
	handle           func(*call) (reply, error)
}

// route is a definition in a running server, with what faults and variants did to it.
type route struct {
	definition
	names   []string // of the parameters in the path
	stages  []stage
	values  []mutator // before encoding
	bytes   []mutator // after encoding
	last    []mutator // after the headers are complete
	meaning map[string]bool
}

func newRoute(d definition, stages []stage) *route {
	return &route{definition: d, stages: stages, meaning: map[string]bool{}}
}

// node is a place in the tree of paths of one method.
type node struct {
	fixed map[string]*node
	param *node
	route *route
}

// add puts a route at its path.
func (n *node) add(path string, rt *route) {
	for segment := range strings.SplitSeq(path[1:], "/") {
		next := n.fixed[segment]
		if strings.HasPrefix(segment, "{") {
			rt.names = append(rt.names, strings.Trim(segment, "{}"))
			if n.param == nil {
				n.param = &node{}
			}
			next = n.param
		} else if next == nil {
			next = &node{}
			if n.fixed == nil {
				n.fixed = map[string]*node{}
			}
			n.fixed[segment] = next
		}
		n = next
	}
	n.route = rt
}

// at is the route of a path, whatever its parameters are called; nil if there is none.
func (n *node) at(path string) *route {
	for segment := range strings.SplitSeq(path[1:], "/") {
		if strings.HasPrefix(segment, "{") {
			n = n.param
		} else {
			n = n.fixed[segment]
		}
		if n == nil {
			return nil
		}
	}
	return n.route
}

// find looks up an escaped path; a fixed segment wins over a parameter, as far as both lead to a route.
func (n *node) find(path string) (*route, map[string]any) {
	var room [4]string
	rt, values := n.walk(path[1:], true, room[:0])
	if rt == nil || len(values) == 0 {
		return rt, nil
	}
	params := make(map[string]any, len(values))
	for i, value := range values {
		params[rt.names[i]] = value
	}
	return rt, params
}

func (n *node) walk(rest string, more bool, values []string) (*route, []string) {
	if !more {
		return n.route, values
	}
	segment, rest, more := strings.Cut(rest, "/")
	if strings.IndexByte(segment, '%') >= 0 {
		segment = unescape(segment)
	}
	if next := n.fixed[segment]; next != nil {
		if rt, all := next.walk(rest, more, values); rt != nil {
			return rt, all
		}
	}
	if n.param == nil || segment == "" {
		return nil, nil
	}
	return n.param.walk(rest, more, append(values, segment))
}

func unescape(segment string) string {
	plain, err := url.PathUnescape(segment)
	if err != nil {
		return segment
	}
	return plain
}

// locate finds the route of a request: base path and space are taken off first.
func (s *Server) locate(c *call) {
	path := c.r.URL.EscapedPath()
	c.space, c.path = "default", path
	rest, found := strings.CutPrefix(path, s.basePath)
	if !found || !strings.HasPrefix(rest, "/") {
		c.route = s.unregistered
		return
	}
	c.prefix = s.basePath
	if inSpace, found := strings.CutPrefix(rest, "/s/"); found {
		if space, after, found := strings.Cut(inSpace, "/"); found && space != "" {
			c.space, rest = unescape(space), "/"+after
			c.prefix += "/s/" + space
		}
	}
	c.path = rest
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if tree := s.trees[method]; tree != nil {
		if c.route, c.params = tree.find(rest); c.route != nil {
			return
		}
	}
	// Only GET has a catch-all, and it asks for credentials; hapi itself answers the rest.
	c.route = s.unregistered
	if method == http.MethodGet {
		c.route = s.catchAll
	}
}

// catchAll is what a GET finds where no route is.
// Kibana source: core/apps/server-internal/src/core_app.ts.
func catchAll() *route {
	d := definition{ID: "unknown.get", Method: http.MethodGet, Path: "/{path*}", handle: answerUnknown}
	return newRoute(d, []stage{{stageAuthenticate, authenticateUnknown}, {stageHandle, handle}})
}

func unregistered() *route {
	notFound := func(*call) error { return refuse(http.StatusNotFound, "Not Found") }
	return newRoute(definition{ID: "unknown.other"}, []stage{{"route", notFound}})
}

// authenticateUnknown sends people who are not on an API path to the login page.
func authenticateUnknown(c *call) error {
	err := authenticate(c)
	if err == nil || strings.HasPrefix(c.path, "/api/") || strings.HasPrefix(c.path, "/internal/") {
		return err
	}
	return nil
}

func answerUnknown(c *call) (reply, error) {
	if c.principal == nil {
		next := url.QueryEscape(c.r.URL.RequestURI())
		c.w.Header()["Location"] = []string{c.basePath + "/login?next=" + next}
		return reply{status: http.StatusFound}, nil
	}
	if !strings.HasSuffix(c.path, "/") || c.path == "/" {
		return reply{}, refuse(http.StatusNotFound, "Not Found")
	}
	location := c.prefix + strings.TrimSuffix(c.path, "/")
	if c.r.URL.RawQuery != "" {
		location += "?" + c.r.URL.RawQuery
	}
	c.w.Header()["Location"] = []string{location}
	return reply{status: http.StatusFound}, nil
}
