package fleet

import (
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// serverHostsDelete: a deleted host is gone for every operation, and policies
// that used it take notice.
func serverHostsDelete() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.fleet_server_hosts.delete", Relations: kit.Relations{
		"lifecycle.same-refusal": func(r *kit.Relation) {
			for _, step := range []string{"gone", "delete-again"} {
				text := r.Step(step).JSON("message").String()
				r.Check(rules.Claim(strings.Contains(text, r.Var("own")), "message-unexpected", "/message", "a text that names "+r.Var("own"), strconv.Quote(text))...)
			}
		},
		"policy-reference.revision-grows": func(r *kit.Relation) {
			r.Check(grows(r.Step("policy"), r.Step("after"))...)
		},
	}}
}
