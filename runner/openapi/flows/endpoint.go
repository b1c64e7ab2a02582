package flows

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// endpoint makes the endpoint of one operation.
func (b *builder) endpoint(o *openapi.Operation, taken map[string]bool) fixtures.Endpoint {
	area := openapi.Area(o.Path)
	e := fixtures.Endpoint{
		ID: unique(area+"."+cmp.Or(snake(o.ID), "operation"), taken), Title: cmp.Or(oneLine(o.Summary), o.ID), Operation: o.ID, Area: area,
		Request: fixtures.Line{Method: o.Method, Path: o.Path}, Errors: "any", Accepts: b.accepts(o), Since: since(o.Since), Inferred: true, Reads: reads(o),
		Ref: refOf(o), Platform: overrides(o), Prepare: map[string]fixtures.Step{},
	}
	e.File = area + "/" + e.ID
	e.Privileges = fixtures.Privileges{All: o.Privileges}
	if len(o.Privileges) == 0 {
		e.Privileges.None = "the document names none"
	}
	a := &author{builder: b, o: o, e: &e, own: b.Mode == "write", cases: map[string]bool{}}
	a.write()
	b.headed(&e, o)
	return e
}

// refOf says where it is written what an operation answers, and when it is not.
func refOf(o *openapi.Operation) string {
	ref := "OpenAPI document, operation " + o.ID
	if !slices.ContainsFunc(o.Responses, func(r openapi.Response) bool { return strings.HasPrefix(r.Status, "2") }) {
		ref += ", which names no success: any is taken"
	}
	return ref
}

// notFoundRef says where it is written that what does not exist is not found.
func notFoundRef(o *openapi.Operation) string {
	if slices.ContainsFunc(o.Responses, func(r openapi.Response) bool { return r.Status == "404" || strings.EqualFold(r.Status, "4XX") }) {
		return refOf(o)
	}
	return refOf(o) + "; RFC 9110, 15.5.5, where it lists no such answer"
}

var version = regexp.MustCompile(`^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$`)

func since(text string) string {
	if version.MatchString(text) {
		return text
	}
	return ""
}

func unique(id string, taken map[string]bool) string {
	out := id
	for n := 2; taken[out]; n++ {
		out = id + "_" + strconv.Itoa(n)
	}
	taken[out] = true
	return out
}

func oneLine(s string) string {
	return strings.TrimRight(strings.Join(strings.Fields(plain(s)), " "), ".")
}

// accepts says what happens to unknown input: the document does not tell.
func (b *builder) accepts(o *openapi.Operation) fixtures.Accepts {
	body := "none"
	switch {
	case jsonBody(o) != nil:
		body = "json"
	case len(b.rawSamples(o)) > 0:
		body = "raw"
	}
	return fixtures.Accepts{Query: "unknown", Body: body}
}
