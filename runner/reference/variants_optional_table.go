package reference

import "slices"

// properties are several of one kind of object that take the same value.
func properties(of, path, source string, value any, names ...string) []property {
	out := make([]property, len(names))
	for i, name := range names {
		out[i] = property{of, path, name, value, source}
	}
	return out
}

const (
	sourceDocument    = "Kibana API document, operation post-fleet-agent-download-sources"
	policyDocument    = "Kibana API document, operation get-fleet-agent-policies-agentpolicyid"
	proxyDocument     = "Kibana API document, operation put-fleet-proxies-itemid"
	hostDocument      = "Kibana API document, operation get-fleet-fleet-server-hosts-itemid"
	packageDocument   = "Kibana API document, operation post-fleet-epm-packages"
	listDocument      = "Kibana API document, operation FindLists"
	exceptionDocument = "Kibana API document, operation CreateEndpointList"
	entityDocument    = "Kibana API document, operation ListEntities"
)

// nullables may be null where they are usually absent.
func nullables() []property {
	return slices.Concat(
		properties("source", "", sourceDocument, nil, "proxy_id"),
		properties("policy", "", policyDocument, nil, "data_output_id", "monitoring_output_id", "download_source_id",
			"fleet_server_host_id", "keep_monitoring_alive", "supports_agentless", "required_versions", "overrides"),
		properties("policy", "package_policies[]", policyDocument, nil, "policy_id", "output_id", "supports_agentless",
			"additional_datastreams_permissions", "overrides"),
		properties("proxy", "", "Kibana API document, operation get-fleet-proxies-itemid", nil,
			"proxy_headers", "certificate", "certificate_authorities", "certificate_key"),
		properties("host", "", hostDocument, nil, "proxy_id", "ssl"),
	)
}

// additions are documented properties that a newer or busier deployment shows unasked.
func additions() []property {
	settings := obj{}
	for _, name := range advancedSettings {
		settings[name] = nil
	}
	one := func(of, source, name string, value any) []property { return properties(of, "", source, value, name) }
	return slices.Concat(
		properties("policy", "", policyDocument, false, "has_fleet_server", "is_default", "is_default_fleet_server",
			"is_preconfigured",
			"monitoring_pprof_enabled", "keep_monitoring_alive", "supports_agentless"),
		properties("policy", "", policyDocument, []any{}, "monitoring_enabled", "agent_features", "global_data_tags",
			"required_versions"),
		properties("policy", "", policyDocument, "", "description"),
		one("policy", policyDocument, "advanced_settings", settings),
		one("policy", policyDocument, "overrides", obj{"inputs": obj{}}),
		one("policy", policyDocument, "agentless", obj{"resources": obj{"requests": obj{"cpu": "400m", "memory": "1Gi"}}}),
		one("policy", policyDocument, "monitoring_http",
			obj{"enabled": false, "host": "localhost", "port": 6791, "buffer": obj{"enabled": false}}),
		one("policy", policyDocument, "monitoring_diagnostics", obj{"limit": obj{"interval": "1m", "burst": 1},
			"uploader": obj{"max_retries": 10, "init_dur": "1s", "max_dur": "10m"}}),
		one("source", sourceDocument, "ssl", obj{}),
		one("source", sourceDocument, "secrets", obj{"ssl": obj{}}),
		one("host", hostDocument, "is_internal", false),
		one("list", listDocument, "meta", obj{}),
		one("list", listDocument, "serializer", "(?<value>.+)"),
		one("list", listDocument, "deserializer", "{{{value}}}"),
		one("exception", exceptionDocument, "meta", obj{"origin": []any{1, nil, obj{}}}),
		one("asset", packageDocument, "originId", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"),
	)
}

// dispensables are usually there and need not be.
func dispensables() []property {
	return slices.Concat(
		properties("policy", "", policyDocument, nil, "agents", "unprivileged_agents", "version", "schema_version",
			"space_ids"),
		properties("update", "", proxyDocument, nil, "proxy_headers", "certificate", "certificate_authorities",
			"certificate_key"),
		properties("list", "", listDocument, nil, "_version", "@timestamp"),
		properties("exception", "", exceptionDocument, nil, "_version", "os_types", "tags"),
		properties("entities", "", entityDocument, nil, "inspect"),
		properties("entity", "", entityDocument, nil, "@timestamp", "asset", "event"),
		properties("entity", "event", entityDocument, nil, "ingested"),
		properties("entity", "entity", entityDocument, nil, "EngineMetadata"),
		properties("entity", "*", entityDocument, nil, "risk"),
		properties("entity", "*.risk", entityDocument, nil, "category_2_score", "category_2_count", "criticality_level",
			"criticality_modifier"),
		properties("entity", "*.risk.inputs[]", entityDocument, nil, "risk_score", "contribution_score", "timestamp"),
	)
}
