package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// schemaSet holds one schema, made of the given keywords.
func schemaSet(t *testing.T, keywords string) *schemas.Set {
	t.Helper()
	set, err := schemas.LoadFS(fstest.MapFS{"a/thing.request.json": {Data: []byte(`{"$schema": "http://json-schema.org/draft-07/schema#", "description": "A thing.", ` + keywords + `}`)}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func rootPart(t *testing.T, keywords string) schemas.Part {
	t.Helper()
	p, err := schemaSet(t, keywords).Part("a/thing.request")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// posting is an endpoint that takes a body of the schema, getting one that
// takes a query of it.
func posting(dialect string, body any) *fixtures.Endpoint {
	return &fixtures.Endpoint{ID: "things.create", Area: "things", File: "things/create.yaml", Ref: "the document", Request: fixtures.Line{Method: "POST", Path: "/things"},
		Accepts: fixtures.Accepts{Body: "closed"}, Schemas: fixtures.Requests{Dialect: dialect, Body: "a/thing.request"},
		Probe: fixtures.Probe{Send: fixtures.Send{Body: body}, Expect: fixtures.Expect{Status: 200}, Undo: &fixtures.Undo{Method: "DELETE", Path: "/things/{own}"}}}
}

func getting(dialect string, query map[string]any) *fixtures.Endpoint {
	e := posting(dialect, nil)
	e.ID, e.Request.Method, e.Schemas.Body, e.Schemas.Query = "things.find", "GET", "", "a/thing.request"
	e.Probe.Send.Query, e.Probe.Undo = query, nil
	return e
}

// derived maps the ids of an endpoint's drafts to what they send, in short.
func derived(t *testing.T, keywords string, e *fixtures.Endpoint) map[string]string {
	t.Helper()
	drafts, err := derive(schemaSet(t, keywords), e)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range drafts {
		out[d.id] = sentBy(d)
	}
	return out
}

func sentBy(d draft) string {
	if d.part == "query" {
		return fmt.Sprint(d.send.Query)
	}
	if d.send.Raw != nil {
		return "raw " + *d.send.Raw
	}
	text, _ := json.Marshal(d.send.Body)
	return string(text)
}

// differ reports the entries in which two maps are unlike.
func differ(t *testing.T, name string, got, want map[string]string) {
	t.Helper()
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[id]; !ok {
			t.Errorf("%s: unexpected %s: %s", name, id, got[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got[id] != want[id] {
			t.Errorf("%s: %s sends %s, want %s", name, id, got[id], want[id])
		}
	}
}

// without leaves entries out whose id begins with one of the prefixes.
func leftOut(m map[string]string, prefixes ...string) map[string]string {
	out := maps.Clone(m)
	maps.DeleteFunc(out, func(id, _ string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) })
	})
	return out
}
