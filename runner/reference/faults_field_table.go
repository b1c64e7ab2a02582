package reference

import "encoding/json"

// beyondExact is a whole number that JavaScript cannot hold, so that Kibana never sends it.
var beyondExact = json.RawMessage("9007199254740993")

// answerFields are the members that the success of an endpoint must have, as "path type": a ? after
// the type allows null, a ~ makes the member optional.
var answerFields = map[string]string{
	"fleet.agent_download_sources.create": "item object, item.id string, item.name string, item.host string, item.is_default boolean~",
	"fleet.agent_policies.get": "item object, item.id string, item.name string, item.namespace string, item.status string, " +
		"item.is_managed boolean, item.is_protected boolean, item.revision integer, item.updated_at string, " +
		"item.updated_by string, item.package_policies array~, item.agents number~, item.inactivity_timeout integer~",
	"fleet.epm.packages.upload": "items array, items[].id string, items[].type string, " +
		"_meta object, _meta.install_source string, _meta.name string",
	"fleet.epm.verification_key_id.get": "id string?",
	"fleet.check_permissions.get":       "success boolean",
	"fleet.proxies.update": "item object, item.id string, item.name string, item.url string, item.is_preconfigured boolean~, " +
		"item.certificate string?~",
	"fleet.fleet_server_hosts.delete": "id string",
	"detections.signals_migration.cleanup": "migrations array, migrations[].id string, migrations[].sourceIndex string, " +
		"migrations[].destinationIndex string, migrations[].status string, migrations[].updated string, " +
		"migrations[].version number|string",
	"endpointlist.create": "id string, list_id string, name string, description string, type string, namespace_type string, " +
		"immutable boolean, version integer, tie_breaker_id string, created_at string, created_by string, " +
		"updated_at string, updated_by string",
	"entitystore.entities.list": "records array, page integer, per_page integer, total integer, records[].entity object, " +
		"records[].entity.name string, records[].entity.source string, records[].entity.EngineMetadata.Type string, " +
		"records[].@timestamp string~, records[].asset.criticality string, records[].event.ingested string~, " +
		"records[].user object, records[].user.name string, records[].user.email array~, records[].user.risk object~, " +
		"records[].host.name string, records[].host.ip array~, records[].service.name string, " +
		"records[].user.risk.@timestamp string, records[].user.risk.id_field string, records[].user.risk.id_value string, " +
		"records[].user.risk.calculated_level string, records[].user.risk.calculated_score number, " +
		"records[].user.risk.calculated_score_norm number, records[].user.risk.category_1_score number, " +
		"records[].user.risk.category_1_count number, records[].user.risk.category_2_count number~, records[].user.risk.inputs array, " +
		"records[].user.risk.notes array, records[].host.risk.calculated_level string, records[].service.risk.calculated_score number, " +
		"records[].user.risk.inputs[].id string, records[].user.risk.inputs[].index string, " +
		"records[].user.risk.inputs[].description string, records[].user.risk.inputs[].category string, " +
		"records[].user.risk.inputs[].risk_score number~, inspect object~, inspect.dsl array, inspect.response array",
	"lists.find": "cursor string, data array, page integer, per_page integer, total integer, data[].id string, data[].type string, " +
		"data[].name string, data[].description string, data[].immutable boolean, data[].version integer, " +
		"data[].tie_breaker_id string, data[].created_at string, data[].created_by string, data[].updated_at string, " +
		"data[].updated_by string, data[].@timestamp string~",
}

// otherType is a value of another type than the one named.
var otherType = map[string]any{"string": 7, "number": "7", "integer": "7", "boolean": "true", "object": "text", "array": obj{}, "number|string": true}

// outside are values of the right type that the documents do not allow, or that are not what was asked for.
var outside = map[string]map[string]any{
	"fleet.agent_download_sources.create":  {"item.id": "another-id", "item.name": "Another name", "item.host": "https://other.example.test/"},
	"fleet.agent_policies.get":             {"item.id": "another-id", "item.status": "retired", "item.name": "", "item.namespace": "", "item.inactivity_timeout": -1},
	"fleet.epm.packages.upload":            {"_meta.name": "another", "_meta.install_source": "elsewhere"},
	"fleet.proxies.update":                 {"item.id": "another-id", "item.name": "Another name", "item.url": "https://other.example.test:3128"},
	"fleet.fleet_server_hosts.delete":      {"id": "another-id"},
	"detections.signals_migration.cleanup": {"migrations[].id": "another-id", "migrations[].status": "done", "migrations[].updated": "yesterday", "migrations[].version": 1.5},
	"endpointlist.create": {"type": "endpoints", "namespace_type": "none", "version": 0, "created_at": "yesterday", "updated_at": "2025-01-08", "list_id": "another_list",
		"immutable": true, "os_types": []any{"beos"}, "tags": []any{1}, "name": ""},
	"entitystore.entities.list": {"page": 0, "per_page": 0, "total": -1, "records[].@timestamp": "2025-05-01", "records[].asset.criticality": "vital",
		"records[].event.ingested": "09:42:00Z", "records[].user.risk.calculated_level": "Extreme", "records[].user.risk.calculated_score_norm": 100.5,
		"records[].host.risk.calculated_score_norm": -0.5, "records[].user.risk.criticality_level": "none", "records[].user.risk.@timestamp": "today",
		"records[].user.risk.inputs[].risk_score": 101, "records[].user.risk.inputs[1].risk_score": -1, "records[].user.email": []any{1},
		"records[].host.ip": []any{"192.0.2.1", nil}, "records[].user.risk.notes": []any{false}, "inspect.dsl": []any{obj{}}},
	"lists.find": {"page": -1, "data[].type": "ipv4", "data[].version": 0, "data[].created_at": "2025-01-08T04:47:34.273Z\n",
		"data[].updated_at": "2025-01-08", "data[].@timestamp": "04:47:34Z", "cursor": "", "data[].id": "", "data[].name": "", "data[].description": "",
		"data[].meta": []any{}},
}

// closed are the objects that take no further members.
var closed = map[string][]string{
	"fleet.agent_download_sources.create": {"", "item"}, "fleet.agent_policies.get": {"", "item"},
	"fleet.epm.packages.upload": {"", "_meta"}, "fleet.epm.verification_key_id.get": {""},
	"fleet.check_permissions.get": {""}, "fleet.proxies.update": {"", "item"}, "fleet.fleet_server_hosts.delete": {""},
}
