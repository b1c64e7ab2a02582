package reference

import (
	"slices"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// roleBody is the body that puts a role.
// Kibana source: security/server/routes/authorization/roles/model/put_payload.ts.
func roleBody() *want.Schema {
	texts := func() *want.Schema { return want.List(want.Str()) }
	some := func() *want.Schema { return texts().Sized(1, 0) }
	index := func(more ...want.Field) *want.Schema {
		return want.List(want.Obj(append(more,
			want.Req("names", some()),
			want.Req("privileges", some()),
			want.Opt("query", want.Str()),
			want.Opt("field_security", want.Dict(texts())),
			want.Opt("allow_restricted_indices", want.Bool()),
		)...))
	}
	return want.Obj(
		want.Opt("description", want.Str().Long(0, 2048)),
		want.Opt("metadata", want.Dict(want.Free())),
		want.Req("elasticsearch", want.Obj(
			want.Opt("cluster", texts()),
			want.Opt("indices", index()),
			want.Opt("remote_indices", index(want.Req("clusters", some()))),
			want.Opt("remote_cluster", want.List(want.Obj(want.Req("privileges", some()), want.Req("clusters", some())))),
			want.Opt("run_as", texts()),
		)),
		want.Opt("kibana", want.List(want.Obj(
			want.Opt("base", texts().OrNull()),
			want.Opt("feature", want.Dict(texts())),
			want.Opt("spaces", texts().Sized(1, 0)),
		))),
	)
}

// The privileges that Elasticsearch knows by name.
// Elasticsearch reference, "Security privileges".
var (
	clusterPrivileges = []string{
		"all", "cancel_task", "create_snapshot", "cross_cluster_replication", "cross_cluster_search", "delegate_pki",
		"grant_api_key", "manage", "manage_api_key", "manage_autoscaling", "manage_ccr", "manage_connector",
		"manage_data_frame_transforms", "manage_data_stream_global_retention", "manage_enrich", "manage_ilm",
		"manage_index_templates", "manage_inference", "manage_ingest_pipelines", "manage_logstash_pipelines", "manage_ml",
		"manage_oidc", "manage_own_api_key", "manage_pipeline", "manage_rollup", "manage_saml", "manage_search_application",
		"manage_search_query_rules", "manage_search_synonyms", "manage_security", "manage_service_account", "manage_slm",
		"manage_token", "manage_transform", "manage_user_profile", "manage_watcher", "monitor", "monitor_connector",
		"monitor_data_frame_transforms", "monitor_enrich", "monitor_inference", "monitor_ml", "monitor_rollup",
		"monitor_snapshot", "monitor_stats", "monitor_text_structure", "monitor_transform", "monitor_watcher", "none",
		"post_behavioral_analytics_event", "read_ccr", "read_connector_secrets", "read_fleet_secrets", "read_ilm",
		"read_pipeline", "read_security", "read_slm", "transport_client", "write_connector_secrets", "write_fleet_secrets",
	}
	indexPrivileges = []string{
		"all", "auto_configure", "create", "create_doc", "create_index", "cross_cluster_replication",
		"cross_cluster_replication_internal", "delete", "delete_index", "index", "maintenance", "manage",
		"manage_data_stream_lifecycle", "manage_failure_store", "manage_follow_index", "manage_ilm", "manage_leader_index",
		"monitor", "none", "read", "read_cross_cluster", "read_failure_store", "view_index_metadata", "write",
	}
)

// checkPrivileges refuses names that Elasticsearch does not know; action patterns pass.
func checkPrivileges(elasticsearch obj) error {
	cluster, _ := elasticsearch["cluster"].([]any)
	for _, name := range cluster {
		if !known(clusterPrivileges, text(name)) {
			return illegalArgument("unknown cluster privilege [%s]. a privilege must be either one of the predefined cluster privilege names or a pattern over one of the available cluster actions", text(name))
		}
	}
	indices, _ := elasticsearch["indices"].([]any)
	for _, entry := range indices {
		names, _ := objectOf(entry)["privileges"].([]any)
		for _, name := range names {
			if !known(indexPrivileges, text(name)) {
				return illegalArgument("unknown index privilege [%s]. a privilege must be either one of the predefined fixed indices privileges or a pattern over one of the available index actions", text(name))
			}
		}
	}
	return nil
}

func known(names []string, name string) bool {
	return slices.Contains(names, name) || slices.ContainsFunc([]rune(name), func(r rune) bool { return r == ':' || r == '*' })
}
