package target

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// through sets the proxy variables for a test. Loopback is never proxied, so
// tests ask for a host that only the proxy knows.
func through(t *testing.T, proxy, except string) {
	for _, names := range proxyVariables {
		for _, name := range names {
			t.Setenv(name, "")
		}
	}
	t.Setenv("no_proxy", "")
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("HTTPS_PROXY", proxy)
	t.Setenv("NO_PROXY", except)
}

func TestRequestsGoThroughTheProxyOfTheEnvironment(t *testing.T) {
	var login atomic.Value
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		login.Store(r.Header.Get("Proxy-Authorization"))
		io.WriteString(w, r.RequestURI+" for proxy-password, "+r.Header.Get("Proxy-Authorization"))
	})
	through(t, strings.Replace(proxy, "http://", "http://somebody:proxy-password@", 1), "")
	c := client(t, "http://kibana.example.test")
	e := do(t, c, Request{Path: "/api/status?x=y"})
	if !e.Complete() || string(e.Response.Body) != "http://kibana.example.test/api/status?x=y for [redacted], Basic [redacted]" {
		t.Errorf("%+v %+v", e.Response, e.Failure)
	}
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte("somebody:proxy-password")); login.Load() != want {
		t.Errorf("the proxy was shown %v", login.Load())
	}
	if c.Proxy() != proxy {
		t.Errorf("proxy %s", c.Proxy())
	}
	if direct := client(t, serve(t, kibana(200, "application/json", wholeStatus))); direct.Proxy() != "" {
		t.Errorf("loopback through %s", direct.Proxy())
	}
}

func TestNoProxyTakesHostsOut(t *testing.T) {
	for except, proxied := range map[string]bool{"": true, "kibana.example.test": false, ".example.test": false, "other.example.test": true, "*": false} {
		through(t, "proxy.example.test:3128", except)
		if got := client(t, "https://kibana.example.test").Proxy() != ""; got != proxied {
			t.Errorf("NO_PROXY=%q: proxied %v", except, got)
		}
	}
}

func TestAProxyThatRefusesIsNamed(t *testing.T) {
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
	for _, row := range []struct{ name, proxy, target, want string }{
		{"CONNECT", proxy, "https://kibana.example.test", "the proxy " + strings.TrimPrefix(proxy, "http://") + " refuses to connect (407 Proxy Authentication Required)"},
		{"nobody there", "http://127.0.0.1:1", "https://kibana.example.test", "the proxy cannot be reached: dial tcp 127.0.0.1:1"},
		{"a name", "http://proxy..test:3128", "http://kibana.example.test", "the name proxy..test cannot be resolved"},
	} {
		through(t, row.proxy, "")
		e := do(t, client(t, row.target), Request{Path: "/"})
		if e.Failure == nil || e.Failure.Kind != recording.FailedConnect || !strings.Contains(e.Failure.Text, row.want) {
			t.Errorf("%s: %+v", row.name, e.Failure)
		}
	}
}

// A proxy that cannot be understood must not silently mean none, and its
// password must not be in the error.
func TestABadProxyIsAnError(t *testing.T) {
	for _, bad := range []string{"http://somebody:proxy-password@", "ftp://somebody:proxy-password@proxy.test", "http://somebody:proxy-password@proxy .test", "://"} {
		through(t, bad, "")
		_, err := New(Config{BaseURL: "http://kibana.example.test"})
		if err == nil || !strings.Contains(err.Error(), "HTTP_PROXY: this is no address of a proxy") || strings.Contains(err.Error(), "password") {
			t.Errorf("%s: %v", bad, err)
		}
		for _, unconcerned := range []string{"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"} {
			if _, err := New(Config{BaseURL: unconcerned}); err != nil {
				t.Errorf("%s: %v", unconcerned, err)
			}
		}
	}
}

// Redirects are answers, so that credentials never reach another host.
func TestCredentialsStayWithTheirHost(t *testing.T) {
	var strangers atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { strangers.Add(1) })
	for _, status := range []int{301, 302, 303, 307, 308} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other+"/login", status) })
		for _, method := range []string{"GET", "POST"} {
			e := do(t, client(t, url), Request{Method: method, Path: "/api/status"})
			if !e.Complete() || e.Response.Status != status {
				t.Errorf("%s %d: %+v %+v", method, status, e.Response, e.Failure)
			}
		}
	}
	if strangers.Load() != 0 {
		t.Errorf("%d requests to another host", strangers.Load())
	}
}

func TestSecretHeadersAreSentAndNeverShown(t *testing.T) {
	sent := make(chan http.Header, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent <- r.Header.Clone()
		io.WriteString(w, "you sent "+r.Header.Get("Cookie")+" and "+r.Header.Get("Cf-Access"))
	})
	c := client(t, url, func(c *Config) {
		c.Headers = http.Header{"x-tenant": {"blue"}}
		c.Secret = http.Header{"cookie": {"session=cookie-canary; theme=dark"}, "cf-access": {"access-canary"}, "x-pin": {"1234"}}
	})
	e := do(t, c, Request{Path: "/"})
	got := <-sent
	if got.Get("X-Tenant") != "blue" || got.Get("Cookie") != "session=cookie-canary; theme=dark" || got.Get("Cf-Access") != "access-canary" || got.Get("X-Pin") != "1234" {
		t.Errorf("sent %v", got)
	}
	preview, err := c.Preview(Request{Method: "GET", Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []recording.Exchange{e, preview} {
		text := x.Curl()
		if x.Response != nil {
			text += string(x.Response.Body)
		}
		for _, canary := range []string{"cookie-canary", "access-canary", "1234"} {
			if strings.Contains(text, canary) {
				t.Errorf("%s is in %s", canary, text)
			}
		}
		if x.Request.Header.Get("X-Tenant") != "blue" {
			t.Errorf("%v", x.Request.Header)
		}
	}
}
