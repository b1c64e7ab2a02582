package mock_test

import (
	"net/url"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

const boxes = `openapi: 3.0.3
info: { title: boxes, version: "1" }
paths:
  /api/boxes:
    post:
      operationId: makeBox
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }
      responses: { "200": { description: made, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } } }
    delete:
      operationId: removeBoxes
      parameters: [{ name: ids, in: query, required: true, schema: { type: array, items: { type: string } } }]
      responses: { "204": { description: gone } }
  /api/boxes/{boxId}:
    get:
      operationId: readBox
      parameters: [{ name: boxId, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: one, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }, "404": { description: none } }
`

func TestObjectsAreRemovedByAList(t *testing.T) {
	doc, err := openapi.Load([]byte(boxes), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, doc)
	for _, query := range []string{"ids=a&ids=b", "ids=" + url.QueryEscape(`["a","b"]`)} {
		var steps []step
		for _, id := range []string{"a", "b", "c"} {
			steps = append(steps, step{method: "POST", path: "/api/boxes", body: `{"id":"` + id + `"}`, status: 200})
		}
		play(t, s, append(steps,
			step{method: "DELETE", path: "/api/boxes?" + query, status: 204},
			step{method: "GET", path: "/api/boxes/a", status: 404},
			step{method: "GET", path: "/api/boxes/b", status: 404},
			step{method: "GET", path: "/api/boxes/c", status: 200}))
	}
}
