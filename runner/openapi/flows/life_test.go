package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// livesDocument has kinds of objects that show what became of them in different
// ways: one is read, one is only listed, one is neither, one stays.
const livesDocument = `
openapi: 3.0.3
info: { title: Lives, version: 1.0.0 }
paths:
  /api/views:
    post: { operationId: view-make, requestBody: &view { content: { application/json: { schema: { type: object, required: [view], properties: { view: { type: object, required: [title], properties: { title: { type: string }, size: { type: integer } } } } } } } },
      responses: &seen { "200": { description: it, content: { application/json: { schema: { type: object, properties: { view: { type: object, properties: { id: { type: string }, title: { type: string } } } } } } } } } }
  /api/views/{id}:
    parameters: &id [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: view-read, responses: *seen }
    put: { operationId: view-change, requestBody: *view, responses: *seen }
    delete: { operationId: view-remove, responses: { "204": { description: gone } } }
  /api/tags:
    get: { operationId: tag-list, responses: { "200": { description: all, content: { application/json: { schema: { type: object, properties: { tags: { type: array, items: { type: object, properties: { id: { type: string } } } } } } } } } } }
    post: { operationId: tag-make, requestBody: &named { content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } } } },
      responses: &told { "200": { description: it, content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } } } }
  /api/tags/{id}: { delete: { operationId: tag-remove, parameters: *id, responses: { "204": { description: gone } } } }
  /api/marks: { post: { operationId: mark-make, requestBody: *named, responses: *told } }
  /api/marks/{id}: { delete: { operationId: mark-remove, parameters: *id, responses: { "204": { description: gone } } } }
  /api/stones: { post: { operationId: stone-make, requestBody: *named, responses: *told } }
  /api/stones/{id}: { get: { operationId: stone-read, parameters: *id, responses: *told } }
`

func TestLives(t *testing.T) {
	all := built(t, livesDocument)
	for operation, want := range map[string][]string{
		"view-make": {
			`create POST [200] map[]`,
			`read GET [200] map[view.id:{made_view} view.title:{own}]`,
			`update PUT [200] map[view.title:{own.u}]`,
			`reread GET [200] map[view.id:{made_view} view.title:{own.u}]`,
			`delete DELETE [204] map[]`,
			`gone GET [404] map[] recommended`,
		},
		"tag-make": {
			`create POST [200] map[]`,
			`list GET [200] map[tags.#(id=="{made_tag}").id:{made_tag}] recommended`,
			`delete DELETE [204] map[]`,
			`gone GET [200] not [tags.#(id=="{made_tag}").id] optional`,
		},
		"mark-make":  {`create POST [200] map[]`, `delete DELETE [204] map[]`, `gone DELETE [404] map[] optional`},
		"stone-make": {`create POST [200] map[]`, `read GET [200] map[id:{made_stone}]`},
	} {
		e := all[operation]
		at := slices.IndexFunc(e.Cases, func(c fixtures.Case) bool { return c.ID == "life" })
		if at < 0 {
			t.Errorf("%s has no life", operation)
			continue
		}
		var got []string
		for _, s := range e.Cases[at].Steps {
			line := e.Request.Method
			if s.Request != nil {
				line = s.Request.Method
			}
			says := "map[]"
			if a := s.Expect.Advisory; a != nil && a.Absent != nil {
				says = fmt.Sprint("not ", a.Absent)
			} else if a != nil {
				says = fmt.Sprint(a.Equal)
			}
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %v %s %s", s.ID, line, s.Expect.Status, says, s.Level)))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", operation, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
	for _, c := range all["view-change"].Cases {
		if c.Kind == "success" && fmt.Sprint(c.Expect.Advisory) == "<nil>" {
			t.Errorf("view-change.%s: nothing says that the answer shows the change", c.ID)
		}
	}
}
