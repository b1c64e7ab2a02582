package target

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	wholeStatus = `{"name":"kibana","uuid":"5b2de169","version":{"number":"8.18.1","build_hash":"abc","build_number":1,"build_snapshot":false,"build_flavor":"traditional"},
		"status":{"overall":{"level":"available","summary":"All services and plugins are available"}}}`
	redactedStatus = `{"status":{"overall":{"level":"degraded"}}}`
)

// kibana answers /api/status with the body, and other paths as Kibana does.
func kibana(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		if r.URL.Path == statusPath {
			w.WriteHeader(status)
			io.WriteString(w, body)
		} else if r.Header.Get("Authorization") == "ApiKey "+key {
			w.WriteHeader(http.StatusNotFound)
		} else {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
}

func TestDiscover(t *testing.T) {
	for _, row := range []struct {
		name   string
		status int
		body   string
		want   Info
	}{
		{"8.18", 200, wholeStatus, Info{Version: "8.18.1", Flavor: "traditional", Name: "kibana", UUID: "5b2de169", Build: "abc", Level: "available", Summary: "All services and plugins are available"}},
		{"a critical one", 503, `{"version":{"number":"9.0.0","build_snapshot":true},"status":{"overall":{"level":"critical"}}}`, Info{Version: "9.0.0", Snapshot: true, Level: "critical"}},
		{"7.17", 200, `{"version":{"number":"7.17.0-SNAPSHOT"},"status":{"overall":{"state":"green"}}}`, Info{Version: "7.17.0", Snapshot: true, Level: "green"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			url := serve(t, kibana(row.status, "application/json", row.body))
			for _, mode := range []Mode{Read, Write} {
				got, err := Discover(t.Context(), client(t, url, func(c *Config) { c.Mode = mode }))
				if err != nil || got != row.want {
					t.Errorf("%+v %v", got, err)
				}
			}
		})
	}
}

func TestDiscoverSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	const jsonType, htmlType = "application/json; charset=utf-8", "text/html"
	closed := httptest.NewServer(nil)
	closed.Close()
	secure, _ := serveTLS(t, true, nil, kibana(200, jsonType, wholeStatus))
	anonymous := func(c *Config) { c.Credentials = Credentials{} }
	for _, row := range []struct {
		name   string
		url    string
		change func(*Config)
		kind   error
		text   string
	}{
		{"nobody there", closed.URL, nil, ErrUnreachable, "connection refused: check the URL"},
		{"an unknown authority", secure, nil, ErrTLS, "unknown authority: check the scheme, name the certificate authority"},
		{"not HTTP", raw(t, says("SSH-2.0-x\r\n\r\n")), nil, ErrNotHTTP, "check the port"},
		{"a connection cut", raw(t, says("")), nil, ErrUnreachable, "http:// against https://"},
		{"no answer", raw(t, saysAndStays("")), func(c *Config) { c.Timeout = 20 * time.Millisecond }, ErrUnreachable, "no answer within 20ms"},
		{"an endless answer", serve(t, kibana(200, jsonType, wholeStatus)), func(c *Config) { c.MaxBody = 9 }, ErrNotKibana, "longer than 9 bytes"},
		{"refused credentials", serve(t, kibana(401, jsonType, `{"statusCode":401}`)), nil, ErrCredentials, "refuses the credentials (401): check that the key is in its encoded form"},
		{"wrong credentials that get a status", serve(t, kibana(200, jsonType, wholeStatus)), func(c *Config) { c.Credentials.Full = APIKey("d3Jvbmc6a2V5") }, ErrCredentials, "refuses the credentials"},
		{"no credentials where some are wanted", serve(t, kibana(401, jsonType, `{}`)), anonymous, ErrCredentials, "wants credentials (401): set an API key"},
		{"forbidden", serve(t, kibana(403, jsonType, `{}`)), nil, ErrCredentials, "(403)"},
		{"a redacted status without credentials", serve(t, kibana(200, jsonType, redactedStatus)), anonymous, ErrNoVersion, "to strangers: set credentials"},
		{"a redacted status with credentials", serve(t, kibana(200, jsonType, redactedStatus)), nil, ErrNoVersion, "to these credentials"},
		{"starting", serve(t, kibana(503, "text/plain", "Kibana server is not ready yet")), nil, ErrNotReady, "still starting (503): wait"},
		{"503 of something else", serve(t, kibana(503, htmlType, "<html>")), nil, ErrNotReady, "not ready (503)"},
		{"a proxy with nothing behind it", serve(t, kibana(502, htmlType, "<html>")), nil, ErrUnreachable, "a proxy does not reach the server (502)"},
		{"overload", serve(t, kibana(429, jsonType, "{}")), nil, ErrNotReady, "(429)"},
		{"an error", serve(t, kibana(500, jsonType, "{}")), nil, ErrNotReady, "answers 500: see the log"},
		{"a redirect", serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }), nil, ErrNotKibana, `redirects to "/login" (302)`},
		{"another base path", serve(t, kibana(404, jsonType, "{}")), nil, ErrNotKibana, "(404): check the URL and the base path"},
		{"an HTML page", serve(t, kibana(200, htmlType, "<!doctype html>")), nil, ErrNotKibana, "an HTML page (200)"},
		{"Elasticsearch", serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Elastic-Product", "Elasticsearch")
			w.WriteHeader(http.StatusUnauthorized)
		}), nil, ErrNotKibana, "this is Elasticsearch"},
		{"other JSON", serve(t, kibana(200, jsonType, `{"status":"ok"}`)), nil, ErrNotKibana, "no status of Kibana"},
		{"an overall level that is none", serve(t, kibana(200, jsonType, `{"status":{"overall":{"level":1}}}`)), nil, ErrNotKibana, "no status of Kibana"},
		{"broken JSON", serve(t, kibana(200, jsonType, wholeStatus[:50])), nil, ErrNotKibana, "no status of Kibana"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := client(t, row.url)
			if row.change != nil {
				c = client(t, row.url, row.change)
			}
			info, err := Discover(t.Context(), c)
			if !errors.Is(err, row.kind) || !strings.Contains(err.Error(), row.text) || !strings.HasPrefix(err.Error(), row.url+": ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %v: %s", err, row.kind, row.text)
			}
			var problem *DiscoveryError
			if !errors.As(err, &problem) || problem.Exchange.Request.Method != "GET" {
				t.Errorf("the exchange is missing: %#v", err)
			}
			if recognised := row.kind == ErrNoVersion || row.name == "wrong credentials that get a status"; (info != Info{}) != recognised {
				t.Errorf("%+v", info)
			}
		})
	}
}

func TestDiscoverCanBeInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Discover(ctx, client(t, "http://127.0.0.1:0")); !errors.Is(err, ErrInterrupted) {
		t.Error(err)
	}
}
