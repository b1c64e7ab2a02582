// Package lists judges the value list endpoints.
package lists

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the value list endpoints.
func Area() kit.Area {
	return kit.Area{Name: "lists", Endpoints: []kit.Endpoint{find()}}
}

const ids = "data.#.id"

// find: pages and cursors cut one whole into pieces, and an entry is the list
// that was made. The lists are in a space of the run's own, so all is exact.
func find() kit.Endpoint {
	return kit.Endpoint{ID: "lists.find", Relations: kit.Relations{
		"defaults.total-covers": func(r *kit.Relation) {
			page := r.Step("page")
			total, shown := page.JSON("total").Int(), page.JSON("data.#").Int()
			r.Check(rules.Claim(total >= shown, "total-wrong", "/total", fmt.Sprintf("at least %d, the lists shown", shown), strconv.FormatInt(total, 10))...)
		},
		"life.same-everywhere": func(r *kit.Relation) {
			create, found, read := r.Step("create"), r.Step("found"), r.Step("read")
			fields := []string{"id", "name", "description", "type", "version", "immutable", "tie_breaker_id", "created_at", "created_by", "updated_at", "updated_by", "meta"}
			r.Check(rules.Same(create, "", found, "data.0", fields...)...)
			r.Check(rules.Same(create, "", read, "", fields...)...)
			if found.JSON("data.0._version").Exists() && read.JSON("_version").Exists() {
				r.Check(rules.Same(found, "data.0", read, "", "_version")...)
			}
		},
		"pages.slices": func(r *kit.Relation) {
			whole := rules.Strings(r.Step("whole"), ids)
			for i, step := range []string{"first", "second", "third"} {
				r.Check(rules.Page("/data", whole, rules.Strings(r.Step(step), ids), i, i+1)...)
			}
			r.Check(rules.Page("/data", whole, rules.Strings(r.Step("rest"), ids), 2, len(whole))...)
		},
		"pages.tie-breaker-order": func(r *kit.Relation) {
			r.Check(rules.Rising("/data/*/tie_breaker_id", rules.Strings(r.Step("whole"), "data.#.tie_breaker_id"))...)
		},
		"cursor.complete": func(r *kit.Relation) {
			var walked []string
			for _, step := range []string{"first", "second", "third"} {
				walked = append(walked, rules.Strings(r.Step(step), ids)...)
			}
			r.Check(rules.SameSet("/data/*/id", []string{r.Var("own"), r.Var("own.b"), r.Var("own.c")}, walked)...)
		},
		"cursor.cursors-differ": func(r *kit.Relation) {
			var seen []string
			for _, step := range []string{"first", "second", "third"} {
				cursor := r.Step(step).JSON("cursor").String()
				r.Check(rules.Claim(!slices.Contains(seen, cursor), "cursor-repeats", "/cursor", "a cursor of its own on each page", cursor)...)
				seen = append(seen, cursor)
			}
		},
		"cursor.skips-right": func(r *kit.Relation) {
			r.Check(rules.Same(r.Step("third"), "data.0", r.Step("ahead"), "data.0", "id")...)
			r.Check(rules.Same(r.Step("first"), "data.0", r.Step("beginning"), "data.0", "id")...)
		},
		"sorting.ties": func(r *kit.Relation) {
			ties := rules.Strings(r.Step("other-field"), "data.#.tie_breaker_id")
			if len(ties) == 3 {
				r.Check(rules.Rising("/data/*/tie_breaker_id", ties[1:])...)
			}
		},
	}}
}
