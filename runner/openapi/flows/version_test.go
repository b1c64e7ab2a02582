package flows

import (
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/tidwall/gjson"
)

func TestVersions(t *testing.T) {
	all := built(t, `
openapi: 3.0.3
info: { title: Things, version: 1.0.0 }
paths:
  /api/area/things: { get: { operationId: list }, post: { operationId: make } }
  /api/area/things/{id}/parts: { delete: { operationId: clear } }
  /s/{spaceId}/api/area/things/{id}: { get: { operationId: read } }
  /api/area/alone: { get: { operationId: alone } }
  /api/area/writes: { post: { operationId: write }, delete: { operationId: erase } }
  /api/old/header:
    get: { operationId: header, parameters: [{ name: Elastic-Api-Version, in: header, schema: { type: string } }] }
    put: { operationId: media, requestBody: { content: { "application/json; Elastic-Api-Version=2023-10-31": { schema: { type: object } } } } }
    post: { operationId: answer, responses: { "200": { description: it, content: { "application/json; Elastic-Api-Version=2023-10-31": { schema: { type: object } } } } } }
`)
	for operation, want := range map[string]string{ // whose answer tells; "document" where that does
		"list": "/s/{spaceId}/api/area/things/{id}", "make": "/api/area/things", "read": "/api/area/things", "clear": "/api/area/things",
		"alone": "", "write": "", "erase": "",
		"header": "document", "media": "document", "answer": "document",
	} {
		e, got := all[operation], ""
		if at := slices.IndexFunc(e.Cases, func(c fixtures.Case) bool { return c.ID == "unknown-version" }); at >= 0 {
			c := e.Cases[at]
			got = e.Prepare[c.Given[0]].Request.Path
			if c.Level != "optional" || *c.Send.Headers["elastic-api-version"] != noVersion {
				t.Errorf("%s: %+v", operation, c)
			}
		}
		if o := e.Platform["api-version-unknown"]; o.Skip == "" && o.Level == "recommended" {
			got += "document"
		}
		if got != want {
			t.Errorf("%s: told by %q, want %q", operation, got, want)
		}
	}
}

// A neighbour that refuses something else says nothing about versions.
func TestOnlyARefusedVersionTells(t *testing.T) {
	all := built(t, thingsDocument)
	e := all["create"]
	path := e.Prepare["seen-version"].Capture["refused"]
	for body, want := range map[string]string{
		`{"statusCode":400,"error":"Bad Request","message":"No version \"2020-01-01\" available for [get] [/api/things]. Available versions are: [2023-10-31]"}`: "400",
		`{"statusCode":400,"error":"Bad Request","message":"[request query.kind]: expected at least one defined value"}`:                                         "",
		`[]`: "",
	} {
		if got := gjson.Get(body, path).String(); got != want {
			t.Errorf("%s: %q in %s, want %q", path, got, body, want)
		}
	}
}
