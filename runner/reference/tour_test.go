package reference_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// tour asks for everything once: every route, most refusals, some things twice.
func tour(t testing.TB) []step {
	good, own := valid(t), probes(t)
	out := prepare()
	for _, endpoint := range reference.Core() {
		s := good[endpoint]
		bad := s
		bad.path = withQuery(s.path, "surprise=1&page=abc&format=other")
		out = append(out, nobody(s), withoutXSRF(s), powerless(s), version(s, "latest"), bad, s)
		out = append(out, own[endpoint]...)
	}
	out = slices.Concat(out, own["neighbours"], own["all"], platform(good["fleet.proxies.update"]))
	return append(out,
		post(sources, `{"id":"secret","name":"Secret","host":"https://b.example.test/a/b","secrets":{"ssl":{"key":"/etc/key.pem"}}}`),
		post(sources, `{"name":"No id","host":"https://b.example.test/"}`), post(proxies, `{"id":"wide","name":"Größe 😀","url":"http://h.example.test:1"}`),
		post(hosts, `{"name":"No URL","host_urls":["plain"]}`), powerless(remove(role+"/r2")), get(uploads+"/probe/1.0.0"),
		step{method: http.MethodHead, path: find}, step{method: http.MethodHead, path: "/api/nothing"}, get("/api/status?v7format=true"),
		post("/api/lists/index", ""), get("/api/lists/index"), get("/api/exception_lists?list_id=none"), get(find+"?page=abc&per_page=x"),
		post(proxies, `{"name":"Labelled","url":"http://h:1"}`).with("Content-Type", "text/plain"),
		nobody(step{method: http.MethodPatch, path: proxies + "/x"}), withoutXSRF(post("/api/nothing", "{}")),
		post(proxies, `{"name":"No id","url":"http://h.example.test:1"}`), get(entities+"?entity_types=user,host,service&per_page=100"),
		get(entities+"?entity_types=generic"), post(sources, `{"name":"Odd","host":"https://b.example.test/","ssl":{"certificate":"no path at all"}}`),
		post("/api/lists", `{"name":"Free","description":"d","type":"ip","meta":{"a":1},"serializer":"s"}`), get(find), get(find), get(find),
		get(find+"?sort_field=name").after(400*time.Millisecond), remove(proxies+"/preconfigured-proxy"), get("/api/spaces/space/marketing"),
	)
}

// wires is a listener that writes down what the server sends: one entry for each write.
type wires struct {
	net.Listener
	mu     sync.Mutex
	writes []string
}

func (w *wires) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	return tapped{conn, w}, err
}

func (w *wires) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.writes, "\n|\n")
}

type tapped struct {
	net.Conn
	log *wires
}

func (t tapped) Write(p []byte) (int, error) {
	t.log.mu.Lock()
	t.log.writes = append(t.log.writes, string(p))
	t.log.mu.Unlock()
	return t.Conn.Write(p)
}

// furnished are the options of a deployment with everything to show.
func furnished() []reference.Option {
	return append(stocked()[:1:1], reference.WithMigrations(reference.SampleMigrations()...), reference.WithEntities(reference.SampleEntities()...))
}

// travel takes the tour and returns the answers, and what was on the wire.
func travel(t testing.TB, below string, asked []step, opts ...reference.Option) ([]answer, string) {
	t.Helper()
	clock := newClock()
	srv, err := reference.New(append([]reference.Option{reference.WithClock(clock.Now)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.AddObject(reference.Object{Kind: "ingest-agent-policies", Space: "default", ID: "rich"}, richPolicy()); err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewUnstartedServer(srv)
	log := &wires{Listener: listener.Listener}
	listener.Listener = log
	listener.Start()
	defer listener.Close()
	client := listener.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d := &deployment{Server: srv, url: listener.URL + below, clock: clock, client: client}
	var answers []answer
	cursor := ""
	for _, s := range asked {
		s.path = strings.ReplaceAll(s.path, "{cursor}", cursor)
		a := d.send(t.Context(), s)
		cursor = a.json("cursor").String()
		answers = append(answers, a)
	}
	client.CloseIdleConnections()
	return answers, log.String()
}
