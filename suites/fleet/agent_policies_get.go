package fleet

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// agentPoliciesGet: reading shows one policy, in any format, and changes nothing.
func agentPoliciesGet() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.agent_policies.get", Relations: kit.Relations{
		"formats.agree": func(r *kit.Relation) {
			plain := r.Step("plain")
			r.Check(rules.SameMembers(plain, r.Step("simplified"), "item")...)
			r.Check(rules.SameMembers(plain, r.Step("legacy"), "item")...)
		},
		"reading-changes-nothing.same": func(r *kit.Relation) {
			r.Check(rules.SameMembers(r.Step("first"), r.Step("second"), "item")...)
		},
		"lifecycle.revision-grows": func(r *kit.Relation) { r.Check(grows(r.Step("first"), r.Step("changed"))...) },
		"source-deleted.revision-grows": func(r *kit.Relation) {
			r.Check(grows(r.Step("before"), r.Step("after"))...)
		},
	}}
}
