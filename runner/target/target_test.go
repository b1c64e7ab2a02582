package target

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

const key = "aWQ6c2VjcmV0LW9mLXRoZS1rZXk=" // id:secret-of-the-key

// client talks to the URL with an API key, in mode Write.
func client(t testing.TB, url string, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{BaseURL: url, Credentials: Credentials{Full: APIKey(key)}, Mode: Write, Version: "1.2.3"}
	for _, set := range change {
		set(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// serve answers with the handler until the test ends.
func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// raw accepts connections and lets answer do what no HTTP server does: it is
// called once per connection, after the first request head was read.
func raw(t testing.TB, answer func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				head := make([]byte, 4096)
				if n, err := conn.Read(head); err != nil || n == 0 {
					return
				}
				answer(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// says answers with the text and closes the connection.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) { io.WriteString(conn, text) }
}

// saysAndStays answers with the text and waits for the client to hang up.
func saysAndStays(text string) func(net.Conn) {
	return func(conn net.Conn) {
		io.WriteString(conn, text)
		io.Copy(io.Discard, conn)
	}
}

// anything is the run's.
type anything struct{}

func (anything) Vouch(Request) error { return nil }

func do(t testing.TB, c *Client, r Request) recording.Exchange {
	t.Helper()
	if r.Owner == nil {
		r.Owner = anything{}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	return c.Do(ctx, r)
}

func TestNewRefusesABadValueWithARemedy(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"no URL", func(c *Config) { c.BaseURL = "" }, "no target URL: want a URL such as"},
		{"mode", func(c *Config) { c.Mode = "raed" }, `mode "raed": want read or write`},
		{"timeout", func(c *Config) { c.Timeout = -1 }, "want a positive duration"},
		{"limit", func(c *Config) { c.MaxBody = -1 }, "want positive numbers"},
		{"head limit", func(c *Config) { c.MaxHeader = -1 }, "want positive numbers"},
		{"concurrency", func(c *Config) { c.Concurrency = -1 }, "want at least 1"},
		{"header name", func(c *Config) { c.Headers = http.Header{"A b": {"c"}} }, `extra header: "A b" is not a header name`},
		{"header value", func(c *Config) { c.Headers = http.Header{"A": {"b\nc"}} }, "extra header: header A has a value with a control character"},
		{"authorization as a header", func(c *Config) { c.Headers = http.Header{"authorization": {"x"}} }, "set the credentials instead"},
		{"a cookie as a plain header", func(c *Config) { c.Headers = http.Header{"cookie": {"sid=secret"}} }, "extra header Cookie: its value is a secret"},
		{"authorization as a secret header", func(c *Config) { c.Secret = http.Header{"authorization": {"x"}} }, "set the credentials instead"},
		{"a space that is none", func(c *Config) { c.Space = "My Space" }, `space "My Space": want the id`},
		{"credentials", func(c *Config) { c.Credentials.Full = Login{Authorization: "abc"} }, "full credentials: want a scheme and a credential"},
		{"authorities", func(c *Config) { c.CAFile = "testdata/absent.pem" }, "certificate authorities: open testdata/absent.pem"},
		{"authorities that are none", func(c *Config) { c.CAFile = "target.go" }, "target.go holds no PEM certificate"},
		{"half a client certificate", func(c *Config) { c.ClientCert = "a.pem" }, "give both the certificate and its key"},
		{"client certificate", func(c *Config) { c.ClientCert, c.ClientKey = "a.pem", "b.pem" }, "client certificate a.pem: open a.pem"},
	} {
		t.Run(row.name, func(t *testing.T) {
			config := Config{BaseURL: "http://127.0.0.1:0"}
			row.change(&config)
			if _, err := New(config); err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

func TestTheRedactorKnowsTheCredentialsAndTheSecretsItWasGiven(t *testing.T) {
	given, err := recording.NewRedactor("given-secret")
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, "http://127.0.0.1:0", func(c *Config) {
		c.Redactor = given
		c.Credentials.Unprivileged = Login{User: "nobody", Password: "pass phrase"}
	})
	text := c.Redactor().Text("given-secret " + key + " secret-of-the-key pass phrase pass+phrase bm9ib2R5OnBhc3MgcGhyYXNl nobody")
	if want := strings.Repeat(recording.Redacted+" ", 6) + "nobody"; text != want {
		t.Error(text)
	}
}
