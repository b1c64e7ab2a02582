package mock_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

func TestObjectsAreRemembered(t *testing.T) {
	play(t, start(t, things(t)), []step{
		{"GET", "/api/things", "", 200, "total", "1"},
		{"POST", "/api/things", `{"name":"one","kind":"large","labels":{"a":"b"}}`, 200, "item.name", "one"},
		{"GET", "/api/things/{id}", "", 200, "item.labels", `{"a":"b"}`},
		{"GET", "/api/things", "", 200, "items.1.id", "{id}"},
		{"GET", "/api/things?page=2&perPage=1", "", 200, "items.0.name", "one"},
		{"GET", "/api/things?page=3&perPage=1", "", 200, "items.#", "0"},
		{"POST", "/api/things", `{"name":"two"}`, 200, "item.name", "two"},
		{"PUT", "/api/things/{id}", `{"name":"three","shape":{"sides":7}}`, 200, "item.shape.sides", "7"},
		{"GET", "/api/things/{id}", "", 200, "item.shape.color", "color*"}, // required, and not sent
		{"GET", "/api/things/{id}", "", 200, "item.name", "three"},
		{"GET", "/s/lab/api/things/{id}", "", 404, "", ""},
		{"GET", "/api/things", "", 200, "total", "3"},
		{"DELETE", "/api/things/{id}", "", 200, "id", "{id}"},
		{"GET", "/api/things/{id}", "", 404, "message", "thing [{id}] not found"},
		{"DELETE", "/api/things/{id}", "", 404, "statusCode", "404"},
		{"PUT", "/api/things/{id}", `{"name":"x"}`, 404, "error", "Not Found"},
		{"GET", "/api/things", "", 200, "total", "2"},
	})
}

func TestObjectsBelowOthers(t *testing.T) {
	play(t, start(t, things(t)), []step{
		{"POST", "/api/things/none/_polish", "", 404, "message", "thing [none] not found"},
		{"GET", "/api/things/none/parts", "", 404, "message", "*"},
		{"POST", "/api/things", `{"name":"one"}`, 200, "item.name", "one"},
		{"POST", "/api/things/{id}/_polish", "", 204, "", ""},
		{"GET", "/api/things/{id}/parts", "", 200, "#", "1"},
		{"POST", "/api/things/{id}/parts", `{"weight":2.5}`, 201, "weight", "2.5"},
	})
}

func TestOtherLives(t *testing.T) {
	play(t, start(t, things(t)), []step{
		{"GET", "/api/notes?id=n", "", 404, "status_code", "404"},
		{"POST", "/api/notes", `{"id":"n","text":"first"}`, 200, "text", "first"},
		{"PATCH", "/api/notes", `{"id":"n","text":"second"}`, 200, "text", "second"},
		{"GET", "/api/notes?id=n", "", 200, "text", "second"},
		{"DELETE", "/api/notes?id=n", "", 200, "id", "n"},
		{"DELETE", "/api/notes?id=n", "", 404, "message", "note [n] not found"},

		{"GET", "/api/knobs/k", "", 404, "reason", "absent"},
		{"PUT", "/api/knobs/k", `{"turned":3}`, 204, "", ""},
		{"GET", "/api/knobs/k", "", 200, "turned", "3"},
		{"GET", "/api/knobs/k", "", 200, "name", "k"},
		{"DELETE", "/api/knobs/k", "", 204, "", ""},
		{"GET", "/api/knobs/k", "", 404, "message", "knob [k] not found"},
	})
}

// TestObjectsThatTheReferenceServerLacks: it reads and deletes exception lists,
// and makes none but that of the endpoints.
func TestObjectsThatTheReferenceServerLacks(t *testing.T) {
	play(t, start(t, things(t)), []step{
		{"GET", "/api/exception_lists?list_id=l", "", 404, "message", `exception list list_id: "l" does not exist`},
		{"POST", "/api/exception_lists", `{"list_id":"l","name":"L"}`, 200, "list_id", "l"},
		{"GET", "/api/exception_lists?list_id=l", "", 200, "name", "L"},
		{"DELETE", "/api/exception_lists?list_id=l", "", 200, "name", "L"},
		{"GET", "/api/exception_lists?list_id=l", "", 404, "status_code", "404"},
		{"POST", "/api/endpoint_list", "", 200, "list_id", "endpoint_list"},
		{"GET", "/api/exception_lists?list_id=endpoint_list&namespace_type=agnostic", "", 200, "type", "endpoint"},
	})
}

func TestAnswersWithoutObjects(t *testing.T) {
	s := start(t, things(t))
	play(t, s, []step{
		{"GET", "/api/report", "", 200, "everything", "fine"},
		{"GET", "/api/wheels", "", 200, "round", "true"},
		{"GET", "/s/lab/api/wheels", "", 200, "round", "true"},
		{"GET", "/api/nowhere", "", 404, "message", "Not Found"},
		{"PUT", "/api/fleet/proxies/none", `{}`, 404, "message", "Proxy none not found"}, // the reference server's own
	})
	if a := send(t, s, "POST", "/api/export", ""); a.StatusCode != 200 || a.Header.Get("Content-Type") != "application/ndjson" {
		t.Errorf("export: %d %s", a.StatusCode, a.Header)
	}
	form := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--x--\r\n"
	if a := send(t, s, "POST", "/api/upload", form, "Content-Type", "multipart/form-data; boundary=x"); a.StatusCode != 202 || a.body != `{"success":true}` {
		t.Errorf("upload: %d %s", a.StatusCode, a.body)
	}
	if a := send(t, s, "POST", "/api/things", form, "Content-Type", "multipart/form-data; boundary=x"); a.StatusCode != 415 {
		t.Errorf("a form where JSON is wanted: %d %s", a.StatusCode, a.body)
	}
}

func TestRefusals(t *testing.T) {
	play(t, start(t, things(t)), []step{
		{"POST", "/api/things", `{}`, 400, "message", "[request body.name]: expected value of type [string] but got [undefined]"},
		{"POST", "/api/things", ``, 400, "message", "[request body]: expected a plain object value, but found [null] instead."},
		{"POST", "/api/things", `{"name":7}`, 400, "message", "[request body.name]: expected value of type [string] but got [number]"},
		{"POST", "/api/things", `{"name":"x","shape":{"sides":"six"}}`, 400, "message", "[request body.shape.sides]: expected value of type [number] but got [string]"},
		{"POST", "/api/things", `{"name":"x","more":1}`, 400, "message", "[request body.more]: definition for this key is missing"},
		{"POST", "/api/things", `{"name":"x","kind":"odd"}`, 400, "message", `[request body.kind]: expected one of "small", "large" but got string "odd"`},
		{"POST", "/api/things", `{"name":`, 400, "message", "Invalid request payload JSON format"},
		{"POST", "/api/things", `{"name":"x"} {}`, 400, "message", "Invalid request payload JSON format"},
		{"GET", "/api/things?page=abc", "", 400, "message", "[request query.page]: expected value of type [number] but got [string]"},
		{"GET", "/api/things?page=0", "", 400, "message", "[request query.page]: *"},
		{"GET", "/api/things?page=1&page=2", "", 400, "message", "[request query.page]: *"},
		{"GET", "/api/things?kinds=small", "", 200, "", ""},
		{"GET", "/api/things?kinds=small&kinds=large", "", 200, "", ""},
		{"GET", "/api/things?kinds=small,large", "", 200, "", ""},
		{"GET", "/api/things?kinds[]=large", "", 200, "", ""},
		{"GET", "/api/things?kinds=odd&kinds=large", "", 400, "message", "[request query.kinds.0]: *"},
		{"GET", "/api/notes", "", 400, "message", "[request query.id]: expected value of type [string] but got [undefined]"},
		{"GET", "/api/things/" + strings.Repeat("x", 41), "", 400, "message", "[request params.thingId]: *"},
	})
}

// TestThePlatformDecidesFirst: what the reference server owes on every route
// holds on those of the document.
func TestThePlatformDecidesFirst(t *testing.T) {
	s := start(t, things(t))
	for _, row := range []struct {
		header, value, message string
		status                 int
	}{
		{"Authorization", "", "Unauthorized", 401},
		{"Authorization", "ApiKey bm9uZTpub25l", "*", 401},
		{"Kbn-Xsrf", "", "Request must contain a kbn-xsrf header.", 400},
		{"Elastic-Api-Version", "2020-01-01", `No version "2020-01-01" available for [post] [/api/things].*`, 400},
		{"Content-Type", "application/xml", "Unsupported Media Type", 415},
	} {
		a := send(t, s, "POST", "/api/things", `{`, row.header, row.value)
		if row.header == "Elastic-Api-Version" || row.header == "Kbn-Xsrf" { // what is damaged is seen before those
			a = send(t, s, "POST", "/api/things", `{}`, row.header, row.value)
		}
		message := gjson.Get(a.body, "message").String()
		prefix, _ := strings.CutSuffix(row.message, "*")
		if a.StatusCode != row.status || !strings.HasPrefix(message, prefix) || a.Header.Get("Kbn-Name") == "" {
			t.Errorf("%s %q: want %d %s, got %d %s", row.header, row.value, row.status, row.message, a.StatusCode, a.body)
		}
	}
	if a := send(t, s, "GET", "/api/things", ""); a.Header.Get("Elastic-Api-Version") != "2023-10-31" || a.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("headers of a success: %v", a.Header)
	}
}

// TestEveryAnswerIsValid asks every operation of a Kibana's document and judges
// by its schemas what comes.
func TestEveryAnswerIsValid(t *testing.T) {
	began := time.Now()
	doc := kibana(t)
	loaded := time.Now()
	s := start(t, doc)
	first := send(t, s, "GET", "/api/cases/_find", "")
	if took := time.Since(loaded); first.StatusCode != 200 || took > 10*loaded.Sub(began) {
		t.Errorf("starting took %v, reading the document %v; first answer %d", took, loaded.Sub(began), first.StatusCode)
	}
	foreign, judged, judge := s.Foreign(), 0, generate.New(doc.Definitions)
	for _, op := range doc.Operations {
		if !slices.Contains(foreign, op.ID) {
			continue
		}
		for _, request := range requestsTo(t, judge, op) {
			a := send(t, s, op.Method, request.path, request.body, "Content-Type", request.kind)
			if a.StatusCode == http.StatusInternalServerError || a.StatusCode == http.StatusBadRequest {
				t.Errorf("%s %s %.200s: %d %s", op.Method, request.path, request.body, a.StatusCode, a.body)
			}
			for _, r := range op.Responses {
				if r.Status != itoa(a.StatusCode) || r.Schema.Node == nil || !strings.Contains(r.MediaType, "json") || strings.Contains(r.MediaType, "ndjson") {
					continue
				}
				judged++
				problems, err := judge.Problems(r.Schema.Node, decode(t, a.body))
				if err == nil && judged%20 == 0 { // the other engine takes long to prepare
					problems, err = doc.Schemas().Validate(openapi.Prefix+"/"+r.Schema.Name, []byte(a.body))
				}
				if err != nil || len(problems) > 0 {
					t.Errorf("%s %s: %d: %v %v", op.Method, request.path, a.StatusCode, problems, err)
				}
			}
		}
	}
	if judged < 500 {
		t.Errorf("only %d answers judged", judged)
	}
}

func TestUnknownFaultsAreErrors(t *testing.T) {
	for _, name := range []string{"nonsense", "get-thing/nonsense", "nowhere/field-missing", "get-thing/update-lost", "delete-thing/value-unknown", "upload/field-missing-x"} {
		if _, err := mock.New(things(t), mock.Options{Faults: []string{name}}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := mock.New(things(t), mock.Options{Reference: []reference.Option{reference.WithVersion("nine")}}); err == nil {
		t.Error("a bad option was accepted")
	}
}

func TestABodyMayWrapTheObject(t *testing.T) {
	doc, err := openapi.Load([]byte(`
openapi: 3.0.3
info: { title: Views, version: 1.0.0 }
paths:
  /api/views:
    post: { operationId: make, requestBody: &body { content: { application/json: { schema: { type: object, properties: { view: { type: object, properties: { title: { type: string } } } } } } } },
      responses: &view { "200": { description: it, content: { application/json: { schema: { type: object, required: [view], properties: { view: { type: object, required: [id, title],
        properties: { id: { type: string }, title: { type: string } } } } } } } } } }
  /api/views/{viewId}:
    parameters: [{ name: viewId, in: path, required: true, schema: { type: string } }]
    get: { operationId: read, responses: *view }
    put: { operationId: change, requestBody: *body, responses: *view }
`), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, doc)
	id := gjson.Get(send(t, s, "POST", "/api/views", `{"view":{"title":"one"}}`).body, "view.id").String()
	for _, row := range []step{
		{"GET", "/api/views/" + id, "", 200, "view.title", "one"},
		{"PUT", "/api/views/" + id, `{"view":{"title":"two"}}`, 200, "view.title", "two"},
		{"GET", "/api/views/" + id, "", 200, "view.title", "two"},
	} {
		if a := send(t, s, row.method, row.path, row.body); a.StatusCode != row.status || gjson.Get(a.body, row.at).String() != row.want {
			t.Errorf("%s %s: %d %s", row.method, row.path, a.StatusCode, a.body)
		}
	}
}

// TestIDsStayApart: where the id that the client chose does not fit everywhere,
// two objects still have two ids.
func TestIDsStayApart(t *testing.T) {
	doc, err := openapi.Load([]byte(`
openapi: 3.0.3
info: { title: Rules, version: 1.0.0 }
paths:
  /api/rules:
    parameters: [{ name: id, in: query, schema: { type: string } }, { name: rule_id, in: query, schema: { type: string } }]
    get: { operationId: read, responses: &rule { "200": { description: it, content: { application/json: { schema: { type: object, required: [id, rule_id],
      properties: { id: { type: string, format: uuid }, rule_id: { type: string } } } } } } } }
    delete: { operationId: remove, responses: *rule }
    post: { operationId: make, requestBody: { content: { application/json: { schema: { type: object, properties: { rule_id: { type: string } } } } } }, responses: *rule }
`), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, doc)
	one := gjson.Get(send(t, s, "POST", "/api/rules", `{"rule_id":"one"}`).body, "id").String()
	two := gjson.Get(send(t, s, "POST", "/api/rules", `{"rule_id":"two"}`).body, "id").String()
	if one == two || one == "" {
		t.Errorf("ids %q and %q", one, two)
	}
	if a := send(t, s, "DELETE", "/api/rules?id="+one, ""); gjson.Get(a.body, "rule_id").String() != "one" {
		t.Errorf("removed: %s", a.body)
	}
	if a := send(t, s, "GET", "/api/rules?id="+one, ""); a.StatusCode != 404 {
		t.Errorf("read after the removal: %d %s", a.StatusCode, a.body)
	}
	if a := send(t, s, "GET", "/api/rules?id="+two, ""); gjson.Get(a.body, "rule_id").String() != "two" {
		t.Errorf("the other one: %d %s", a.StatusCode, a.body)
	}
}
