package fleet

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// checkPermissionsGet: fleetServerSetup=true asks for more than without it,
// and has an error of its own.
func checkPermissionsGet() kit.Endpoint {
	return kit.Endpoint{ID: "fleet.check_permissions.get", Relations: kit.Relations{
		"server-setup.false-is-absent": func(r *kit.Relation) {
			r.Check(rules.Same(r.Step("plain"), "", r.Step("no"), "", "success", "error")...)
		},
		"server-setup.only-more": func(r *kit.Relation) {
			plain, yes := r.Step("plain").JSON("success"), r.Step("yes").JSON("success")
			r.Check(rules.Claim(plain.Bool() || !yes.Bool(), "answers-disagree", "/success", "false, as without fleetServerSetup", yes.Raw)...)
		},
		"server-setup.own-error": func(r *kit.Relation) {
			for _, step := range []string{"plain", "no"} {
				got := r.Step(step).JSON("error")
				r.Check(rules.Claim(got.String() != "MISSING_FLEET_SERVER_SETUP_PRIVILEGES", "value-unexpected", "/error", "another error when Fleet Server setup is not asked about", got.Raw)...)
			}
		},
	}}
}
