// Package endpointlist judges the endpoint exception list.
package endpointlist

import (
	"slices"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the endpoint exception list.
func Area() kit.Area {
	return kit.Area{Name: "endpointlist", Endpoints: []kit.Endpoint{create()}}
}

// create: the list is made once, with fixed values, for all spaces, and is
// left alone ever after.
func create() kit.Endpoint {
	return kit.Endpoint{ID: "endpointlist.create", Relations: kit.Relations{
		"idempotent.creates-defaults": func(r *kit.Relation) {
			first := created(r)
			optional := []string{"os_types", "tags"}
			for _, want := range [][2]string{
				{"id", `"endpoint_list"`}, {"list_id", `"endpoint_list"`}, {"type", `"endpoint"`}, {"namespace_type", `"agnostic"`},
				{"name", `"Endpoint Security Exception List"`}, {"description", `"Endpoint Security Exception List"`},
				{"immutable", "false"}, {"version", "1"}, {"os_types", "[]"}, {"tags", "[]"},
			} {
				got := first.JSON(want[0])
				if !got.Exists() && slices.Contains(optional, want[0]) {
					continue
				}
				r.Check(rules.Claim(got.Exists() && rules.SameJSON([]byte(want[1]), []byte(got.Raw)), "value-unexpected", "/"+want[0], want[1], got.Raw)...)
			}
		},
		"idempotent.stores-what-it-answered": func(r *kit.Relation) {
			r.Check(rules.Same(created(r), "", r.Step("stored"), "", "id", "list_id", "tie_breaker_id", "created_at", "created_by")...)
		},
		"keeps.untouched": func(r *kit.Relation) {
			before, after := r.Step("before"), r.Step("after")
			r.Check(rules.Same(before, "", after, "", "id", "list_id", "tie_breaker_id", "created_at", "created_by", "type", "namespace_type", "immutable")...)
			name := after.JSON("name")
			r.Check(rules.Claim(name.Raw != "42", "value-unexpected", "/name", "the name of the list", name.Raw)...)
			tags := after.JSON("tags")
			r.Check(rules.Claim(tags.Raw != `"none"`, "value-unexpected", "/tags", "the tags of the list", tags.Raw)...)
			r.Check(rules.Listed("/tags", "none", rules.Strings(after, "tags"), false)...)
		},
		"every-space.same-list": func(r *kit.Relation) {
			r.Check(rules.Same(r.Step("read-here"), "", r.Step("read-elsewhere"), "", "id", "list_id", "tie_breaker_id", "created_at")...)
		},
	}}
}

// created is the answer that made the list; a list that was there before
// leaves the question open.
func created(r *kit.Relation) recording.Exchange {
	first := r.Step("first")
	if !first.JSON("list_id").Exists() {
		r.Undecided("the list existed before the run")
	}
	return first
}
