package flows

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

const demanding = `
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /api/old:
    get:
      operationId: old
      parameters:
        - { in: header, name: kbn-xsrf, required: true, schema: { type: string } }
        - { in: header, name: elastic-api-version, required: true, schema: { type: string, enum: ["2023-10-31"] } }
        - { in: header, name: Authorization, required: true, schema: { type: string } }
        - { in: query, name: status, schema: { $ref: "#/components/schemas/Status", nullable: true } }
        - { in: query, name: about, schema: { type: object, properties: { id: { type: string } }, required: [id] } }
      responses: { "200": { description: lines, content: { application/ndjson: {} } } }
  /api/things/_search:
    post:
      operationId: search
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [process, sort]
              properties:
                process: { oneOf: [ { type: object, properties: { pid: { type: integer } } }, { type: object, properties: { name: { type: string } } } ] }
                sort: { oneOf: [ { type: string }, { type: integer } ] }
      responses: { "200": { description: things, content: { application/json: { schema: { type: object } } } } }
  /api/copy:
    get:
      operationId: copy
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses: { "200": { description: a copy } }
components:
  schemas:
    Status: { type: string, enum: [active, draft] }
`

// TestARequestCarriesWhatTheDocumentDemands: headers that are required, and what
// the answer may be.
func TestARequestCarriesWhatTheDocumentDemands(t *testing.T) {
	e := built(t, demanding)["old"]
	want := map[string]string{"kbn-xsrf": "true", "elastic-api-version": "2023-10-31", "accept": "application/ndjson, application/json"}
	sends := []fixtures.Send{e.Probe.Send}
	for _, c := range e.Cases {
		sends = append(sends, c.Send)
	}
	for _, s := range sends {
		if len(s.Headers) != len(want) {
			t.Errorf("%d headers, want %d: %v", len(s.Headers), len(want), s.Headers)
		}
		for name, value := range want {
			if got := s.Headers[name]; got == nil || *got != value {
				t.Errorf("header %s: want %q", name, value)
			}
		}
	}
	if e.Platform["api-version-absent"].Skip == "" {
		t.Error("a request without the version is judged, although the document forbids it")
	}
	for _, c := range e.Cases {
		if status, ok := c.Send.Query["status"]; ok && c.Kind == "query" && status != "active" && status != "draft" {
			t.Errorf("%s sends status=%v, which the document does not list", c.ID, status)
		}
	}
}

// TestDoubts: what a document leaves open is not held against a target.
func TestDoubts(t *testing.T) {
	all := built(t, demanding)
	doubts := map[string]string{}
	for _, e := range all {
		for _, c := range e.Cases {
			if c.Kind != "input" {
				doubts[e.Operation+"."+c.ID] = c.Doubt
			} else if c.Doubt != "" {
				t.Errorf("%s expects a refusal, and doubts it", c.ID)
			}
		}
	}
	for id, want := range map[string]string{
		"old.plain":        "",
		"old.takes-status": "",
		"old.takes-about":  "the query key about is an object",
		"search.least":     `exactly one may fit`,
		"copy.plain":       "the document demands a body, and GET has none",
	} {
		got, ok := "", false
		for known, doubt := range doubts {
			if strings.HasPrefix(known, id) && !ok {
				got, ok = doubt, true
			}
		}
		if !ok || (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if doubt := doubts["search.least"]; strings.Contains(doubt, "sort") || !strings.Contains(doubt, "/process") {
		t.Errorf("%s: a text and a number exclude each other", doubt)
	}
}

// TestAListIsNotAnotherObjectsList: an answer that is described as one object
// holds no list of such objects.
func TestAListIsNotAnotherObjectsList(t *testing.T) {
	r := schemaReader{}
	action := `{"type":"object","properties":{"id":{"type":"string"}}}`
	for text, found := range map[string]bool{
		`{"properties":{"id":{"type":"string"},"actions":{"type":"array","items":` + action + `}}}`:     false,
		`{"properties":{"total":{"type":"integer"},"actions":{"type":"array","items":` + action + `}}}`: true,
	} {
		if _, _, ok := r.listIn(node(t, text), []string{"id"}); ok != found {
			t.Errorf("a list in %s: %v, want %v", text, ok, found)
		}
	}
}
