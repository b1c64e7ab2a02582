package verify

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// operation is a method and a path of the API, with what the fixtures say about
// it: an endpoint of the contract, or a neighbour that its flows make use of.
type operation struct {
	id       string
	area     string
	title    string
	source   string
	ref      string
	line     fixtures.Line
	segments []string // of the path; empty for a parameter
	endpoint *fixtures.Endpoint
	success  []int
	schemas  map[int][]string // by status of success
}

// operations lists the endpoints of a contract and their neighbours.
func operations(c *fixtures.Contract) []*operation {
	table := &table{byLine: map[string]*operation{}}
	for i := range c.Endpoints {
		e := &c.Endpoints[i]
		o := table.add(e, e.Request)
		o.id, o.title, o.endpoint = e.ID, e.Title, e
	}
	for i := range c.Endpoints {
		e := &c.Endpoints[i]
		for _, s := range steps(e) {
			line := e.Request
			if s.Request != nil {
				line = *s.Request
			}
			if s.Send.Method == "" || s.Send.Method == line.Method {
				table.add(e, line).learn(s.Expect)
			}
		}
	}
	return table.all
}

// steps are all requests of an endpoint that are not bent.
func steps(e *fixtures.Endpoint) []fixtures.Step {
	out := []fixtures.Step{{Send: e.Probe.Send, Expect: e.Probe.Expect}}
	for _, s := range e.Prepare {
		out = append(out, s)
	}
	for _, c := range e.Cases {
		if len(c.Steps) == 0 {
			out = append(out, c.Step)
		}
		out = append(out, c.Steps...)
	}
	return out
}

type table struct {
	all    []*operation
	byLine map[string]*operation
}

// add gives the operation of a request line; the first to name it describes it.
func (t *table) add(e *fixtures.Endpoint, line fixtures.Line) *operation {
	segments := template(line.Path)
	key := line.Method + " " + strings.Join(segments, "/")
	if o := t.byLine[key]; o != nil {
		return o
	}
	words := slices.Clone(segments[1:]) // without api
	for i, w := range words {
		if w == "" {
			words[i] = "id"
		}
	}
	name := strings.Join(words, ".") + "." + strings.ToLower(line.Method)
	o := &operation{
		id: "neighbour." + name, title: line.Method + " /" + path(segments), area: e.Area, source: "fixtures/" + e.File, ref: e.Ref,
		line: line, segments: segments, schemas: map[int][]string{},
	}
	t.byLine[key], t.all = o, append(t.all, o)
	return o
}

// release is the form of versions, which stand in paths as an example.
var release = regexp.MustCompile(`^\d+(\.\d+)+$`)

// template splits a path into segments; those that hold a variable match any.
func template(p string) []string {
	p, _, _ = strings.Cut(p, "?")
	segments := strings.Split(strings.Trim(p, "/"), "/")
	if segments[0] == "s" { // the space is no part of the operation
		segments = segments[2:]
	}
	for i, s := range segments {
		if strings.Contains(s, "{") || release.MatchString(s) {
			segments[i] = ""
		}
	}
	return segments
}

func path(segments []string) string {
	shown := slices.Clone(segments)
	for i, s := range shown {
		if s == "" {
			shown[i] = "{id}"
		}
	}
	return strings.Join(shown, "/")
}

// learn takes what a step expects of a success.
func (o *operation) learn(x fixtures.Expect) {
	statuses, err := x.Statuses()
	if err != nil || x.Refused != "" {
		return
	}
	for _, status := range statuses {
		if status/100 != 2 {
			continue
		}
		if !slices.Contains(o.success, status) {
			o.success = append(o.success, status)
		}
		if x.Schema != "" && len(statuses) == 1 && !slices.Contains(o.schemas[status], x.Schema) {
			o.schemas[status] = append(o.schemas[status], x.Schema)
			slices.Sort(o.schemas[status])
		}
	}
}

// Cases gives the endpoint of every case that judging a recording of another
// program can make.
func Cases(c *fixtures.Contract) map[string]string {
	out := map[string]string{}
	for _, o := range operations(c) {
		out[o.id+".observed.none"] = o.id
		for status := 200; status < 600; status++ {
			out[fmt.Sprintf("%s.observed.%d", o.id, status)] = o.id
			if o.line.Method == http.MethodGet {
				out[fmt.Sprintf("%s.observed.head.%d", o.id, status)] = o.id
			}
		}
	}
	return out
}
