package reference_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// stocked are the options of a deployment that has something to show on every route.
func stocked() []reference.Option {
	at := time.Date(2021, 1, 6, 22, 5, 56, 859e6, time.UTC)
	migration := func(id, status, why string) reference.Migration {
		return reference.Migration{ID: id, Status: status, Version: 16, Updated: at, CleanupError: why,
			SourceIndex: ".siem-signals-default-000002", DestinationIndex: ".siem-signals-default-000002-r000016"}
	}
	return []reference.Option{
		reference.WithMigrations(migration("m-success", "success", ""), migration("m-pending", "pending", ""),
			migration("m-failure", "failure", ""), migration("m-broken", "success", "no shard available")),
		reference.WithEntities(reference.SampleEntities()...),
	}
}

const (
	sources  = "/api/fleet/agent_download_sources"
	policies = "/api/fleet/agent_policies"
	proxies  = "/api/fleet/proxies"
	hosts    = "/api/fleet/fleet_server_hosts"
	uploads  = "/api/fleet/epm/packages"
	entities = "/api/entity_store/entities/list"
	cleanup  = "/api/detection_engine/signals/migration"
	find     = "/api/lists/_find"
	role     = "/api/security/role"

	validSource = `{"id":"s1","name":"Source","host":"https://artifacts.example.test/"}`
	validProxy  = `{"name":"Proxy","url":"https://proxy.example.test:3128"}`
)

// valid is a request of each of the twelve that a clean, prepared server answers with success.
func valid(t testing.TB) map[string]step {
	return map[string]step{
		"fleet.agent_download_sources.create":  post(sources, validSource),
		"fleet.agent_policies.get":             get(policies + "/rich"),
		"fleet.epm.packages.upload":            uploading("application/gzip", archive(t, "probe", probeAssets)).after(time.Minute),
		"fleet.epm.verification_key_id.get":    get("/api/fleet/epm/verification_key_id"),
		"fleet.check_permissions.get":          get("/api/fleet/check-permissions"),
		"fleet.proxies.update":                 put(proxies+"/p1", validProxy),
		"fleet.fleet_server_hosts.delete":      remove(hosts + "/h1"),
		"roles.delete":                         remove(role + "/r1"),
		"detections.signals_migration.cleanup": wipe(cleanup, `{"migration_ids":["m-pending","m-broken"]}`),
		"endpointlist.create":                  post("/api/endpoint_list", ""),
		"entitystore.entities.list":            get(entities + "?entity_types=user,host,service"),
		"lists.find":                           get(find + "?sort_field=name"),
	}
}

var probeAssets = map[string]string{
	"kibana/dashboard/probe-1.json":   "{}",
	"data_stream/events/manifest.yml": "title: Events\ntype: logs\n",
}

// prepare creates what the valid requests need.
func prepare() []step {
	return []step{
		post(proxies, `{"id":"p1","name":"Old","url":"http://old.example.test:80","certificate":"/etc/cert.pem","proxy_headers":{"x":"1"}}`),
		post(proxies, `{"id":"p2","name":"Second","url":"http://second.example.test:80"}`),
		post(sources, `{"id":"s0","name":"Uses p1","host":"http://h.example.test/","proxy_id":"p1"}`),
		post(policies, `{"id":"plain","name":"Plain","namespace":"default","download_source_id":"s0"}`),
		post("/s/lab"+policies, `{"id":"in-lab","name":"Plain","namespace":"default"}`),
		post(hosts, `{"id":"h1","name":"Host","host_urls":["https://h.example.test"]}`),
		post(hosts, `{"id":"h2","name":"Host","host_urls":["https://h.example.test"]}`),
		put(role+"/r1", `{"elasticsearch":{}}`),
		put(role+"/r2", `{"elasticsearch":{}}`),
		post("/api/lists/index", ""),
		post("/s/lab/api/lists/index", ""),
		post("/s/lab/api/lists", `{"id":"lab","name":"Lab","description":"d","type":"ip"}`),
		post("/api/lists", `{"id":"l1","name":"Bad addresses","description":"d","type":"ip"}`),
		post("/api/lists", `{"id":"l2","name":"Good addresses","description":"d","type":"ip"}`),
		post("/api/lists", `{"id":"l3","name":"Words","description":"d","type":"keyword","meta":{"a":[1]},"serializer":"s","version":3}`),
		post(policies, `{"id":"described","name":"Described","namespace":"default","description":"At length"}`),
	}
}

// platform is what is asked of every one of the twelve, whatever it does.
func platform(s step) []step {
	unknownKey := s
	unknownKey.path = withQuery(s.path, "surprise=1")
	inDefault, inQuery := s, s
	inDefault.path, inQuery.path = "/s/default"+s.path, withQuery(s.path, "apiVersion=2023-10-31")
	damaged := s.with("Content-Type", "application/json").holding("{")
	bad := unknownKey
	if s.method != "GET" {
		bad = s.holding(`{"surprise":1,"migration_ids":7}`)
	}
	return []step{
		nobody(s), powerless(s), withoutXSRF(s), version(s, "2020-01-01"), version(s, "latest"), s.with("Kbn-Version", "7.0.0"),
		s.by("ApiKey bm90OnZhbGlk"), nobody(withoutXSRF(s)), powerless(withoutXSRF(s)), version(powerless(s), "2020-01-01"),
		s.with("Kbn-Xsrf", "reporting"), withoutXSRF(s).with("Kbn-Version", "9.1.0"), inDefault, inQuery, unknownKey, bad, nobody(bad), withoutXSRF(bad), powerless(bad), version(bad, "2020-01-01"),
		damaged, nobody(damaged), withoutXSRF(damaged),
		s.with("Content-Type", "application/xml").holding("<a/>"),
		s.with("Content-Type", "application/json").holding(`{"x":"` + strings.Repeat("x", 1<<20) + `"}`),
		{method: "PATCH", path: s.path},
	}
}

func withQuery(path, query string) string {
	if strings.Contains(path, "?") {
		return path + "&" + query
	}
	return path + "?" + query
}

// probes are the requests that are particular to an endpoint, after the platform's.
func probes(t testing.TB) map[string][]step {
	probe := uploading("application/gzip", archive(t, "probe", probeAssets))
	return map[string][]step{
		"fleet.agent_download_sources.create": {
			post(sources, validSource), post(sources, `{"name":"Source","host":"https://b.example.test/"}`),
			post(sources, `{"name":"a","host":"https://b.example.test/","proxy_id":"nowhere"}`),
			post(sources, `{"name":"b","host":"https://b.example.test/","ssl":{"key":"k"},"secrets":{"ssl":{"key":"k"}}}`),
			get(sources), get(sources + "/s1"),
		},
		"fleet.agent_policies.get": {
			get(policies + "/nowhere"), get(policies + "/in-lab"), get(policies + "/rich?format=simplified"),
			get(policies + "/rich?format=other"), get(policies + "/plain"),
		},
		"fleet.epm.packages.upload": {
			probe.after(time.Minute), probe, probe.by(reference.Privileged().Basic()).after(11 * time.Second),
			uploading("application/gzip", "no archive").after(time.Minute), get(uploads + "/probe/1.0.0"),
		},
		"fleet.epm.verification_key_id.get": {},
		"fleet.check_permissions.get":       {powerless(get("/api/fleet/check-permissions?fleetServerSetup=true"))},
		"fleet.proxies.update": {
			put(proxies+"/p1", `{"proxy_headers":{"a":"b"},"certificate":"/a","certificate_authorities":"/b","certificate_key":"/c"}`),
			put(proxies+"/nowhere", `{}`), put(proxies+"/p1", `{"name":"Only a name"}`), get(proxies + "/p1"),
			get(policies + "/plain"), put(proxies+"/p1", `{}`),
		},
		"fleet.fleet_server_hosts.delete": {
			remove(hosts + "/nowhere"), remove(hosts + "/fleet-default-fleet-server-host"), get(hosts + "/h1"), get(hosts),
		},
		"roles.delete": {remove(role + "/nowhere"), remove(role + "/superuser"), get(role + "/r1"), get(role)},
		"detections.signals_migration.cleanup": {
			wipe(cleanup, `{"migration_ids":["m-failure","nowhere"]}`), wipe(cleanup, `{"migration_ids":["m-failure"]}`),
			wipe(cleanup, ``), wipe(cleanup, `{"migration_ids":["m-pending"],"surprise":1}`), wipe(cleanup, `{"migration_ids":["m-success"]}`),
			wipe(cleanup, `{"migration_ids":["m-failure"]}`), get(cleanup + "_status?from=now-30d"),
		},
		"endpointlist.create": {
			post("/api/endpoint_list", `{"ignored":true}`), get("/api/exception_lists?list_id=endpoint_list&namespace_type=agnostic"),
		},
		"entitystore.entities.list": slices.Concat(
			pagesOf(entities+"?entity_types=user,host,service"),
			[]step{get(entities + "?entity_types=user"), get(entities + "?entity_types=user&entity_types=host"),
				get(entities + "?entity_types=user,host,service&sort_field=user.risk.calculated_score_norm"),
				get(entities + "?entity_types=user,host,service&sort_order=asc"),
				get(entities + "?entity_types=user,host&filterQuery=" + `%7B%22term%22%3A%7B%22user.name%22%3A%22ada.lovelace%22%7D%7D`),
				get(entities + "?entity_types=user&filterQuery=no"), get(entities + "?entity_types=user&filterQuery=%7B%7D"),
				get(entities + "?entity_types=user&page=101&per_page=100")}),
		"lists.find": slices.Concat(
			pagesOf(find+"?sort_field=name"),
			[]step{get(find), get(find + "?sort_field=name&sort_order=desc"), get(find + "?filter=type:ip"), get(find + "?filter=name:*addr*"),
				get(find + "?cursor=broken"), get(find + "?page=101&per_page=100"), get("/s/lab" + find), get("/s/nowhere" + find),
				get(find + "?sort_field=name&per_page=1"), get(find + "?sort_field=name&page=2&per_page=1&cursor={cursor}")}),
		"neighbours": {
			get(proxies), get(sources), get(hosts), get(policies), get(find), get(role), get("/api/lists?id=l1"),
			post(proxies, `{"id":"p1","name":"Again","url":"http://old.example.test:80"}`), put(role+"/r1?createOnly=true", `{"elasticsearch":{}}`),
			post(policies, `{"id":"other","name":"Plain","namespace":"default"}`),
			uploading("application/zip", zipPackage(t, "first")).after(time.Minute), probe.after(time.Minute),
			remove(proxies + "/p2"), remove(sources + "/s0"), post(policies+"/delete", `{"agentPolicyId":"plain"}`),
			remove("/api/lists?id=l1"), remove(uploads + "/probe/1.0.0"), get(uploads + "/probe/1.0.0"),
			get(proxies), get(sources), get(policies), get(find), get(role),
		},
		"all": {get("/api/nothing"), post("/api/nothing", "{}"), get("/api/status"), nobody(get("/api/status")), nobody(get("/api/nothing")), get(find + "/")},
	}
}

func pagesOf(path string) []step {
	return []step{get(path + "&per_page=1"), get(path + "&per_page=1&page=2"), get(path + "&per_page=2&page=2"), get(path + "&page=9")}
}
