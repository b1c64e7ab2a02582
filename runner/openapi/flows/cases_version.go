package flows

import (
	"maps"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// Whether a route has versions, documents hardly say: some name a header, or
// write versions into media types. Else a neighbour tells, on the wire.

// noVersion is a date of which no version is; the text of the refusal repeats it.
// Source: Kibana source, router-server-internal/src/versioned_router/core_versioned_route.ts.
const noVersion = "2020-01-01"

// versionCase: where a read of the same collection refuses a version that does
// not exist, this operation does, too. The collections of Kibana have versions
// as a whole or not at all, but that is only seen, nowhere promised.
func (a *author) versionCase() {
	neighbour := a.neighbour()
	if neighbour == nil || a.o.Versioned {
		return
	}
	const refused = "refused"
	version := noVersion
	asked := func(s fixtures.Send) fixtures.Send {
		s.Headers = maps.Clone(s.Headers)
		if s.Headers == nil {
			s.Headers = map[string]*string{}
		}
		s.Headers["elastic-api-version"] = &version
		return s
	}
	witness := fixtures.Step{
		Title: "a neighbour refuses the version", Request: &fixtures.Line{Method: neighbour.Method, Path: neighbour.Path},
		Send: asked(fixtures.Send{Params: a.nowhere(neighbour), Query: a.leastQuery(neighbour, nil)}), Expect: fixtures.Expect{Status: []any{400}},
		Capture: map[string]string{refused: `[@this].#(message%"*` + noVersion + `*").statusCode`},
		Lacking: "whether the route has versions is not known", Unsure: "whether the route has versions is not known",
	}
	c := fixtures.Case{Kind: "protocol", Since: "8.17.0", Step: fixtures.Step{
		ID: "unknown-version", Title: "refuses an API version that does not exist, as its neighbour does", Level: "optional",
		Why: "The collections of Kibana have versions as a whole or not at all.", Ref: "Kibana source, router-server-internal/src/versioned_router/core_versioned_route.ts",
		Send: asked(a.e.Probe.Send), Undo: a.e.Probe.Undo, Capture: a.e.Probe.Capture,
		Expect: fixtures.Expect{Status: []any{400}, Media: "any", Match: map[string]string{"statusCode": "^{" + refused + "}$"}},
	}}
	n := &need{b: a.builder, given: []prepared{{name: "seen-version", step: witness}}}
	a.add(n, c)
}

// neighbour is the read with the shortest path in the collection of an operation.
func (a *author) neighbour() *openapi.Operation {
	var out *openapi.Operation
	for _, o := range a.doc.Operations {
		if o != a.o && o.Method == "GET" && reads(o) && collection(o.Path) == collection(a.o.Path) && (out == nil || len(o.Path) < len(out.Path)) {
			out = o
		}
	}
	return out
}

// collection is what the path of an operation begins with, down to the first
// parameter: the area of the API and what is kept there.
func collection(path string) string {
	segs := segments(withoutSpace(path))
	for i, seg := range segs {
		if i == 3 || paramOf(seg) != "" {
			return join(segs[:i])
		}
	}
	return join(segs)
}
