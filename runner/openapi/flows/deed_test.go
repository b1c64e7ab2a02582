package flows

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

const deedByGET = `
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /s/{spaceId}/api/things/{id}/_reset:
    parameters: [{ in: path, name: spaceId, required: true, schema: { type: string } }, { in: path, name: id, required: true, schema: { type: string } }]
    get: { operationId: reset-thing, responses: { "200": { description: done } } }
  /api/things/_delete:
    post: { operationId: delete-things, responses: { "200": { description: done } } }
  /api/things/_delete/{task}:
    parameters: [{ in: path, name: task, required: true, schema: { type: string } }]
    get: { operationId: deletion, responses: { "200": { description: how far it is } } }
`

// TestAGETThatDoesSomethingIsPlannedAsAWrite: the client sends none for a read,
// so the plan knows it beforehand, and nothing reads by it.
func TestAGETThatDoesSomethingIsPlannedAsAWrite(t *testing.T) {
	doc, err := openapi.Load([]byte(deedByGET), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		mode, reason string
		allow        []string
		sent         bool
	}{
		"in read mode":       {mode: "read", reason: "it is a GET, but its path says _reset, and the mode is read (--mode write sends it, if you consent)"},
		"without consent":    {mode: "write", reason: "it is a GET, but its path says _reset, so it needs your consent (--allow reset-thing)"},
		"with consent":       {mode: "write", allow: []string{"reset-thing"}, sent: true},
		"with every consent": {mode: "write", allow: []string{Everything}, sent: true},
	} {
		made, err := Build(doc, Options{Mode: c.mode, Allow: c.allow})
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Build(&fixtures.Contract{Endpoints: made.Endpoints, Allowed: made.Allow, Platform: fixtures.Platform{Changes: made.Changes}}, plan.Options{Run: "r1", Mode: c.mode})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range p.Cases {
			if k.Endpoint != "things.reset_thing" {
				continue
			}
			if k.Mode != "write" || (k.Skip == nil) != c.sent || k.Skip != nil && k.Skip.Reason != c.reason {
				t.Errorf("%s: %s has mode %s and is left out: %+v", name, k.ID, k.Mode, k.Skip)
			}
		}
		for _, f := range p.Flows {
			for _, s := range f.Steps {
				if s.Line.Method == "GET" && s.Line.Path == "/api/things/_delete/{task}" && f.Endpoint.Operation != "deletion" {
					t.Errorf("%s: %s reads by a deed", name, s.ID)
				}
			}
		}
	}
}
