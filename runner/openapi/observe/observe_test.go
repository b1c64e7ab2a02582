package observe

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

const document = `
openapi: 3.0.3
info: { title: x, version: "1" }
paths:
  /api/things:
    get:
      operationId: list
      responses:
        200:
          description: OK
          content:
            application/json:
              schema: { type: object, properties: { items: { type: array, items: { $ref: "#/components/schemas/Thing" } } } }
  /api/things/{id}:
    get:
      operationId: get
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        200: { description: OK, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
        5XX: { description: broken }
  /api/things/_count:
    get:
      operationId: count
      responses:
        200: { description: OK, content: { application/json: { schema: { type: object, additionalProperties: false, properties: { n: { type: integer } } } } } }
components:
  schemas:
    Thing:
      type: object
      additionalProperties: false
      properties:
        id: { type: string }
        free: { type: object }
        labels: { type: object, additionalProperties: { type: string } }
        part: { nullable: true, oneOf: [{ $ref: "#/components/schemas/Part" }] }
    Part: { allOf: [{ type: object, properties: { a: { type: string } } }, { type: object, properties: { b: { type: string } } }] }
`

type answer struct {
	path  string
	code  int
	media string
	body  string
}

var answers = []answer{
	{"/api/things", 200, "application/json", `{"items":[{"id":"a","free":{"x":1},"labels":{"l":"m"},"size":1,"part":null},{"id":"b","size":2.5,"part":{"a":"","b":"","c":[{"d":null}]}}]}`},
	{"/api/things/a", 200, "application/json", `{"id":"a","made":{"by":"me","at":1}}`},
	{"/api/things/a", 404, "application/json", `{"statusCode":404,"message":"no"}`},
	{"/api/things/b", 404, "application/json", `{"statusCode":404,"message":"no","more":true}`},
	{"/api/things/b", 500, "application/json", `{}`},
	{"/api/things/b", 204, "", ``},
	{"/api/things/_count", 200, "application/json", `{"n":1,"by":{"924f7c50-505f-11eb-ae0a-3fa2e626a51d":{"n":1},"924f7c50-505f-11eb-ae0a-3fa2e626a51e":{"n":null}}}`},
	{"/api/things", 401, "application/json", `{"message":"who"}`},
	{"/api/things/a", 401, "application/json", `{"message":"who"}`},
	{"/api/things/_count", 401, "application/json", `{"message":"who"}`},
	{"/s/other/api/things/a", 404, "application/json", `{"statusCode":404,"message":"no"}`},
	{"/api/nowhere", 200, "application/json", `{}`},
}

func observed(t *testing.T, overlays ...openapi.Overlay) *Observer {
	t.Helper()
	d, err := openapi.Load([]byte(document), openapi.Options{Places: true, Overlays: overlays})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Gaps) > 0 {
		t.Fatalf("gaps: %v", d.Gaps)
	}
	o, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		var body any
		if a.body != "" {
			decoder := json.NewDecoder(strings.NewReader(a.body))
			decoder.UseNumber()
			if err := decoder.Decode(&body); err != nil {
				t.Fatal(err)
			}
		}
		o.Answer("GET", a.path, a.code, a.media, body)
	}
	return o
}

const want = `overlay: 1.0.0
info:
  title: What answers show
  version: '1'
actions:
- target: $
  description: What several operations answer
  update:
    components:
      responses:
        Seen401:
          content:
            application/json:
              schema:
                properties:
                  message:
                    type: string
                type: object
          description: Unauthorized
- target: $['paths']['/api/things']['get']
  description: list answers 401
  update:
    responses:
      '401':
        $ref: '#/components/responses/Seen401'
- target: $['paths']['/api/things/_count']['get']
  description: count answers 401
  update:
    responses:
      '401':
        $ref: '#/components/responses/Seen401'
- target: $['paths']['/api/things/{id}']['get']
  description: get answers 204, 401, 404
  update:
    responses:
      '204':
        description: No Content
      '401':
        $ref: '#/components/responses/Seen401'
      '404':
        content:
          application/json:
            schema:
              properties:
                message:
                  type: string
                more:
                  type: boolean
                statusCode:
                  type: integer
              required:
              - message
              - statusCode
              type: object
        description: Not Found
- target: $['components']['schemas']['Part']['allOf'][0]
  description: Answers have c
  update:
    properties:
      c:
        items:
          properties:
            d:
              nullable: true
          type: object
        type: array
- target: $['components']['schemas']['Thing']
  description: Answers have made, size
  update:
    properties:
      made:
        properties:
          at:
            type: integer
          by:
            type: string
        type: object
      size:
        type: number
- target: $['paths']['/api/things/_count']['get']['responses']['200']['content']['application/json']['schema']
  description: Answers have by
  update:
    properties:
      by:
        additionalProperties:
          properties:
            'n':
              nullable: true
              type: integer
          required:
          - 'n'
          type: object
        type: object
`

func TestWhatADocumentLacks(t *testing.T) {
	o := observed(t)
	text, err := o.Overlay("What answers show")
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
	if statuses, properties := o.Lacks(); statuses != 5 || properties != 4 {
		t.Errorf("%d statuses and %d properties", statuses, properties)
	}
}

// TestTheOverlayDocumentsWhatWasSeen: with it, the same answers show nothing new.
func TestTheOverlayDocumentsWhatWasSeen(t *testing.T) {
	text, err := observed(t).Overlay("x")
	if err != nil {
		t.Fatal(err)
	}
	statuses, properties := observed(t, openapi.Overlay{Name: "seen", Data: text}).Lacks()
	if statuses+properties > 0 {
		t.Errorf("%d statuses and %d properties are still lacking", statuses, properties)
	}
}
