// Package observe finds what answers show and an OpenAPI document does not say:
// statuses and properties. It writes them as an OpenAPI Overlay that would
// document them. It keeps types, never values.
package observe

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Observer collects what a document lacks; it is safe for concurrent use.
type Observer struct {
	document *openapi.Document
	judge    *schemas.Judge
	routes   map[string][]*openapi.Operation // by method and number of segments

	mu       sync.Mutex
	statuses map[status]*shape
	fields   map[string]*shape // by the JSON Pointer of the schema that lacks them
}

// status is an answer that an operation does not describe.
type status struct {
	operation *openapi.Operation
	code      int
	media     string
}

// New takes a document that was loaded with Options.Places.
func New(d *openapi.Document) (*Observer, error) {
	judge, err := schemas.NewJudge(d.Definitions)
	if err != nil {
		return nil, err
	}
	o := &Observer{
		document: d, judge: judge, routes: map[string][]*openapi.Operation{},
		statuses: map[status]*shape{}, fields: map[string]*shape{},
	}
	for _, op := range d.Operations {
		key := op.Method + " " + strconv.Itoa(strings.Count(op.Path, "/"))
		o.routes[key] = append(o.routes[key], op)
	}
	return o, nil
}

// Answer takes in an answer to a request. The path is without a base path; the
// body is nil where it is no JSON.
func (o *Observer) Answer(method, path string, code int, media string, body any) {
	op := o.find(method, path)
	if op == nil { // the document may name the space, the request may not, and the reverse
		if rest, ok := strings.CutPrefix(path, "/s/"); ok {
			_, rest, _ = strings.Cut(rest, "/")
			op = o.find(method, "/"+rest)
		} else {
			op = o.find(method, "/s/default"+path)
		}
	}
	if op == nil || code < 200 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	response, described := describes(op, code, media)
	switch {
	case !described:
		s := status{op, code, media}
		if o.statuses[s] == nil {
			o.statuses[s] = &shape{}
		}
		if body != nil {
			o.statuses[s].take(body, 0)
		}
	case response.Schema.Node != nil && body != nil:
		o.look(response.Schema.Node, body)
	}
}

// find matches a path with the templates; the one with most literal segments wins.
func (o *Observer) find(method, path string) *openapi.Operation {
	segments := strings.Split(path, "/")
	var best *openapi.Operation
	most := -1
	for _, op := range o.routes[method+" "+strconv.Itoa(strings.Count(path, "/"))] {
		if literal, ok := matches(strings.Split(op.Path, "/"), segments); ok && literal > most {
			best, most = op, literal
		}
	}
	return best
}

func matches(template, segments []string) (literal int, ok bool) {
	if len(template) != len(segments) {
		return 0, false
	}
	for i, t := range template {
		switch {
		case t == segments[i]:
			literal++
		case !strings.Contains(t, "{") || segments[i] == "":
			return 0, false
		}
	}
	return literal, true
}

// describes finds the answer that a document foresees for a status, the most
// exact one first.
func describes(op *openapi.Operation, code int, media string) (openapi.Response, bool) {
	exact := strconv.Itoa(code)
	found := slices.Clone(op.Responses)
	found = slices.DeleteFunc(found, func(r openapi.Response) bool {
		return r.Status != exact && r.Status != exact[:1]+"XX" && r.Status != "default"
	})
	slices.SortStableFunc(found, func(a, b openapi.Response) int { return cmp.Compare(strength(b, media), strength(a, media)) })
	if len(found) == 0 {
		return openapi.Response{}, false
	}
	return found[0], true
}

func strength(r openapi.Response, media string) int {
	score := 0
	if r.MediaType == media {
		score++
	}
	switch {
	case r.Status == "default":
	case strings.HasSuffix(r.Status, "XX"):
		score += 2
	default:
		score += 4
	}
	return score
}
