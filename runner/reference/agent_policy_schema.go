package reference

import want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"

// advancedSettings are the keys of advanced_settings, each of any type.
var advancedSettings = []string{
	"agent_download_target_directory", "agent_download_timeout", "agent_limits_go_max_procs",
	"agent_logging_files_interval", "agent_logging_files_keepfiles", "agent_logging_files_rotateeverybytes",
	"agent_logging_level", "agent_logging_metrics_period", "agent_logging_to_files",
}

// agentPolicyFields are the members that creation and update take.
// Kibana source: fleet/server/types/models/agent_policy.ts.
func agentPolicyFields(r release) []want.Field {
	timeout := func() *want.Schema { return want.Num().AtLeast(0) }
	fields := []want.Field{
		want.Opt("id", want.Str()),
		want.Req("name", want.Text()),
		want.Req("namespace", want.Formatted(want.Namespace)),
		want.Opt("description", want.Str()),
		want.Opt("is_managed", want.Bool()),
		want.Opt("is_default", want.Bool()),
		want.Opt("is_default_fleet_server", want.Bool()),
		want.Opt("has_fleet_server", want.Bool()),
		want.Opt("is_protected", want.Bool()),
		want.Opt("force", want.Bool()),
		want.Opt("unenroll_timeout", timeout()),
		want.Def("inactivity_timeout", 1209600.0, timeout()),
		want.Opt("monitoring_enabled", want.List(want.Enum("logs", "metrics", "traces"))),
		want.Opt("monitoring_pprof_enabled", want.Bool()),
		want.Opt("keep_monitoring_alive", want.Bool().OrNull()),
		want.Opt("data_output_id", want.Str().OrNull()),
		want.Opt("monitoring_output_id", want.Str().OrNull()),
		want.Opt("download_source_id", want.Str().OrNull()),
		want.Opt("fleet_server_host_id", want.Str().OrNull()),
		want.Opt("agent_features", want.List(want.Obj(want.Req("name", want.Str()), want.Req("enabled", want.Bool())))),
		want.Opt("overrides", want.Dict(want.Free()).OrNull()),
	}
	if r.since(8, 15) {
		fields = append(fields,
			want.Opt("global_data_tags", want.List(want.Obj(
				want.Req("name", want.Str()),
				want.Req("value", want.Either(want.Str(), want.Num())),
			))),
			want.Opt("supports_agentless", want.Bool().OrNull()))
	}
	if r.since(8, 16) {
		fields = append(fields,
			want.Opt("agentless", agentless(r)),
			want.Opt("monitoring_http", monitoringHTTP()),
			want.Opt("monitoring_diagnostics", monitoringDiagnostics()))
	}
	if r.since(8, 17) {
		var settings []want.Field
		for _, name := range advancedSettings {
			settings = append(settings, want.Opt(name, want.Free().OrNull()))
		}
		fields = append(fields, want.Opt("advanced_settings", want.Obj(settings...)))
	}
	if r.since(9, 1) {
		fields = append(fields,
			want.Opt("space_ids", want.List(want.Str())),
			want.Opt("required_versions", want.List(want.Obj(
				want.Req("version", want.Str()),
				want.Req("percentage", want.Num().AtLeast(0).AtMost(100)),
			)).OrNull()))
	}
	return fields
}

func agentless(r release) *want.Schema {
	requests := want.Obj(want.Opt("memory", want.Str()), want.Opt("cpu", want.Str()))
	fields := []want.Field{want.Opt("resources", want.Obj(want.Opt("requests", requests)))}
	if r.since(9, 2) {
		fields = append(fields, want.Opt("cloud_connectors", want.Obj(want.Req("enabled", want.Bool()), want.Opt("target_csp", want.Str()))))
	}
	return want.Obj(fields...)
}

// The bound of port is the document's: 65353, where one expects 65535.
func monitoringHTTP() *want.Schema {
	return want.Obj(
		want.Opt("enabled", want.Bool()),
		want.Opt("host", want.Str()),
		want.Opt("port", want.Num().AtLeast(0).AtMost(65353)),
		want.Opt("buffer", want.Obj(want.Def("enabled", false, want.Bool()))),
	)
}

func monitoringDiagnostics() *want.Schema {
	return want.Obj(
		want.Opt("limit", want.Obj(want.Opt("interval", want.Str()), want.Opt("burst", want.Num()))),
		want.Opt("uploader", want.Obj(
			want.Opt("max_retries", want.Num()),
			want.Opt("init_dur", want.Str()),
			want.Opt("max_dur", want.Str()),
		)),
	)
}
