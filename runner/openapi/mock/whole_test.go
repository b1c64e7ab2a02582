package mock_test

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// TestACreateThatAnswersWithTheWhole: the part that was added is in it.
func TestACreateThatAnswersWithTheWhole(t *testing.T) {
	doc, err := openapi.Load([]byte(`
openapi: 3.0.3
info: { title: cases, version: "1" }
paths:
  /api/cases/{caseId}/comments:
    parameters: [{ in: path, name: caseId, required: true, schema: { type: string } }]
    post:
      operationId: comment
      requestBody: { content: { application/json: { schema: { type: object, required: [comment], properties: { comment: { type: string } } } } } }
      responses: { "200": { description: the case, content: { application/json: { schema: { $ref: "#/components/schemas/Case" } } } } }
  /api/cases/{caseId}/comments/{commentId}:
    parameters: [{ in: path, name: caseId, required: true, schema: { type: string } }, { in: path, name: commentId, required: true, schema: { type: string } }]
    delete: { operationId: silence, responses: { "204": { description: gone } } }
components:
  schemas:
    Case:
      type: object
      required: [id, comments]
      properties:
        id: { type: string }
        comments: { type: array, minItems: 1, items: { type: object, required: [id, comment], properties: { id: { type: string }, comment: { type: string } } } }
`), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	play(t, start(t, doc), []step{{"POST", "/api/cases/c/comments", `{"comment":"first"}`, 200, "comments.0.comment", "first"}})
}
