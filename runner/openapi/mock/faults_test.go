package mock_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// life is one object from its making to its end, with all that a client may
// notice on the way.
var life = []step{
	{"GET", "/api/things", "", 200, "total", "1"},
	{"POST", "/api/things", `{"name":"one","kind":"large"}`, 200, "item.name", "one"},
	{"GET", "/api/things/{id}", "", 200, "item.name", "one"},
	{"GET", "/api/things", "", 200, "items.1.name", "one"},
	{"PUT", "/api/things/{id}", `{"name":"two"}`, 200, "item.name", "two"},
	{"GET", "/api/things/{id}", "", 200, "item.name", "two"},
	{"GET", "/api/things/none", "", 404, "message", "thing [none] not found"},
	{"PUT", "/api/things/none", `{"name":"x"}`, 404, "message", "thing [none] not found"},
	{"GET", "/api/things/none?x=0", `{"name":"x"}`, 404, "error", "Not Found"},
	{"POST", "/api/things", `{}`, 400, "statusCode", "400"},
	{"GET", "/api/things?page=0", "", 400, "statusCode", "400"},
	{"GET", "/api/things/" + strings.Repeat("x", 41), "", 400, "statusCode", "400"},
	{"PUT", "/api/things/" + strings.Repeat("x", 41), `{"name":"x"}`, 400, "statusCode", "400"},
	{"DELETE", "/api/things/" + strings.Repeat("x", 41), "", 400, "statusCode", "400"},
	{"POST", "/api/things", `{"name":"one","kind":"large"}`, 200, "item.name", "one"},
	{"PUT", "/api/things/{id}", `{}`, 400, "statusCode", "400"},
	{"DELETE", "/api/things/none", "", 404, "message", "thing [none] not found"},
}

// diary is what a client sees of a life: enough to tell two servers apart.
func diary(t *testing.T, doc *openapi.Document, faults ...string) string {
	t.Helper()
	s := start(t, doc, faults...)
	var b strings.Builder
	note := func(method, path, body string, header ...string) answer {
		a := send(t, s, method, path, body, header...)
		b.WriteString(method + " " + path + " " + a.Status + " " + a.Header.Get("Kbn-Name") + a.Header.Get("Content-Type") + a.Header.Get("Elastic-Api-Version") + a.body + "\n")
		return a
	}
	id := ""
	for _, row := range life {
		a := note(row.method, strings.ReplaceAll(row.path, "{id}", id), row.body)
		if _, after, found := strings.Cut(a.body, `"id":"`); found {
			id, _, _ = strings.Cut(after, `"`)
		}
	}
	for _, op := range [][2]string{{"GET", "/api/things"}, {"POST", "/api/things"}, {"GET", "/api/things/" + id}, {"PUT", "/api/things/" + id}, {"DELETE", "/api/things/" + id}} {
		body := ""
		if op[0] == "POST" || op[0] == "PUT" {
			body = `{"name":"n"}`
		}
		note(op[0], op[1], body, "Authorization", "")
		note(op[0], op[1], body, "Kbn-Xsrf", "")
		note(op[0], op[1], body, "Elastic-Api-Version", "2020-01-01")
		note(op[0], op[1], body, "Kbn-Version", "1.0.0")
		note(op[0], op[1], body)
	}
	note("GET", "/api/things/"+id, "")
	note("DELETE", "/api/things/"+id, "")
	return b.String()
}

func TestEveryFaultShows(t *testing.T) {
	doc := things(t)
	clean := diary(t, doc)
	if again := diary(t, doc); again != clean {
		t.Fatalf("two clean servers differ:\n%s\n%s", clean, again)
	}
	kinds := map[string]bool{}
	for _, f := range start(t, doc).Faults() {
		if !slices.Contains([]string{"list-things", "create-thing", "get-thing", "update-thing", "delete-thing"}, f.Operation) {
			continue
		}
		kinds[strings.TrimPrefix(f.Name, f.Operation+"/")] = true
		if diary(t, doc, f.Name) == clean {
			t.Errorf("%s (%s) shows nowhere", f.Name, f.Title)
		}
	}
	if len(kinds) < 40 {
		t.Errorf("only %d kinds of fault", len(kinds))
	}
}

// TestFaultsOfBodiesBreakTheSchema: a fault that is none would never be found.
func TestFaultsOfBodiesBreakTheSchema(t *testing.T) {
	doc := things(t)
	schema := ""
	for _, op := range doc.Operations {
		if op.ID == "list-things" {
			schema = openapi.Prefix + "/" + op.Responses[0].Schema.Name
		}
	}
	broken := 0
	for _, f := range start(t, doc).Faults() {
		if f.Operation != "list-things" || f.Group != "body" {
			continue
		}
		broken++
		a := send(t, start(t, doc, f.Name), "GET", "/api/things", "")
		if problems, err := doc.Schemas().Validate(schema, []byte(a.body)); err != nil || len(problems) == 0 {
			t.Errorf("%s: %s is valid, %v", f.Name, a.body, err)
		}
	}
	if broken < 5 {
		t.Errorf("only %d faults of bodies", broken)
	}
}

// TestWhatChangesNothingIsNoFault: nobody could find it.
func TestWhatChangesNothingIsNoFault(t *testing.T) {
	doc, err := openapi.Load([]byte(`
openapi: 3.0.3
info: { title: Bare, version: 1.0.0 }
paths:
  /api/bare/{id}:
    get:
      operationId: bare
      parameters:
        - { name: id, in: path, required: true, schema: { type: string, minLength: 1 } }
        - { name: q, in: query, schema: { type: string, default: x } }
      responses: { "200": { description: nothing, content: { application/json: { schema: { type: object } } } } }
    delete:
      operationId: silent
      parameters: [{ name: id, in: path, required: true, schema: { type: string, maxLength: 9 } }]
    put:
      operationId: mute
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { size: { type: integer } } } } } }
`), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, f := range start(t, doc).Faults() {
		listed[f.Name] = true
	}
	for name, want := range map[string]bool{
		"bare/body-empty": true, "bare/body-is-an-error": true, "bare/success-status-wrong": true, "silent/validate-params-not-enforced": true,
		"bare/body-duplicate-key": false, "bare/body-single-quotes": false, "bare/body-invalid-utf8": false, // {} has neither key nor text
		"bare/validate-params-not-enforced": false, "bare/validate-query-not-enforced": false, // every text will do
		"mute/update-lost": false, "mute/not-stored": true, // no answer shows the size; what was stored is found
		"silent/success-status-wrong": false, "silent/body-empty": false, // no success is documented
	} {
		if listed[name] != want {
			t.Errorf("%s is listed: %v", name, listed[name])
		}
	}
}
