package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// pageSize is how many objects a page of a collection holds at most; a shorter
// one is the last.
const pageSize = 500

// Search looks through collections for objects that bear a name of a run, and
// gives the notes that its journal would have held. What cannot be looked
// through is listed.
func Search(ctx context.Context, sender Sender, run string, collections []fixtures.Collection) (notes []Note, unseen []string, err error) {
	vars := plan.NewVars(run, "")
	for i := len(collections) - 1; i >= 0; i-- { // a sweep begins at the end
		c := collections[i]
		for page := 1; ; page++ {
			path := strings.ReplaceAll(c.List, "{page}", strconv.Itoa(page))
			x := sender.Do(ctx, target.Request{Step: "sweep", Method: http.MethodGet, Path: path, Read: true})
			if x.Response == nil {
				return nil, nil, fmt.Errorf("GET %s: %s", path, x.Failure.Text)
			}
			items := x.JSON(c.Items)
			if x.Response.Status != http.StatusOK || !items.IsArray() {
				unseen = append(unseen, fmt.Sprintf("GET %s (%d)", path, x.Response.Status))
				break
			}
			for _, item := range items.Array() {
				if n, ok := noteOf(c, item, vars); ok {
					notes = append(notes, n)
				}
			}
			if page > 1000 || path == c.List || len(items.Array()) < pageSize {
				break
			}
		}
	}
	return notes, unseen, nil
}

// noteOf is the note of an object if its id or its name is one of the run's.
func noteOf(c fixtures.Collection, item gjson.Result, vars plan.Vars) (Note, bool) {
	key := c.ID
	if key == "" {
		key = "id"
	}
	id := item.Get(key).String()
	if id == "" || !vars.Made(id) && !vars.Made(item.Get("name").String()) {
		return Note{}, false
	}
	vars = vars.With("id", id)
	n := Note{Method: c.Undo.Method, Path: escaped(c.Undo.Path, vars), Expect: c.Undo.Expect, IDs: []string{id}}
	if c.Undo.Body != nil {
		n.Body, _ = json.Marshal(vars.Tree(c.Undo.Body)) // vetted
	}
	return n, true
}
