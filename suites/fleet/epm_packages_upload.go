package fleet

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// packagesUpload: the answer names the package that was sent, and what is
// installed does not depend on how it was packed.
func packagesUpload() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.epm.packages.upload", Relations: kit.Relations{
		"installs.names-package": func(r *kit.Relation) {
			installed := r.Step("installed")
			for _, step := range []string{"gzip", "zip"} {
				if x := r.Step(step); r.Since("9.1.0") || x.JSON("_meta.name").Exists() { // absent before 9.x
					r.Check(rules.Claim(x.JSON("_meta.name").String() == installed.JSON("item.name").String(), "answers-disagree", "/_meta/name",
						installed.JSON("item.name").Raw+", the name of the package", x.JSON("_meta.name").Raw)...)
				}
			}
		},
		"installs.same-assets": func(r *kit.Relation) {
			r.Check(rules.SameSet("/items", assets(r.Step("gzip")), assets(r.Step("zip")))...)
		},
	}}
}

func assets(x recording.Exchange) []string {
	var out []string
	for _, item := range x.JSON("items").Array() {
		out = append(out, item.Get("type").String()+" "+item.Get("id").String())
	}
	return out
}
