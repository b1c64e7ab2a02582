package flows

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

const farReaching = `
openapi: 3.0.3
info: { title: t, version: "1" }
paths:
  /api/lists/index:
    post: { operationId: create-index, responses: { "200": { description: done } } }
    get: { operationId: read-index, responses: { "200": { description: done } } }
  /api/rules/_import:
    post: { operationId: import-rules, responses: { "200": { description: done } } }
  /api/rules/_reset:
    post: { operationId: reset-rules, responses: { "200": { description: done } } }
  /api/rules/{id}:
    parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
    delete: { operationId: delete-rule, responses: { "200": { description: done } } }
  /api/rules/{id}/assets:
    parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
    delete: { operationId: delete-assets, responses: { "200": { description: done } } }
`

// TestWhenWhatReachesFarIsSent: what others need first, what takes things away
// last, parts before the whole.
func TestWhenWhatReachesFarIsSent(t *testing.T) {
	all := built(t, farReaching)
	stage := func(id string) int { return all[id].Stage }
	if stage("create-index") != fixtures.StageFirst || stage("read-index") != 0 || stage("import-rules") != fixtures.StageGlobal {
		t.Errorf("stages %d, %d and %d", stage("create-index"), stage("read-index"), stage("import-rules"))
	}
	if parts, whole := stage("delete-assets"), stage("delete-rule"); parts >= whole || parts < fixtures.StageEnd {
		t.Errorf("the parts are removed at stage %d, the whole at %d", parts, whole)
	}
	if stage("reset-rules") < fixtures.StageEnd {
		t.Errorf("a reset is sent at stage %d", stage("reset-rules"))
	}
}
