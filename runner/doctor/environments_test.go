package doctor

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
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

const (
	key  = "aWQ6c2VjcmV0LW9mLXRoZS1rZXk=" // id:secret-of-the-key
	weak = "aWQ6c2VjcmV0LW9mLXRoZS13ZWFr"

	wholeStatus = `{"name":"kibana-1","uuid":"5b2de169","version":{"number":"9.1.0","build_flavor":"traditional"},"status":{"overall":{"level":"available"}}}`
)

// kibana is one in good health, to whatever a test changes about it.
type kibana struct {
	status       string        // body of /api/status; the redacted one for strangers
	code         int           // its status
	ahead        time.Duration // of its clock
	powerless    bool          // nobody may do anything
	unprivileged bool          // it knows the weak key
	may          bool          // and gives it everything
	via          string
}

func (k kibana) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Date", time.Now().Add(k.ahead).UTC().Format(http.TimeFormat))
	w.Header().Set("Kbn-License-Sig", "0123456789abcdef")
	if k.via != "" {
		w.Header().Set("Via", k.via)
	}
	answer := func(status int, body string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/s/"); ok {
		_, r.URL.Path, _ = strings.Cut(rest, "/")
		r.URL.Path = "/" + r.URL.Path
	}
	who := r.Header.Get("Authorization")
	known := who == "ApiKey "+key || k.unprivileged && who == "ApiKey "+weak
	switch {
	case r.URL.Path == "/api/status" && !known && k.status == "":
		answer(200, `{"status":{"overall":{"level":"available"}}}`)
	case r.URL.Path == "/api/status":
		body, code := k.status, k.code
		if body == "" {
			body = wholeStatus
		}
		if code == 0 {
			code = 200
		}
		answer(code, body)
	case !known:
		answer(401, `{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}`)
	case strings.Contains(r.URL.Path, "no-such-path"), strings.Contains(r.URL.Path, "nothing-is-here"):
		answer(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`)
	case strings.HasSuffix(r.URL.Path, "/api/spaces/space/nowhere"):
		answer(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`)
	case strings.HasSuffix(r.URL.Path, "/api/spaces/space/secret"):
		answer(403, `{"statusCode":403,"error":"Forbidden","message":"Forbidden"}`)
	case k.powerless, who == "ApiKey "+weak && !k.may:
		answer(403, `{"statusCode":403,"error":"Forbidden","message":"API [GET] is unauthorized for user"}`)
	default:
		answer(200, `{}`)
	}
}

// says answers every request alike.
func says(status int, header, value, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(header, value)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// raw answers connections with a text, after the first bytes that it got.
func raw(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 4096)); err == nil {
					_, _ = io.WriteString(c, text)
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// silent accepts connections and never answers.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return "http://" + l.Addr().String()
}

// certificate makes a certificate, signed by a parent or by itself.
func newCertificate(t *testing.T, change func(*x509.Certificate), parent *tls.Certificate) tls.Certificate {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "kibana.example.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IsCA: true, BasicConstraintsValid: true,
	}
	if change != nil {
		change(template)
	}
	signer, signerKey := template, any(private)
	if parent != nil {
		signer, signerKey = parent.Leaf, parent.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer, private.Public(), signerKey)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: leaf}
}

// serveTLS listens with a certificate and returns the file that holds it.
func serveTLS(t *testing.T, c tls.Certificate, wantsClient bool, h http.Handler) (url, file string) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are wanted here
	s.TLS = &tls.Config{Certificates: []tls.Certificate{c}}
	if wantsClient {
		s.TLS.ClientAuth = tls.RequireAnyClientCert
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	file = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL, file
}

// examine looks at a target as the command does; settings that cannot be used
// are a finding as well.
func examine(t *testing.T, config target.Config, o Options) *Report {
	t.Helper()
	if config.Timeout == 0 {
		config.Timeout = 5 * time.Second
	}
	c, err := target.New(config)
	if err != nil {
		return Settings(config.BaseURL, err)
	}
	t.Cleanup(c.Close)
	o.Contract = "9.1"
	o.Beyond = func(version string) string {
		return map[string]string{"7": "older than anything that the contract knows (8.13.0 to 9.1)", "99": "newer than the contract (9.1)"}[strings.SplitN(version, ".", 2)[0]]
	}
	return Examine(t.Context(), c, o)
}

// tunnel is a proxy that connects everybody to one address.
func tunnel(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		far, err := net.Dial("tcp", address)
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		near, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		_, _ = io.Copy(near, far)
		_ = near.Close()
	}
}
