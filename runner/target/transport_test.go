package target

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func serveTLS(t *testing.T, http2 bool, change func(*tls.Config), handler http.HandlerFunc) (url, authority string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = http2
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are wanted here
	server.TLS = &tls.Config{}
	if change != nil {
		change(server.TLS)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	authority = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(authority, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return server.URL, authority
}

func TestTLS(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		url, authority := serveTLS(t, http2, nil, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(w, r.Body)
		})
		want := recording.Response{Proto: "HTTP/1.1", Reason: "OK"}
		if http2 {
			want = recording.Response{Proto: "HTTP/2.0", Reason: ""}
		}
		for name, trust := range map[string]func(*Config){
			"authority": func(c *Config) { c.CAFile = authority },
			"insecure":  func(c *Config) { c.Insecure = true },
		} {
			c := client(t, url, trust)
			for range 2 {
				e := do(t, c, Request{Method: "POST", Path: "/", Body: []byte("{}")})
				if !e.Complete() || e.Response.Proto != want.Proto || e.Response.Reason != want.Reason || string(e.Response.Body) != "{}" {
					t.Errorf("%s, HTTP/2 %v: %+v %+v", name, http2, e.Response, e.Failure)
				}
			}
			if stats := c.Stats(); stats.Requests != 2 || stats.Sent == 0 || stats.Received == 0 {
				t.Errorf("%+v", stats)
			}
		}
	}
}

func TestTLSProblemsAreExplained(t *testing.T) {
	url, authority := serveTLS(t, true, nil, func(http.ResponseWriter, *http.Request) {})
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	old, oldAuthority := serveTLS(t, false, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11; c.MinVersion = tls.VersionTLS10 }, func(http.ResponseWriter, *http.Request) {})
	for _, row := range []struct{ name, url, authority, want string }{
		{"unknown authority", url, "", "TLS: the certificate is signed by an unknown authority"},
		{"another name", strings.Replace(url, "127.0.0.1", "localhost", 1), authority, "TLS: x509: certificate is valid for"},
		{"plain HTTP", strings.Replace(plain, "http:", "https:", 1), "", "TLS: the server does not speak TLS; is it http://"},
		{"an old version", old, oldAuthority, "TLS: remote error: tls: protocol version not supported"},
	} {
		e := do(t, client(t, row.url, func(c *Config) { c.CAFile = row.authority }), Request{Path: "/"})
		if e.Failure == nil || e.Failure.Kind != recording.FailedConnect || !strings.Contains(e.Failure.Text, row.want) {
			t.Errorf("%s: %+v", row.name, e.Failure)
		}
	}
}

// clientCertificate writes a certificate that signs itself, and its key.
func clientCertificate(t *testing.T) (certificate, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kbn-conformance"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(t.TempDir(), "client.pem"), filepath.Join(t.TempDir(), "client.key")
	pool = x509.NewCertPool()
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: privateDER}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		pool.AppendCertsFromPEM(pem.EncodeToMemory(block))
	}
	return certificate, key, pool
}

func TestClientCertificate(t *testing.T) {
	names := make(chan string, 1)
	certificate, key, pool := clientCertificate(t)
	url, authority := serveTLS(t, true, func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, pool
	}, func(w http.ResponseWriter, r *http.Request) { names <- r.TLS.PeerCertificates[0].Subject.CommonName })
	with := client(t, url, func(c *Config) { c.CAFile, c.ClientCert, c.ClientKey = authority, certificate, key })
	if e := do(t, with, Request{Path: "/"}); !e.Complete() || <-names != "kbn-conformance" {
		t.Errorf("%+v", e.Failure)
	}
	without := client(t, url, func(c *Config) { c.CAFile = authority })
	if e := do(t, without, Request{Path: "/"}); e.Response != nil || e.Failure == nil || e.Failure.Kind != recording.FailedConnect || e.Failure.Text != "TLS: the server wants a client certificate" {
		t.Errorf("%+v", e.Failure)
	}
}

func TestExcessIsSeenInsideTLSToo(t *testing.T) {
	url, authority := serveTLS(t, false, nil, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(conn, okHead+"Content-Length: 2\r\n\r\n{}garbage")
	})
	e := do(t, client(t, url, func(c *Config) { c.CAFile = authority }), Request{Path: "/"})
	if e.Failure == nil || e.Failure.Kind != recording.FailedCut || string(e.Response.Body) != "{}" {
		t.Errorf("%+v %+v", e.Response, e.Failure)
	}
}

func TestHTTP2AnswersThatBreakOff(t *testing.T) {
	url, authority := serveTLS(t, true, nil, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "20")
		io.WriteString(w, `{"a":`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	e := do(t, client(t, url, func(c *Config) { c.CAFile = authority }), Request{Path: "/"})
	if e.Failure == nil || e.Failure.Kind != recording.FailedCut || e.Response == nil || e.Response.Proto != "HTTP/2.0" {
		t.Errorf("%+v %+v", e.Response, e.Failure)
	}
}
