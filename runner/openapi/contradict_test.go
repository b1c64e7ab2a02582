package openapi

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// TestContradictions: an answer that breaks its schema as an example of the
// document does is told from one that breaks it in a way of its own.
func TestContradictions(t *testing.T) {
	d := loaded(t, []byte(`
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /rules:
    get:
      operationId: rules
      responses:
        "200":
          description: rules
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Page" }
              example: { data: [ { id: a, kind: odd, on: true } ], more: { a: 1 } }
components:
  schemas:
    Page:
      type: object
      required: [data]
      additionalProperties: false
      properties:
        data: { type: array, items: { allOf: [ { $ref: "#/components/schemas/Rule" } ] } }
    Rule:
      type: object
      required: [id, author]
      properties:
        id: { type: string }
        author: { type: string }
        kind: { type: string, enum: [even] }
        on: { type: boolean, example: "true," }
        note: { $ref: "#/components/schemas/Note" }
    Note:
      type: object
      required: [nobody]
      properties:
        lines: { type: array, items: { type: object, required: [text], properties: { text: { type: string } } } }
      example: { nobody: x, lines: [ { text: a }, { } ] }
`))
	const example, inside, note = "/paths/~1rules/get/responses/200/content/application~1json/example", "/components/schemas/Rule/properties/on/example", "/components/schemas/Note/example"
	for _, row := range []struct{ name, body, want string }{
		{"as the example, at another place of the list", `{"data": [{"id": "a", "author": "b"}, {"id": "c"}]}`, example},
		{"a value that the example has", `{"data": [{"id": "a", "author": "b", "kind": "odd"}]}`, example},
		{"another value that is not listed", `{"data": [{"id": "a", "author": "b", "kind": "none"}]}`, ""},
		{"of the kind that an example within the schema has", `{"data": [{"id": "a", "author": "b", "on": "false"}]}`, inside},
		{"of another kind", `{"data": [{"id": "a", "author": "b", "on": 1}]}`, ""},
		{"another property is missing", `{"data": [{"author": "b"}]}`, ""},
		{"a property that the example has", `{"data": [], "more": 1}`, example},
		{"a property that it does not have", `{"data": [], "less": 1}`, ""},
		{"another kind of body", `[]`, ""},
		{"as an example deep within the schema", `{"data": [{"id": "a", "author": "b", "note": {"nobody": 1, "lines": [{}]}}]}`, note},
		{"a name that no property has", `{"data": [{"id": "a", "author": "b", "note": {}}]}`, "/components/schemas/Note/required"},
	} {
		problems, err := d.Schemas().Validate("spec/rules/200", []byte(row.body))
		if err != nil || len(problems) != 1 {
			t.Fatalf("%s: %v, %v", row.name, problems, err)
		}
		if got := d.Contradicts("GET", "/rules", 200, problems[0]); (got == "") != (row.want == "") || row.want != "" && !strings.Contains(got, row.want+" ") {
			t.Errorf("%s: %s: got %q, want %q", row.name, problems[0], got, row.want)
		}
	}
	if got := d.Contradicts("GET", "/rules", 404, schemas.Problem{Keyword: "type", Got: "object"}) + d.Contradicts("GET", "/nowhere", 200, schemas.Problem{}); got != "" {
		t.Errorf("an answer that the document does not have: %s", got)
	}
	var told []string
	for _, g := range d.Gaps {
		told = append(told, g.Kind+" "+g.At)
	}
	if all := strings.Join(told, "\n"); all != "required-undeclared /components/schemas/Note/required\nexample-invalid "+inside+"\nexample-invalid "+example {
		t.Errorf("gaps:\n%s", all)
	}
}
