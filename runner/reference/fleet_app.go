package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// shippedKey is the id of the key that signs the packages of the public registry.
const shippedKey = "d27d666cd88e42b4"

func fleetApp() []definition {
	return []definition{
		{ID: "fleet.check_permissions.get", Method: http.MethodGet, Path: "/api/fleet/check-permissions",
			query: want.Obj(want.Opt("fleetServerSetup", want.Bool())), handle: checkPermissions},
		{ID: "fleet.epm.verification_key_id.get", Method: http.MethodGet, Path: "/api/fleet/epm/verification_key_id",
			privileges: "integrations-read,fleet-setup,fleet-all", handle: verificationKey},
	}
}

// checkPermissions never refuses: it reports what is missing.
// Kibana source: fleet/server/routes/app/index.ts.
func checkPermissions(c *call) (reply, error) {
	if c.principal != nil && !c.principal.privileged {
		return ok(obj{"success": false, "error": "MISSING_PRIVILEGES"})
	}
	return ok(obj{"success": true})
}

func verificationKey(*call) (reply, error) { return ok(obj{"id": shippedKey}) }
