package reference

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// roles became a versioned API in 8.17.
func roles(r release) []definition {
	const base, one = "/api/security/role", "/api/security/role/{name}"
	name := want.Obj(want.Req("name", want.Text()))
	replace := want.Obj(want.Opt("replaceDeprecatedPrivileges", want.Bool()))
	all := []definition{
		{ID: "roles.put", Method: http.MethodPut, Path: one, access: writes,
			params: want.Obj(want.Req("name", want.Str().Long(1, 1024))),
			query:  want.Obj(want.Def("createOnly", false, want.Bool())),
			body:   roleBody(), handle: elasticsearch("put", putRole)},
		{ID: "roles.get", Method: http.MethodGet, Path: one, params: name, query: replace,
			handle: elasticsearch("get", getRole)},
		{ID: "roles.list", Method: http.MethodGet, Path: base, query: replace,
			handle: elasticsearch("get", listRoles)},
		{ID: "roles.delete", Method: http.MethodDelete, Path: one, access: writes, params: name,
			handle: elasticsearch("delete", deleteRole)},
	}
	for i := range all {
		all[i].unversioned = !r.since(8, 17)
	}
	return all
}

// elasticsearch lets the cluster decide: Kibana has no privilege of its own for roles, so the refusal
// comes from inside the handler and in Elasticsearch's words.
// Kibana source: security/server/routes/authorization/roles/delete.ts.
func elasticsearch(action string, allowed func(*call) (reply, error)) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		if c.principal == nil || c.principal.privileged || c.faulty(faultNoElasticsearch) {
			return allowed(c)
		}
		return reply{}, refuse(http.StatusForbidden, "%s", securityException(fmt.Sprintf(
			"action [cluster:admin/xpack/security/role/%s] is unauthorized for user [%s] with effective roles [], "+
				"this action is granted by the cluster privileges [manage_security,all]", action, c.principal.User)))
	}
}

// reservedRoles come with every deployment and cannot be changed.
var reservedRoles = []string{
	"apm_system", "beats_admin", "beats_system", "editor", "enrich_user", "ingest_admin", "kibana_admin",
	"kibana_system", "kibana_user", "logstash_admin", "logstash_system", "machine_learning_admin",
	"machine_learning_user", "monitoring_user", "remote_monitoring_agent", "remote_monitoring_collector",
	"reporting_user", "rollup_admin", "rollup_user", "snapshot_user", "superuser", "transform_admin",
	"transform_user", "transport_client", "viewer", "watcher_admin", "watcher_user",
}

func reservedRole(name string) obj {
	role := shownRole(name, nil)
	role["metadata"] = obj{"_reserved": true}
	if name == "superuser" {
		role["elasticsearch"] = obj{
			"cluster": []any{"all"}, "run_as": []any{"*"},
			"indices": []any{obj{"names": []any{"*"}, "privileges": []any{"all"}, "allow_restricted_indices": false}},
		}
		role["kibana"] = []any{obj{"base": []any{"all"}, "feature": obj{}, "spaces": []any{"*"}}}
	}
	return role
}

// shownRole is the form in which Kibana returns a role.
func shownRole(name string, body obj) obj {
	elasticsearch := with(obj{"cluster": []any{}, "indices": []any{}, "run_as": []any{}}, objectOf(body["elasticsearch"]))
	spaces := []any{}
	granted, _ := body["kibana"].([]any)
	for _, entry := range granted {
		privilege := with(obj{"base": []any{}, "feature": obj{}, "spaces": []any{"*"}}, objectOf(entry))
		if privilege["base"] == nil {
			privilege["base"] = []any{}
		}
		spaces = append(spaces, privilege)
	}
	role := obj{
		"name": name, "metadata": obj{}, "transient_metadata": obj{"enabled": true},
		"elasticsearch": elasticsearch, "kibana": spaces,
		"_transform_error": []any{}, "_unrecognized_applications": []any{},
	}
	for _, member := range []string{"metadata", "description"} {
		if value, sent := body[member]; sent {
			role[member] = value
		}
	}
	return role
}

func reserved(role obj) bool { return truth(objectOf(role["metadata"])["_reserved"]) }

func putRole(c *call) (reply, error) {
	name, body := c.param("name"), c.object()
	old := c.find(kindRole, everySpace, name)
	if old != nil && truth(c.query["createOnly"]) && !c.faulty(faultDuplicateID) {
		return reply{}, refuse(http.StatusConflict, "Role already exists and cannot be created: %s", name)
	}
	if reserved(old) {
		return reply{}, illegalArgument("role [%s] is reserved and may not be used", name)
	}
	if err := checkPrivileges(objectOf(body["elasticsearch"])); err != nil {
		return reply{}, err
	}
	c.replace(kindRole, everySpace, name, shownRole(name, body))
	return reply{status: http.StatusNoContent}, nil
}

func illegalArgument(format string, args ...any) error {
	return refuse(http.StatusBadRequest, "%s", elasticsearchError("illegal_argument_exception", fmt.Sprintf(format, args...)))
}

func getRole(c *call) (reply, error) {
	role := c.find(kindRole, everySpace, c.param("name"))
	if role == nil {
		return reply{}, refuse(http.StatusNotFound, "[{}]: undefined")
	}
	return ok(role)
}

func listRoles(c *call) (reply, error) {
	items := c.list(kindRole, everySpace)
	slices.SortFunc(items, func(a, b obj) int { return strings.Compare(text(a["name"]), text(b["name"])) })
	return ok(items)
}

// deleteRole passes on what Elasticsearch answers; its body for an unknown role has no reason, hence
// the odd text.
func deleteRole(c *call) (reply, error) {
	name := c.param("name")
	role := c.find(kindRole, everySpace, name)
	if role == nil {
		return reply{}, refuse(http.StatusNotFound, `[{"found":false}]: undefined`)
	}
	if reserved(role) && !c.faulty(faultUnprotected) {
		return reply{}, illegalArgument("role [%s] is reserved and cannot be deleted", name)
	}
	c.remove(kindRole, everySpace, name)
	return reply{status: http.StatusNoContent}, nil
}
