// Package roles judges the role endpoints.
package roles

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the role endpoints.
func Area() kit.Area {
	return kit.Area{Name: "roles", Endpoints: []kit.Endpoint{remove()}}
}

// remove: a deleted role is gone, for whoever reads it and whoever lists.
func remove() kit.Endpoint {
	return kit.Endpoint{ID: "roles.delete", Relations: kit.Relations{
		"gone.leaves-the-list": func(r *kit.Relation) {
			r.Step("before")
			name := r.Var("own")
			r.Check(rules.Listed("/*/name", name, rules.Strings(r.Step("listed"), "#.name"), true)...)
			r.Check(rules.Listed("/*/name", name, rules.Strings(r.Step("unlisted"), "#.name"), false)...)
		},
	}}
}
