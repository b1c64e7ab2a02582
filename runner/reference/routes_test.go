package reference_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// row reads: a request, the status it gets, and a member of the answer with its value.
type row struct {
	step   step
	status int
	path   string // gjson path; empty: the body is not looked at
	want   string // the value as text; * at the end: a prefix
}

func play(t *testing.T, d *deployment, rows []row) {
	t.Helper()
	for _, r := range rows {
		a := d.do(t, r.step)
		got := a.json(r.path).String()
		prefix, open := strings.CutSuffix(r.want, "*")
		fits := got == r.want || open && strings.HasPrefix(got, prefix)
		if a.status != r.status || r.path != "" && !fits {
			t.Errorf("%s %s %.80s\n got %d %s\nwant %d, %s = %q", r.step.method, r.step.path, r.step.body, a.status, a.body, r.status, r.path, r.want)
		}
	}
}

func TestFleetSettings(t *testing.T) {
	play(t, start(t), []row{
		{get(sources), 200, "items.0.id", "fleet-default-download-source"},
		{post(sources, `{"id":"a","name":"A","host":"https://h.example.test/"}`), 200, "item.is_default", "false"},
		{post(sources, `{"id":"a","name":"Other","host":"https://h.example.test/"}`), 409, "message", "Saved object [ingest-download-sources/a] conflict"},
		{post(sources, `{"id":"a","name":"A","host":"https://h.example.test/"}`), 409, "error", "Conflict"},
		{post(sources, `{"name":"A","host":"https://h.example.test/"}`), 400, "message", "Download source 'a' already exists*"},
		{post(sources, `{"name":"B"}`), 400, "message", "[request body.host]: expected value of type [string] but got [undefined]"},
		{post(sources, `{"name":7,"host":"https://h.example.test/"}`), 400, "message", "[request body.name]: expected value of type [string] but got [number]"},
		{post(sources, `{"name":"B","host":"ftp://h.example.test/"}`), 400, "message", "[request body.host]: *"},
		{post(sources, `{"name":"B","host":"plain"}`), 400, "message", "[request body.host]: *"},
		{post(sources, `{"name":"B","host":"https://h.example.test/","bogus":1}`), 400, "message", "[request body.bogus]: definition for this key is missing"},
		{post(sources, `{"name":"B","host":"https://h.example.test/","proxy_id":"x"}`), 400, "message", "Proxy x not found"},
		{post(sources+"?ignored=1", `{"id":"n","name":"N","host":"https://h.example.test/","proxy_id":null}`), 200, "item.proxy_id", ""},
		{post(sources, `{"id":"k","name":"K","host":"https://h.example.test/","secrets":{"ssl":{"key":"/k.pem"}}}`), 200, "item.secrets.ssl.key.id", "*"},
		{get(sources + "/a"), 200, "item.name", "A"},
		{get(sources + "/none"), 404, "message", "Agent binary source none not found"},
		{put(sources+"/none", `{"name":"A","host":"https://h.example.test/"}`), 404, "message", "Download source none not found"},
		{put(sources+"/a", `{"name":"A2","host":"https://h.example.test/"}`), 200, "item.name", "A2"},
		{remove(sources + "/fleet-default-download-source"), 400, "message", "Default Download source fleet-default-download-source cannot be deleted."},
		{post(sources, `{"id":"d","name":"D","host":"https://h.example.test/","is_default":true}`), 200, "item.is_default", "true"},
		{get(sources + "/fleet-default-download-source"), 200, "item.is_default", "false"},
		{remove(sources + "/a"), 200, "id", "a"},
		{remove(sources + "/a"), 404, "statusCode", "404"},

		{post(proxies, `{"id":"p","name":"P","url":"socks5://h:1","proxy_headers":{"a":1,"b":true,"c":"x"},"is_preconfigured":true}`), 200, "item.is_preconfigured", "false"},
		{post(proxies, `{"id":"p","name":"P","url":"http://h:1"}`), 409, "message", "Saved object [fleet-proxy/p] conflict"},
		{post(proxies, `{"name":"P","url":"ftp://h:1"}`), 400, "message", "[request body.url]: *"},
		{put(proxies+"/p", `{"name":"Q"}`), 200, "item.proxy_headers", ""},
		{get(proxies + "/p"), 200, "item.url", "socks5://h:1"},
		{put(proxies+"/p", `{}`), 200, "item.name", "Q"},
		{put(proxies+"/p", `{"id":"p"}`), 400, "message", "[request body.id]: definition for this key is missing"},
		{put(proxies+"/none", `{"id":"p"}`), 400, "message", "[request body.id]: *"},
		{put(proxies+"/none", `{}`), 404, "message", "Proxy none not found"},
		{put(proxies+"/p", ``), 400, "message", "[request body]: expected a plain object value, but found [null] instead."},
		{remove(proxies + "/p"), 200, "id", "p"},
		{get(proxies + "/p"), 404, "message", "Fleet proxy p not found"},

		{get(hosts), 200, "items.#", "1"},
		{post(hosts, `{"id":"h","name":"H","host_urls":["https://h.example.test","http://i:8220/x"]}`), 200, "item.host_urls.0", "https://h.example.test:443"},
		{post(hosts, `{"name":"H","host_urls":[]}`), 400, "message", "[request body.host_urls]: array size is [0], but cannot be smaller than [1]"},
		{post(hosts, `{"name":"H","host_urls":["plain"]}`), 500, "error", "Internal Server Error"},
		{remove(hosts + "/fleet-default-fleet-server-host"), 403, "error", "Forbidden"},
		{wipe(hosts+"/h?ignored=1", `{"ignored":1}`), 200, "id", "h"},
		{remove(hosts + "/h"), 404, "message", "Fleet server h not found"},

		{get("/api/fleet/epm/verification_key_id?ignored=1"), 200, "id", "d27d666cd88e42b4"},
		{get("/api/fleet/check-permissions?fleetServerSetup=true"), 200, "success", "true"},
		{powerless(get("/api/fleet/check-permissions")), 200, "error", "MISSING_PRIVILEGES"},
		{get("/api/fleet/check-permissions?fleetServerSetup=maybe"), 400, "message", "[request query.fleetServerSetup]: expected value of type [boolean] but got [string]"},
		{get("/api/fleet/check-permissions?x=1"), 400, "message", "[request query.x]: definition for this key is missing"},
	})
}

func TestAgentPolicies(t *testing.T) {
	d := start(t)
	play(t, d, []row{
		{post(policies+"?sys_monitoring=false", `{"id":"a","name":"A","namespace":"default","description":""}`), 200, "item.revision", "1"},
		{post(policies, `{"name":"A","namespace":"default"}`), 409, "message", "Agent policy 'a' already exists*"},
		{post(policies, `{"id":"a","name":"B","namespace":"default"}`), 409, "message", "Saved object [ingest-agent-policies/a] conflict"},
		{post(policies, `{"name":"B","namespace":"Not valid"}`), 400, "message", "[request body.namespace]: *"},
		{post(policies, `{"name":"","namespace":"default"}`), 400, "message", "[request body.name]: value has length [0]*"},
		{get(policies + "/a"), 200, "item.package_policies", "[]"},
		{get(policies + "/a"), 200, "item.agents", "0"},
		{get(policies + "/a?format=legacy"), 200, "item.inactivity_timeout", "1209600"},
		{get(policies + "/a?format=other"), 400, "message", "[request query.format]: types that failed validation:\n- [request query.format.0]: expected value to equal [simplified]\n- [request query.format.1]: expected value to equal [legacy]"},
		{get(policies + "/a?x=1"), 400, "message", "[request query.x]: definition for this key is missing"},
		{get("/s/default" + policies + "/a"), 200, "item.id", "a"},
		{get("/s/other" + policies + "/a"), 404, "message", "*"},
		{get(policies + "/delete"), 404, "message", "Saved object [ingest-agent-policies/delete] not found"},
		{put(policies+"/a", `{"name":"A2","namespace":"default"}`), 200, "item.revision", "2"},
		{get(policies + "?perPage=1"), 200, "total", "1"},
		{post(policies+"/delete", `{"agentPolicyId":"none"}`), 404, "error", "Not Found"},
		{post(policies, `{"id":"m","name":"M","namespace":"default","is_managed":true}`), 200, "item.is_managed", "true"},
		{post(policies+"/delete", `{"agentPolicyId":"m"}`), 400, "message", "Cannot delete hosted agent policy m"},
		{post(policies+"/delete", `{"agentPolicyId":"a"}`), 200, "name", "A2"},
		{get(policies + "/a"), 404, "statusCode", "404"},
	})
	if err := d.AddObject(reference.Object{Kind: "ingest-agent-policies", Space: "default", ID: "rich"}, richPolicy()); err != nil {
		t.Fatal(err)
	}
	play(t, d, []row{
		{get(policies + "/rich"), 200, "item.package_policies.0.inputs.0.streams.0.data_stream.dataset", "nginx.access"},
		{get(policies + "/rich?format=simplified"), 200, `item.package_policies.0.inputs.nginx-logfile.streams.nginx\.access.vars.paths.0`, "/var/log/nginx/*.log"},
	})
}

func TestPackages(t *testing.T) {
	good := archive(t, "probe", probeAssets)
	play(t, start(t), []row{
		{uploading("application/gzip", "no archive"), 400, "message", "Error during extraction of package*"},
		{uploading("application/zip", good), 400, "message", "Error during extraction of package*"},
		{uploading("application/gzip", ""), 400, "statusCode", "400"},
		{uploading("application/gzip; application/zip", good), 415, "error", "Unsupported Media Type"},
		{uploading("application/json", good), 415, "message", "Unsupported Media Type"},
		{uploading("application/gzip", gzipped(t, "probe-1.0.0", map[string]string{"manifest.yml": "name: probe\n"})), 400, "message", "Invalid top-level package manifest*"},
		{uploading("application/gzip", gzipped(t, "probe-1.0.0", map[string]string{"a.txt": "a"})), 400, "message", "Package at top-level directory*"},
		{uploading("application/gzip", good), 200, "_meta.name", "probe"},
		{uploading("application/gzip", good), 429, "error", "Too Many Requests"},
		{uploading("application/gzip", good).after(10 * time.Second), 200, "items.#(type==\"dashboard\").id", "probe-1"},
		{uploading("application/zip", zipPackage(t, "zipped")).after(time.Minute), 200, "_meta.install_source", "upload"},
		{post(uploads+"?ignoreMappingUpdateErrors=maybe", good).with("Content-Type", "application/gzip"), 400, "message", "[request query.ignoreMappingUpdateErrors]*"},
		{get(uploads + "/probe/1.0.0"), 200, "item.status", "installed"},
		{get(uploads + "/probe"), 200, "item.version", "1.0.0"},
		{get(uploads + "/probe/2.0.0"), 404, "message", "[probe] package not installed or found in registry"},
		{remove(uploads + "/probe/1.0.0?force=true"), 200, "items.#", "3"},
		{remove(uploads + "/probe/1.0.0"), 400, "message", "probe is not installed"},
	})
	d := start(t, reference.WithVersion("8.13.4"))
	a := d.do(t, uploading("application/gzip", good))
	if !a.json("response").IsArray() || a.json("_meta.name").Exists() {
		t.Errorf("8.13 repeats the items as response and does not tell the name, got %s", a.body)
	}
	limited := d.do(t, uploading("application/gzip", good))
	if limited.header.Get("Retry-After") != "10" {
		t.Errorf("got retry-after %q, want 10", limited.header.Get("Retry-After"))
	}
}

// TestPackageAssets: what an archive holds is listed in one order, on installation and on removal.
func TestPackageAssets(t *testing.T) {
	const listed = `[{"id":"in","type":"ingest_pipeline"},{"id":"blue","type":"tag"},{"id":"green","type":"tag"}]`
	assets := map[string]string{"kibana/tag/green.json": "{}", "kibana/tag/blue.json": "{}", "elasticsearch/ingest_pipeline/in.yml": "processors: []",
		"kibana/tag/README.md": "# Tags", "kibana/tags.yml": "[]"}
	play(t, start(t), []row{
		{uploading("application/gzip", archive(t, "tagged", assets)), 200, "items", listed},
		{get(uploads + "/tagged"), 200, "item.installationInfo.installed_kibana.#.id", `["blue","green"]`},
		{get(uploads + "/tagged"), 200, "item.installationInfo.installed_es.#.id", `["in"]`},
		{uploading("application/gzip", archive(t, "tagged", nil)).after(time.Minute), 200, "items", "[]"},
		{uploading("application/gzip", archive(t, "tagged", assets)).after(time.Minute), 200, "items", listed},
		{remove(uploads + "/tagged/1.0.0"), 200, "items", listed},
		{remove(uploads + "/tagged/1.0.0"), 400, "error", "Bad Request"},
	})
}

func TestRoles(t *testing.T) {
	play(t, start(t), []row{
		{put(role+"/a", `{"elasticsearch":{"cluster":["monitor"]},"kibana":[{"base":["read"]}]}`), 204, "", ""},
		{put(role+"/a?createOnly=true", `{"elasticsearch":{}}`), 409, "error", "Conflict"},
		{put(role+"/a", `{}`), 400, "message", "[request body.elasticsearch]: *"},
		{put(role+"/a", `{"elasticsearch":{"cluster":["fly"]}}`), 400, "message", "[illegal_argument_exception*"},
		{put(role+"/superuser", `{"elasticsearch":{}}`), 400, "message", "[illegal_argument_exception*"},
		{put(role+"/"+strings.Repeat("x", 1025), `{"elasticsearch":{}}`), 400, "message", "[request params.name]: *"},
		{get(role + "/a"), 200, "kibana.0.spaces.0", "*"},
		{get(role + "/none"), 404, "statusCode", "404"},
		{put(role+"/with%20space%2Fslash", `{"elasticsearch":{}}`), 204, "", ""},
		{get(role + "/with%20space%2Fslash"), 200, "name", "with space/slash"},
		{get(role), 200, "0.name", "a"},
		{powerless(remove(role + "/a")), 403, "message", "[security_exception*"},
		{remove(role + "/superuser"), 400, "message", "[illegal_argument_exception*"},
		{remove(role + "/a"), 204, "", ""},
		{remove(role + "/a"), 404, "message", `[{"found":false}]: undefined`},
	})
}

func TestSecuritySolution(t *testing.T) {
	play(t, start(t, stocked()...), []row{
		{wipe(cleanup, ``), 400, "message", "[request body]: Expected object, received null"},
		{wipe(cleanup, `{}`), 400, "message", "[request body]: migration_ids: Required"},
		{wipe(cleanup, `{"migration_ids":[]}`), 400, "message", "[request body]: migration_ids: Array must contain at least 1 element(s)"},
		{wipe(cleanup, `{"migration_ids":[7]}`), 400, "message", "[request body]: migration_ids.0: Expected string, received number"},
		{wipe(cleanup, `{"migration_ids":["m-success","nope"]}`), 404, "status_code", "404"},
		{wipe(cleanup, `{"migration_ids":["m-pending"],"x":1}`), 200, "migrations.0.status", "pending"},
		{wipe(cleanup, `{"migration_ids":["m-success"]}`), 200, "migrations.0.version", "16"},
		{wipe(cleanup, `{"migration_ids":["m-success"]}`), 404, "message", "Saved object [security-solution-signals-migration/m-success] not found"},
		{wipe(cleanup, `{"migration_ids":["m-broken"]}`), 200, "migrations.0.error.status_code", "500"},
		{get(cleanup + "_status?from=now-1d"), 200, "indices.0.migrations.#", "3"},

		{get("/api/exception_lists?list_id=endpoint_list&namespace_type=agnostic"), 404, "status_code", "404"},
		{post("/s/lab/api/endpoint_list", `{"ignored":1}`), 200, "type", "endpoint"},
		{post("/api/endpoint_list", ""), 200, "@this", "{}"},
		{get("/api/exception_lists?list_id=endpoint_list&namespace_type=agnostic"), 200, "id", "endpoint_list"},
		{get("/api/endpoint_list/items/_find"), 200, "total", "0"},
		{remove("/api/exception_lists?list_id=endpoint_list&namespace_type=agnostic"), 200, "id", "endpoint_list"},

		{get(entities), 400, "message", "[request query]: entity_types: Required"},
		{get(entities + "?entity_types=car&page=abc&per_page=10001"), 400, "message", "[request query]: page: Expected number, received nan, per_page: Number must be less*"},
		{get(entities + "?entity_types=user&entity_types=host&x=1"), 200, "total", "20"},
		{get(entities + "?entity_types=user,host,service&per_page=2&page=13"), 200, "records.#", "1"},
		{get(entities + "?entity_types=user&sort_field=user.name&sort_order=asc"), 200, "records.0.user.name", "SYSTEM"},
		{get(entities + "?entity_types=user"), 200, "records.0.user.name", "svc-backup"},
		{get(entities + "?entity_types=user&filterQuery=%7B%22bool%22%3A%7B%22must_not%22%3A%7B%22terms%22%3A%7B%22user.name%22%3A%5B%22ada.lovelace%22%5D%7D%7D%7D%7D"), 200, "total", "9"},
		{get(entities + "?entity_types=user&filterQuery=no"), 500, "status_code", "500"},
		{get(entities + "?entity_types=user&filterQuery=%7B%22fly%22%3A%7B%7D%7D"), 400, "status_code", "400"},
		{get(entities + "?entity_types=user&page=101&per_page=100"), 400, "status_code", "400"},
	})
	play(t, start(t), []row{{get(entities + "?entity_types=user"), 200, "total", "0"}})
	play(t, start(t, reference.WithVersion("9.5.0")), []row{{get(entities + "?entity_types=user"), 404, "error", "Not Found"}})
	play(t, start(t, reference.WithVersion("8.17.0")), []row{{get(entities + "?entity_types=service"), 400, "error", "Bad Request"}})
}

func TestSpaces(t *testing.T) {
	const base = "/api/spaces/space"
	play(t, start(t), []row{
		{get(base + "/default"), 200, "name", "Default"},
		{post(base, `{"id":"lab","name":"Lab"}`), 200, "id", "lab"},
		{post(base, `{"id":"lab","name":"Lab"}`), 409, "statusCode", "409"},
		{post(base, `{"id":"No","name":"No"}`), 400, "message", "[request body.id]*"},
		{get(base + "/lab"), 200, "name", "Lab"},
		{get(base), 200, "#.id", `["default","lab"]`},
		{put(base+"/lab", `{"id":"lab","name":"Laboratory","color":"#00bfb3"}`), 200, "color", "#00bfb3"},
		{get(base + "/lab"), 200, "name", "Laboratory"},
		{put(base+"/none", `{"id":"none","name":"N"}`), 404, "error", "Not Found"},
		{post("/s/lab"+policies, `{"id":"p","name":"P","namespace":"default"}`), 200, "item.space_ids.0", "lab"},
		{remove(base + "/lab"), 204, "", ""},
		{get("/s/lab" + policies + "/p"), 404, "statusCode", "404"},
		{remove(base + "/lab"), 404, "error", "Not Found"},
	})
}

func TestLists(t *testing.T) {
	d := start(t)
	play(t, d, []row{
		{get(find), 200, "cursor", "WzBd"},
		{get("/api/lists/index"), 404, "status_code", "404"},
		{post("/api/lists", `{"name":"n","description":"d","type":"ip"}`), 400, "status_code", "400"},
		{post("/api/lists/index", ""), 200, "acknowledged", "true"},
		{post("/api/lists/index", ""), 409, "status_code", "409"},
		{get("/s/lab/api/lists/index"), 404, "status_code", "404"},
		{post("/api/lists", `{"id":"a","name":"Alpha","description":"d","type":"ip","surprise":1}`), 200, "surprise", ""},
		{post("/api/lists", `{"id":"a","name":"n","description":"d","type":"ip"}`), 409, "message", `list id: "a" already exists`},
		{post("/api/lists", `{"name":"n","description":"d","type":"car"}`), 400, "message", "[request body]: type: Invalid enum value.*"},
		{post("/api/lists", `{"id":"b","name":"Beta","description":"d","type":"keyword"}`), 200, "version", "1"},
		{post("/api/lists", `{"id":"c","name":"Gamma","description":"d","type":"ip"}`), 200, "created_by", "elastic"},
		{get(find + "?sort_field=name&sort_order=desc&x=1"), 200, "data.#.id", `["c","b","a"]`},
		{get(find + "?filter=type:ip&sort_field=name"), 200, "data.#.id", `["a","c"]`},
		{get(find + "?filter=name:%2Aet%2A"), 200, "data.#.id", `["b"]`},
		{get(find + "?page=2&per_page=2&sort_field=name"), 200, "data.#.id", `["c"]`},
		{get(find + "?page=abc"), 400, "message", "[request query]: page: Expected number, received nan"},
		{get(find + "?sort_field=%20"), 400, "message", "[request query]: sort_field: *"},
		{get(find + "?cursor=!!"), 400, "status_code", "400"},
		{get(find + "?cursor=e30"), 400, "status_code", "400"},
		{get(find + "?page=101&per_page=100"), 400, "status_code", "400"},
		{get("/s/lab" + find), 200, "total", "0"},
		{get("/api/lists?id=a"), 200, "name", "Alpha"},
		{put("/api/lists", `{"id":"a","description":"d"}`), 400, "message", "[request body]: name: Required"},
		{put("/api/lists", `{"id":"a","name":"Aleph","description":"d","meta":{"x":1}}`), 200, "version", "2"},
		{step{method: "PATCH", path: "/api/lists", body: `{"id":"a","name":"Alpha"}`}, 200, "meta.x", "1"},
		{get("/api/lists?id=a"), 200, "version", "3"},
		{put("/api/lists", `{"id":"none","name":"n","description":"d"}`), 404, "message", `list id: "none" not found`},
		{get("/api/lists"), 400, "message", "[request query]: id: Required"},
	})
	seen, cursor := "", ""
	for page := range 3 {
		a := d.do(t, get(fmt.Sprintf("%s?sort_field=name&per_page=1&page=%d%s", find, page+1, cursor)))
		seen += a.json("data.0.id").String()
		cursor = "&cursor=" + a.json("cursor").String()
	}
	if seen != "abc" {
		t.Errorf("following the cursor shows %q, want abc", seen)
	}
	play(t, d, []row{
		{get(find + "?sort_field=name&per_page=1" + cursor), 400, "status_code", "400"},
		{remove("/api/lists?id=a"), 200, "id", "a"},
		{remove("/api/lists?id=a"), 404, "message", `list id: "a" was not found`},
		{remove("/api/lists/index"), 200, "acknowledged", "true"},
		{get(find), 200, "total", "0"},
	})
}
