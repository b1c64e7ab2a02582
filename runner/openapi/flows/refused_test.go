package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// thingsDocument is a small API with something of everything that is refused.
const thingsDocument = `
openapi: 3.0.3
info: { title: Things, version: 1.0.0 }
paths:
  /api/things:
    get:
      operationId: list
      parameters:
        - { name: kind, in: query, required: true, schema: { oneOf: [{ $ref: "#/components/schemas/Kind" }, { type: array, items: { $ref: "#/components/schemas/Kind" } }] } }
        - { name: q, in: query, schema: { type: string } }
        - { name: tag, in: query, schema: { type: string, minLength: 1 } }
      responses: { "200": &all { description: all, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } } } }
    post:
      operationId: create
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/New" } } } }
      responses: { "200": &one { description: it, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
  /api/things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, maxLength: 64 } }]
    get: { operationId: read, responses: { "200": *one, "404": { description: none } } }
    delete: { operationId: remove, responses: { "200": *one } }
  /api/things/{id}/of/{kind}/_bulk_get:
    post:
      operationId: several
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: kind, in: path, required: true, schema: { $ref: "#/components/schemas/Kind" } }
      requestBody: { required: true, content: { application/json: { schema: { type: array, items: { type: object } } } } }
      responses: { "200": *all }
  /api/things/_find:
    post:
      operationId: find
      requestBody: { content: { application/json: { schema: { type: object, properties: { deep: { type: boolean } } } } } }
      responses: { "200": *all }
components:
  schemas:
    Kind: { type: string, enum: [large, small] }
    New: { type: object, required: [name], properties: { name: { type: string }, size: { type: integer } } }
    Thing: { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }
`

func built(t *testing.T, document string) map[string]fixtures.Endpoint {
	t.Helper()
	d, err := openapi.Load([]byte(document), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Build(d, Options{Mode: "write", Allow: []string{Everything}})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]fixtures.Endpoint{}
	for _, e := range f.Endpoints {
		out[e.Operation] = e
	}
	return out
}

func TestRefusals(t *testing.T) {
	all := built(t, thingsDocument)
	for operation, want := range map[string][]string{
		"list": {
			`refuses-query-kind {} map[kind:kbn-conf-no-such-value] <nil>`,
			`refuses-query-tag {} map[kind:[large] tag:] <nil>`, // q takes any text
			`refuses-without-query-kind {} map[] <nil>`,
		},
		"create":  {`refuses-kind-size {} map[] {"name":"{own}","size":{"surprise":1}}`}, // what a broken server makes bears our name
		"read":    {`refuses-path-id {"id":"{own} and long"} map[] <nil>`},
		"remove":  {`refuses-path-id {"id":"{own} and long"} map[] <nil>`},
		"several": {`refuses-body {"id":"{own}","kind":"large"} map[] {}`, `refuses-path-kind {"id":"{own}","kind":"{own}"} map[] []`},
		"find":    {`refuses-kind-deep {} map[] {"deep":42}`},
	} {
		var got []string
		for _, c := range all[operation].Cases {
			if c.Kind != "input" {
				continue
			}
			params := map[string]any{}
			for name, value := range c.Send.Params {
				if params[name] = value; len(value) > 1000 {
					params[name] = value[:5] + " and long"
				}
			}
			got = append(got, fmt.Sprintf("%s %s %v %s", c.ID, text(params), c.Send.Query, text(c.Send.Body)))
			if c.Level != "recommended" || fmt.Sprint(c.Expect.Status) != "[400]" {
				t.Errorf("%s: %s is %s and expects %v", operation, c.ID, c.Level, c.Expect.Status)
			}
		}
		slices.Sort(got)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", operation, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}

// What is unknown is asked for beside something that is known: a server that
// answers with whatever it has gives itself away.
func TestUnknownObjects(t *testing.T) {
	all := built(t, thingsDocument)
	for operation, level := range map[string]string{"read": "recommended", "remove": "optional"} {
		e := all[operation]
		at := slices.IndexFunc(e.Cases, func(c fixtures.Case) bool { return c.ID == "unknown" })
		if at < 0 {
			t.Errorf("%s: no unknown object is asked for", operation)
			continue
		}
		c := e.Cases[at]
		if c.Level != level || c.Send.Params["id"] != "{own.z}" || len(c.Given) != 1 || e.Prepare[c.Given[0]].Request.Method != "POST" {
			t.Errorf("%s: %+v", operation, c)
		}
	}
}
