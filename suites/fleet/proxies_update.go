package fleet

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// proxiesUpdate: an update replaces, it does not patch.
func proxiesUpdate() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.proxies.update", Relations: kit.Relations{
		"echo.same": func(r *kit.Relation) {
			r.Check(rules.SameMembers(r.Step("update"), r.Step("read-back"), "item",
				"id", "name", "url", "is_preconfigured", "proxy_headers", "certificate", "certificate_authorities", "certificate_key")...)
		},
		"replaces.clears-omitted": func(r *kit.Relation) {
			before := r.Step("full")
			after := r.Step("name-only")
			stored := r.Step("read-back")
			for _, field := range []string{"item.proxy_headers.x-one", "item.certificate", "item.certificate_authorities", "item.certificate_key"} {
				r.Check(rules.Claim(before.JSON(field).Exists(), "value-unexpected", rules.Pointer(field), "the value that was sent", "nothing")...)
				r.Check(rules.Cleared(after, field)...)
				r.Check(rules.Cleared(stored, field)...)
			}
		},
		"explicit-null.same": func(r *kit.Relation) {
			r.Check(rules.SameMembers(r.Step("omitted"), r.Step("nulled"), "item")...)
		},
		"repeat.same": func(r *kit.Relation) {
			r.Check(rules.SameMembers(r.Step("first"), r.Step("second"), "item")...)
		},
	}}
}
