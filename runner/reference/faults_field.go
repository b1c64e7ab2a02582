package reference

import (
	"net/http"
	"strings"
)

// answerFields are the members that the success of an endpoint must have, as "path type": a ? after
// the type allows null, a ~ makes the member optional.
var answerFields = map[string]string{
	"fleet.agent_download_sources.create": "item object, item.id string, item.name string, item.host string, item.is_default boolean~",
	"fleet.agent_policies.get": "item object, item.id string, item.name string, item.namespace string, item.status string, " +
		"item.is_managed boolean, item.is_protected boolean, item.revision number, item.updated_at string, " +
		"item.updated_by string, item.package_policies array~, item.agents number~, item.inactivity_timeout number~",
	"fleet.epm.packages.upload": "items array, items[].id string, items[].type string, items[1].id string, " +
		"_meta object, _meta.install_source string, _meta.name string",
	"fleet.epm.verification_key_id.get": "id string?",
	"fleet.check_permissions.get":       "success boolean",
	"fleet.proxies.update": "item object, item.id string, item.name string, item.url string, item.is_preconfigured boolean~, " +
		"item.certificate string?~",
	"fleet.fleet_server_hosts.delete": "id string",
	"detections.signals_migration.cleanup": "migrations array, migrations[].id string, migrations[].sourceIndex string, " +
		"migrations[].destinationIndex string, migrations[].status string, migrations[].updated string, " +
		"migrations[].version number, migrations[1].status string",
	"endpointlist.create": "id string, list_id string, name string, description string, type string, namespace_type string, " +
		"immutable boolean, version number, tie_breaker_id string, created_at string, created_by string, " +
		"updated_at string, updated_by string",
	"entitystore.entities.list": "records array, page number, per_page number, total number, records[].entity object, " +
		"records[].entity.name string, records[].entity.source string, records[1].entity object",
	"lists.find": "cursor string, data array, page number, per_page number, total number, data[].id string, data[].type string, " +
		"data[].name string, data[].description string, data[].immutable boolean, data[].version number, " +
		"data[].tie_breaker_id string, data[].created_at string, data[].created_by string, data[].updated_at string, " +
		"data[].updated_by string, data[1].name string, data[1].version number",
}

// otherType is a value of another type than the one named.
var otherType = map[string]any{"string": 7, "number": "7", "boolean": "true", "object": "text", "array": obj{}}

// outside are values of the right type that the documents do not allow, or that are not what was asked for.
var outside = map[string]map[string]any{
	"fleet.agent_download_sources.create":  {"item.id": "another-id", "item.name": "Another name", "item.host": "https://other.example.test/"},
	"fleet.agent_policies.get":             {"item.id": "another-id", "item.status": "retired", "item.name": "", "item.namespace": "", "item.inactivity_timeout": -1},
	"fleet.epm.packages.upload":            {"_meta.name": "another", "_meta.install_source": "elsewhere"},
	"fleet.proxies.update":                 {"item.id": "another-id", "item.name": "Another name", "item.url": "https://other.example.test:3128"},
	"fleet.fleet_server_hosts.delete":      {"id": "another-id"},
	"detections.signals_migration.cleanup": {"migrations[].id": "another-id", "migrations[].status": "done", "migrations[].updated": "yesterday", "migrations[].version": 1.5},
	"endpointlist.create":                  {"type": "endpoints", "namespace_type": "none", "version": 0, "created_at": "yesterday", "list_id": "another_list", "immutable": true},
	"entitystore.entities.list":            {"page": 0, "per_page": 0, "total": -1},
	"lists.find":                           {"page": -1, "data[].type": "ipv4", "data[].version": 0, "data[].created_at": "2025-01-08T04:47:34.273Z\n", "cursor": "", "data[].id": ""},
}

// closed are the objects that take no further members.
var closed = map[string][]string{
	"fleet.agent_download_sources.create": {"", "item"}, "fleet.agent_policies.get": {"", "item"},
	"fleet.epm.packages.upload": {"", "_meta"}, "fleet.epm.verification_key_id.get": {""},
	"fleet.check_permissions.get": {""}, "fleet.proxies.update": {"", "item"}, "fleet.fleet_server_hosts.delete": {""},
}

// fieldFaults are wrong members in the JSON of a success.
func fieldFaults() []Fault {
	var out []Fault
	for endpoint, list := range answerFields {
		add := func(name, title, path string, change func(obj, string)) {
			out = append(out, changing(endpoint, "body", name+"-"+kebab(path), title+": "+path, onSuccess(path, change)))
		}
		for field := range strings.SplitSeq(list, ", ") {
			path, kind, _ := strings.Cut(field, " ")
			other := otherType[strings.TrimRight(kind, "?~")]
			add("field-wrong-type", "a member has another type", path, func(o obj, m string) { o[m] = other })
			if !strings.Contains(kind, "~") {
				add("field-missing", "a required member is missing", path, func(o obj, m string) { delete(o, m) })
			}
			if !strings.Contains(kind, "?") {
				add("field-null", "a member is null", path, func(o obj, m string) { o[m] = nil })
			}
		}
		for path, value := range outside[endpoint] {
			add("field-wrong-value", "a member has a value it cannot have", path, func(o obj, m string) { o[m] = value })
		}
		for _, path := range closed[endpoint] {
			out = append(out, changing(endpoint, "body", strings.Trim("field-surplus-"+kebab(path), "-"),
				"a closed object has a further member", surplus(path)))
		}
	}
	return append(out, bodyFaults()...)
}

func onSuccess(path string, change func(obj, string)) mutator {
	return func(_ *call, res *response) {
		if res.err == nil && res.body != nil {
			res.body = edit(res.body, path, change)
		}
	}
}

func surplus(path string) mutator {
	return func(_ *call, res *response) {
		switch {
		case res.err != nil || res.body == nil:
		case path == "":
			res.body = with(objectOf(res.body), obj{"surprise": true})
		default:
			res.body = edit(res.body, path, func(o obj, m string) { o[m] = with(objectOf(o[m]), obj{"surprise": true}) })
		}
	}
}

// bodyFaults are successes whose body as a whole is another one.
func bodyFaults() []Fault {
	var out []Fault
	for _, d := range coreDefinitions() {
		if d.ID == "roles.delete" {
			continue
		}
		out = append(out,
			changing(d.ID, "body", "body-in-a-list", "the object comes inside a list", func(_ *call, res *response) {
				if res.err == nil && res.status == http.StatusOK {
					res.body = []any{res.body}
				}
			}),
			changing(d.ID, "body", "body-is-an-error", "a success carries an error body", func(_ *call, res *response) {
				if res.err == nil && res.status == http.StatusOK {
					res.body = (&failure{status: http.StatusInternalServerError, message: errUnhandled}).body()
				}
			}))
	}
	return append(out,
		changing("fleet.check_permissions.get", "body", "error-beside-success", "success comes with an error",
			onSuccess("success", func(o obj, _ string) {
				if truth(o["success"]) {
					o["error"] = "MISSING_PRIVILEGES"
				}
			})),
		changing("fleet.check_permissions.get", "body", "failure-without-error", "a failure does not say what is missing",
			onSuccess("error", func(o obj, m string) { delete(o, m) })),
		changing("fleet.check_permissions.get", "body", "unknown-error", "a failure names something unknown",
			onSuccess("error", func(o obj, m string) { o[m] = "MISSING_LUCK" })))
}
