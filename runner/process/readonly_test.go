package process

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

// counter is a proxy that knows nothing of the program: it counts what is
// forbidden in read mode.
type counter struct {
	mu        sync.Mutex
	next      http.Handler
	all       int
	forbidden []string
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.all++
	override := r.Header.Get("X-Http-Method-Override") + r.Header.Get("X-Http-Method") + r.Header.Get("X-Method-Override") + r.URL.Query().Get("_method") + r.URL.Query().Get("method")
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions || override != "" || r.ContentLength != 0 ||
		strings.Contains(r.URL.Path, "delete") {
		c.forbidden = append(c.forbidden, fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), override))
	}
	c.mu.Unlock()
	c.next.ServeHTTP(w, r)
}

// behindCounter starts a reference server with a counting proxy before it, and a
// client in read mode.
func behindCounter(t *testing.T) (*counter, *target.Client) {
	t.Helper()
	server, err := reference.New(reference.WithSample())
	if err != nil {
		t.Fatal(err)
	}
	behind := httptest.NewServer(server)
	t.Cleanup(behind.Close)
	to, err := url.Parse(behind.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &counter{next: httputil.NewSingleHostReverseProxy(to)}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	client, err := target.New(target.Config{BaseURL: front.URL, Credentials: target.Credentials{
		Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey()),
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return proxy, client
}

// hostile are steps that lie about what they do: each a request, and what a
// fixture might say to get it sent.
func hostile() []plan.Step {
	text := func(s string) *string { return &s }
	read := func(method, path string, send fixtures.Send) plan.Step {
		return plan.Step{Step: fixtures.Step{Send: send}, Line: fixtures.Line{Method: method, Path: path}, Mode: "read"}
	}
	var out []plan.Step
	for _, path := range []string{"/api/fleet/proxies/{own}", "/api/security/role/{own}", "/api/lists/index", "/api/detection_engine/signals/migration", "/s/{own}/api/lists"} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} { // declared a read
			out = append(out, read(method, path, fixtures.Send{Body: map[string]any{"name": "{own}"}}))
		}
		for _, header := range []string{"x-http-method-override", "X-HTTP-Method", "x-method-override"} { // a GET that asks for more
			out = append(out, read("GET", path, fixtures.Send{Headers: map[string]*string{header: text("DELETE")}}))
		}
		out = append(out,
			read("GET", path, fixtures.Send{Query: map[string]any{"_method": "DELETE"}}),
			read("GET", path, fixtures.Send{Suffix: "?method=DELETE"}),
			read("GET", path, fixtures.Send{Raw: text("DELETE " + path + " HTTP/1.1\r\n\r\n")}),
			read("GET", path, fixtures.Send{Suffix: "/_delete"}))
	}
	undone := read("GET", "/api/fleet/proxies", fixtures.Send{}) // an undo that would be sent behind a read
	undone.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/fleet/proxies/{own}"}
	found := undone
	found.Undo = &fixtures.Undo{Method: "POST", Path: "/api/fleet/agent_policies/delete", Body: map[string]any{"agentPolicyId": "{found}"},
		Find: &fixtures.Find{Path: "/api/fleet/agent_policies", ID: `items.#(name!="{own}").id`}}
	method := read("GET", "/api/endpoint_list", fixtures.Send{})
	method.Line.Method = "post"
	smuggled := read("GET", "/api/fleet/proxies", fixtures.Send{Suffix: "%0d%0aDELETE%20/api/lists/index"})
	return append(out, undone, found, method, smuggled)
}

// In read mode, whatever fixtures say, nothing leaves that may change anything,
// and what reads is judged all the same.
func TestReadModeSendsNoChange(t *testing.T) {
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fixtures.Load(set.Has)
	if err != nil {
		t.Fatal(err)
	}
	// Planned as if everything might be sent: only the guard is in between.
	p, err := plan.Build(data, plan.Options{Run: "r1", Mode: "write", Allow: plan.Consents(data), Unprivileged: true, Schemas: set})
	if err != nil {
		t.Fatal(err)
	}
	lies := hostile()
	for i, step := range lies {
		step.ID = fmt.Sprintf("hostile.%d", i)
		step.Step.ID = step.ID
		p.Flows = append(p.Flows, &plan.Flow{ID: step.ID, Steps: []plan.Step{step}})
	}
	proxy, client := behindCounter(t)
	session := play.Start(t.Context(), p, client, play.Options{Concurrency: 4})
	judge := kit.Contract{Fixtures: data, Schemas: set, Areas: suites.All()}.Judge("", rules.Required, session.Wait)
	reads, judged := 0, 0
	for _, c := range p.Cases {
		if c.Mode != "read" || c.Flow == nil {
			continue
		}
		reads++
		switch v := judge.Decide(t.Context(), c); v.Outcome {
		case kit.Passed:
			judged++
		case kit.Failed:
			t.Errorf("%s", v)
		}
	}
	<-session.Done()
	if len(proxy.forbidden) > 0 {
		t.Errorf("%d forbidden requests of %d: %v", len(proxy.forbidden), proxy.all, proxy.forbidden)
	}
	for i := range lies {
		id := fmt.Sprintf("hostile.%d", i)
		if r, ok := session.Wait(t.Context(), id); !ok || r.Exchange.Response != nil && lies[i].Undo == nil {
			t.Errorf("%s was answered: %s", id, r.Exchange.Request.URL)
		}
	}
	if len(lies) < 50 || reads < 100 || judged*100 < reads*60 {
		t.Errorf("%d hostile fixtures; %d of %d reads judged", len(lies), judged, reads)
	}
	t.Logf("%d requests arrived, %d of them forbidden, with %d hostile fixtures; %d of %d reads judged", proxy.all, len(proxy.forbidden), len(lies), judged, reads)
}
