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
	access           access
	params           *constraint.Schema
	query            *constraint.Schema // nil: every query key is ignored
	body             *constraint.Schema // nil: the body is ignored
	handle           func(*call) (reply, error)
}

// route is a definition in a running server, with what faults and variants did to it.
type route struct {
	definition
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
	name  string // of the parameter that led here
	route *route
}

func (n *node) add(path string, rt *route) {
	for segment := range strings.SplitSeq(path[1:], "/") {
		next := n.fixed[segment]
		if strings.HasPrefix(segment, "{") {
			if n.param == nil {
				n.param = &node{name: strings.Trim(segment, "{}")}
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

// find walks the segments of an escaped path; a fixed segment wins over a parameter.
func (n *node) find(path string) (*route, map[string]any) {
	var params map[string]any
	rest, more := path[1:], true
	for more {
		var segment string
		segment, rest, more = strings.Cut(rest, "/")
		if strings.IndexByte(segment, '%') >= 0 {
			segment = unescape(segment)
		}
		next := n.fixed[segment]
		if next == nil {
			next = n.param
			if next == nil || segment == "" {
				return nil, nil
			}
			if params == nil {
				params = make(map[string]any, 2)
			}
			params[next.name] = segment
		}
		n = next
	}
	return n.route, params
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
