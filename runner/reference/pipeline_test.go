package reference_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestEarlierDecisionsWin breaks two rules at once and expects the refusal of the earlier stage.
func TestEarlierDecisionsWin(t *testing.T) {
	d := start(t)
	damaged := post(sources, `{`)
	bad := post(sources, `{}`)
	play(t, d, []row{
		{nobody(damaged), 401, "message", "Unauthorized"},
		{nobody(withoutXSRF(bad)), 401, "message", "Unauthorized"},
		{withoutXSRF(damaged), 400, "message", "Invalid request payload JSON format"},
		{powerless(damaged), 400, "message", "Invalid request payload JSON format"},
		{withoutXSRF(bad).with("Content-Type", "application/xml"), 415, "message", "Unsupported Media Type"},
		{powerless(withoutXSRF(bad)), 400, "message", "Request must contain a kbn-xsrf header."},
		{powerless(bad).with("Kbn-Version", "7.0.0"), 400, "attributes.expected", "9.1.0"},
		{withoutXSRF(bad).with("Kbn-Version", "9.1.0"), 400, "message", "[request body.name]*"},
		{version(powerless(bad), "nonsense"), 403, "message", "API [POST /api/fleet/agent_download_sources] is unauthorized for user, this action is granted by the Kibana privileges [fleet-settings-all]"},
		{version(bad, "latest"), 400, "message", "Invalid version.*"},
		{version(bad, "2020-01-01"), 400, "message", "No version \"2020-01-01\" available for [post] [/api/fleet/agent_download_sources]. Available versions are: [2023-10-31]"},
		{post(sources+"?apiVersion=2023-10-31", `{}`), 400, "message", "The use of query parameter*"},
		{version(bad, "2023-10-31"), 400, "message", "[request body.name]*"},
		{post(sources, `{"x":"`+strings.Repeat("x", 1<<20)+`"}`), 413, "message", "Payload content length greater than maximum allowed: 1048576"},
		{post(sources, `{"__proto__":{}}`), 400, "message", "Invalid request payload JSON format"},
		{post(sources, `{}`).with("Content-Type", "application/vnd.api+json"), 400, "message", "[request body.name]*"},
		{nobody(get(find + "?page=abc")), 401, "error", "Unauthorized"},
		{powerless(get(find + "?page=1&per_page=20")), 403, "message", "API [GET /api/lists/_find?page=1&per_page=20] is unauthorized for user, this action is granted by the Kibana privileges [lists-read]"},
		{powerless(get("/s/lab" + find)), 403, "message", "API [GET /api/lists/_find] is unauthorized*"},
		{powerless(get(entities)), 403, "message", "*"},
	})
}

func TestWhatIsNotThere(t *testing.T) {
	d := start(t)
	play(t, d, []row{
		{get("/api/nothing"), 404, "message", "Not Found"},
		{nobody(get("/api/nothing")), 401, "message", "Unauthorized"},
		{post("/api/nothing", "{}"), 404, "error", "Not Found"},
		{get("/api/endpoint_list"), 404, "error", "Not Found"},
		{get(cleanup), 404, "error", "Not Found"},
		{post("/api/fleet/check-permissions", "{}"), 404, "error", "Not Found"},
		{step{method: http.MethodPatch, path: proxies + "/x"}, 404, "error", "Not Found"},
		{get(proxies + "//"), 302, "", ""},
		{nobody(get("/app/home")), 302, "", ""},
	})
	if a := d.do(t, get("/s/lab"+find+"/?page=2")); a.status != 302 || a.header.Get("Location") != "/s/lab/api/lists/_find?page=2" {
		t.Errorf("a trailing slash: got %d %s", a.status, a.header.Get("Location"))
	}
}

func TestCredentials(t *testing.T) {
	d := start(t)
	p, q := reference.Privileged(), reference.Powerless()
	for _, authorization := range []string{p.APIKey(), p.Basic(), p.Bearer(), "apikey " + p.EncodedKey()} {
		play(t, d, []row{{get(find).by(authorization), 200, "total", "0"}})
	}
	for _, authorization := range []string{q.APIKey(), q.Basic(), q.Bearer()} {
		play(t, d, []row{{get(find).by(authorization), 403, "error", "Forbidden"}})
	}
	play(t, d, []row{
		{get(find).by("Basic ZWxhc3RpYzp3cm9uZw=="), 401, "message", "[security_exception\n\tRoot causes:\n\t\tsecurity_exception: unable to authenticate user [elastic]*"},
		{get(find).by("ApiKey bm90OnZhbGlk"), 401, "message", "[security_exception*"},
		{get(find).by("Bearer no"), 401, "message", "[security_exception*"},
		{get(find).by("Magic no"), 401, "message", "Unauthorized"},
		{get("/api/status"), 200, "version.number", "9.1.0"},
		{nobody(get("/api/status")), 200, "@this", `{"status":{"overall":{"level":"available"}}}`},
		{get("/api/status?v7format=true&v8format=true"), 400, "error", "Bad Request"},
		{get("/api/status?v7format=true"), 200, "status.overall.state", "green"},
	})
}

// TestVersionHeader asks which answers carry elastic-api-version: those of the versioned layer.
func TestVersionHeader(t *testing.T) {
	d := start(t, stocked()...)
	for _, r := range []struct {
		step step
		want string
	}{
		{get(find), "2023-10-31"},
		{get(find + "?page=abc"), "2023-10-31"},
		{remove(role + "/none"), "2023-10-31"},
		{powerless(remove(role + "/none")), "2023-10-31"},
		{get("/api/status"), "2023-10-31"},
		{nobody(get(find)), ""},
		{powerless(get(find)), ""},
		{withoutXSRF(post(sources, "{}")), ""},
		{version(get(find), "2020-01-01"), ""},
		{get("/api/nothing"), ""},
	} {
		if got := d.do(t, r.step).header.Get("Elastic-Api-Version"); got != r.want {
			t.Errorf("%s %s: got %q, want %q", r.step.method, r.step.path, got, r.want)
		}
	}
	if a := d.do(t, wipe(cleanup, `{"migration_ids":["m-pending"]}`)); !strings.HasPrefix(a.header.Get("Warning"), "299 Kibana-9.1.0 ") {
		t.Errorf("a deprecated route: got warning %q", a.header.Get("Warning"))
	}
	if a := start(t, reference.WithVersion("8.13.4")).do(t, get("/api/status")); a.header.Get("Elastic-Api-Version") != "" {
		t.Error("status of 8.13 carries elastic-api-version")
	}
}

func TestHeadFollowsGet(t *testing.T) {
	d := start(t)
	full, head := d.do(t, get(find)), d.do(t, step{method: http.MethodHead, path: find})
	if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != full.header.Get("Content-Length") {
		t.Errorf("got %v", head)
	}
	if a := d.do(t, withoutXSRF(step{method: http.MethodHead, path: "/api/nothing"})); a.status != 404 {
		t.Errorf("unknown path: got %d, want 404", a.status)
	}
}

func TestEmptyAnswersHaveNoType(t *testing.T) {
	d := start(t)
	a := d.do(t, put(role+"/r", `{"elasticsearch":{}}`))
	if _, typed := a.header["Content-Type"]; a.status != 204 || typed || a.body != "" {
		t.Errorf("got %v", a)
	}
}

func TestBasePath(t *testing.T) {
	play(t, start(t, reference.WithBasePath("/kbn")), []row{
		{get("/kbn" + find), 200, "total", "0"},
		{get("/kbn/s/lab" + find), 200, "total", "0"},
		{get(find), 404, "error", "Not Found"},
		{get("/kbnx" + find), 404, "error", "Not Found"},
	})
}

func TestControlSurface(t *testing.T) {
	d := start(t)
	before := d.Objects()
	d.do(t, post(proxies, `{"id":"p","name":"P","url":"http://h:1"}`))
	want := reference.Object{Kind: "fleet-proxy", ID: "p"}
	if !slices.Contains(d.Objects(), want) {
		t.Errorf("the proxy is not among %v", d.Objects())
	}
	d.do(t, remove(proxies+"/p"))
	if !slices.Equal(before, d.Objects()) {
		t.Error("objects differ after the clean-up")
	}
	last := d.Requests()[1]
	if d.RequestCount() != 2 || last != (reference.Request{Method: "DELETE", Path: proxies + "/p", Route: "fleet.proxies.delete", Status: 200}) {
		t.Errorf("got %d requests, the last is %+v", d.RequestCount(), last)
	}
	if err := d.AddObject(want, map[string]any{"id": "p", "name": "Q", "url": "http://h:1"}); err != nil {
		t.Fatal(err)
	}
	if err := d.AddObject(want, nil); err == nil {
		t.Error("an object can be added twice")
	}
	if len(d.Routes()) < 40 {
		t.Errorf("got %d routes", len(d.Routes()))
	}
}
