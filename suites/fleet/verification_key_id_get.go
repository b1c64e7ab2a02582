package fleet

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// verificationKeyGet: the key belongs to the installation and does not change
// from one request to the next.
func verificationKeyGet() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.epm.verification_key_id.get", Relations: kit.Relations{
		"stable.same": func(r *kit.Relation) {
			r.Check(rules.Same(r.Step("first"), "", r.Step("second"), "", "id")...)
		},
		"stable.not-blank": func(r *kit.Relation) {
			id := r.Step("first").JSON("id")
			r.Check(rules.Claim(id.Type == gjson.Null || strings.TrimSpace(id.String()) != "", "value-unexpected", "/id", "null or a key id", id.Raw)...)
		},
	}}
}
