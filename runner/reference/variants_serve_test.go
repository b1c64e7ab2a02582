package reference_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestServe starts listeners as the variants ask for.
func TestServe(t *testing.T) {
	serves := map[string]string{}
	for _, v := range reference.Variants() {
		serves[v.Name] = v.Serve
	}
	for _, asked := range []struct {
		variant, serve, proto string
		major                 int
	}{
		{"tls", reference.ServeTLS, "HTTP/1.1", 1}, {"http2", reference.ServeHTTP2, "HTTP/2.0", 2},
		{"chunked", reference.ServePlain, "", 0},
	} {
		if serves[asked.variant] != asked.serve {
			t.Errorf("%s: got %q, want %q", asked.variant, serves[asked.variant], asked.serve)
		}
		if asked.major == 0 {
			continue
		}
		clock := newClock()
		srv, err := reference.New(reference.WithClock(clock.Now), reference.WithVariant(asked.variant))
		if err != nil {
			t.Fatal(err)
		}
		listener := httptest.NewUnstartedServer(srv)
		listener.EnableHTTP2 = asked.serve == reference.ServeHTTP2
		listener.StartTLS()
		defer listener.Close()
		d := &deployment{Server: srv, url: listener.URL, clock: clock, client: listener.Client()}
		res, err := d.client.Get(listener.URL + "/api/status")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.Proto != asked.proto || asked.major == 2 && res.Header.Get("Keep-Alive")+res.Header.Get("Connection") != "" {
			t.Errorf("%s: got %s with %v", asked.variant, res.Proto, res.Header)
		}
		play(t, d, []row{{get(find), 200, "total", "0"}, {nobody(get(find)), 401, "error", "Unauthorized"}})
	}
}

// TestBelowAPath asks above and below the path that a variant moves Kibana to.
func TestBelowAPath(t *testing.T) {
	d := start(t, reference.WithVariant("base-path"))
	play(t, d, []row{
		{get("/kibana" + find), 200, "total", "0"}, {get("/kibana/s/lab" + find), 200, "total", "0"},
		{get(find), 404, "error", "Not Found"}, {get("/kibanax" + find), 404, "error", "Not Found"},
	})
	proxied := start(t, reference.WithVariant("base-path-of-a-proxy"))
	play(t, proxied, []row{{get("/elastic/kibana" + find), 200, "total", "0"}, {get("/elastic" + find), 404, "", ""}})
	if a := proxied.do(t, get(find)); a.header.Get("Server") != "nginx" || a.header.Get("Kbn-Name") != "" {
		t.Errorf("above the path Kibana itself answers: %v", a)
	}
	if a := d.do(t, get("/kibana"+find+"/")); a.header.Get("Location") != "/kibana/api/lists/_find" {
		t.Errorf("a trailing slash leads to %s", a.header.Get("Location"))
	}
}

func TestCompressesForWhoeverAccepts(t *testing.T) {
	d := start(t, reference.WithVariant("gzip"))
	d.client.Transport.(*http.Transport).DisableCompression = true
	if a := d.do(t, get("/api/status")); a.header.Get("Content-Encoding") != "" || !a.json("version").Exists() {
		t.Errorf("compressed although nobody accepts it: %v", a)
	}
	if a := d.do(t, get("/api/status").with("Accept-Encoding",
		"br, gzip;q=0.5")); a.header.Get("Content-Encoding") != "gzip" || a.body[:2] != "\x1f\x8b" {
		t.Errorf("not compressed: %v", a)
	}
}
