package cli

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// certificate writes a self-signed certificate for 127.0.0.1 and its key.
func certificate(t *testing.T, dir string) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, data := range map[string][]byte{cert: public, key: pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(public)
	return cert, key, pool
}

var listening = regexp.MustCompile(` on (https?://\S+) into `)

// startRecord runs the command until it is stopped; its URL and what it prints
// after that line come back.
func startRecord(t *testing.T, o recordOptions) (at string, says *bufio.Reader, stop func(), ended chan error) {
	t.Helper()
	o.listen, o.out, o.maxBody = "127.0.0.1:0", filepath.Join(t.TempDir(), "out"), 8
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	out, in := io.Pipe()
	ended = make(chan error, 1)
	go func() {
		ended <- runRecord(ctx, World{Stdout: in, Stderr: io.Discard}, o)
		in.Close()
	}()
	says = bufio.NewReader(out)
	first, err := says.ReadString('\n')
	found := listening.FindStringSubmatch(first)
	if err != nil || found == nil {
		t.Fatal(first, err)
	}
	return found[1], says, stop, ended
}

func unheard(r io.Reader) { go func() { _, _ = io.Copy(io.Discard, r) }() }

// With a certificate the recorder speaks TLS to clients, HTTP/2 included.
func TestRecordListensWithTLS(t *testing.T) {
	server, err := reference.New()
	if err != nil {
		t.Fatal(err)
	}
	target := httptest.NewServer(server)
	defer target.Close()
	var o recordOptions
	o.BaseURL = target.URL
	cert, key, pool := certificate(t, t.TempDir())
	o.cert, o.key = cert, key
	at, says, stop, ended := startRecord(t, o)
	unheard(says)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	answer, err := client.Get(at + "/api/status")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	client.CloseIdleConnections()
	if answer.StatusCode != 200 || answer.ProtoMajor != 2 {
		t.Errorf("%d %s", answer.StatusCode, answer.Proto)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The exit code tells what verify would tell of the recording, and whether there is one.
func TestRecordEndsAsItsRecordingDoes(t *testing.T) {
	served := func(options ...reference.Option) string {
		server, err := reference.New(options...)
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(server)
		t.Cleanup(s.Close)
		return s.URL
	}
	for _, row := range []struct {
		name, target, path string
		code               int
	}{
		{"what conforms", served(), "/api/fleet/check-permissions", exitConforms},
		{"what is not of the contract", served(), "/api/spaces/space", exitConforms},
		{"violations", served(reference.WithFault("fleet.check_permissions.get/field-missing-success")), "/api/fleet/check-permissions", exitViolations},
		{"a target that is not there", "http://127.0.0.1:1", "/api/fleet/check-permissions", exitIncomplete},
		{"nobody came", served(), "", exitIncomplete},
	} {
		t.Run(row.name, func(t *testing.T) {
			var o recordOptions
			o.BaseURL = row.target
			at, says, stop, ended := startRecord(t, o)
			unheard(says)
			if row.path != "" {
				r, _ := http.NewRequest(http.MethodGet, at+row.path, nil)
				r.Header.Set("Authorization", reference.Privileged().APIKey())
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			stop()
			if got := (World{Stderr: io.Discard}).code(t.Context(), <-ended); got != row.code {
				t.Errorf("exit code %d, want %d", got, row.code)
			}
		})
	}
}

// Who waits for an answer gets it, unless a second Ctrl-C ends that; and is told.
func TestRecordEndsWithoutCuttingAnybodyOff(t *testing.T) {
	for _, row := range []struct {
		name  string
		again bool
		want  int
		code  int
	}{{"patiently", false, http.StatusOK, exitConforms}, {"at once", true, http.StatusBadGateway, exitIncomplete}} {
		t.Run(row.name, func(t *testing.T) {
			asked, release := make(chan struct{}), make(chan struct{})
			target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				close(asked)
				<-release
			}))
			defer target.Close()
			free := sync.OnceFunc(func() { close(release) })
			defer free()
			var o recordOptions
			o.BaseURL = target.URL
			at, says, stop, ended := startRecord(t, o)
			got := make(chan int, 1)
			go func() {
				answer, err := http.Get(at + "/api/spaces/space")
				if err != nil {
					t.Error(err)
					got <- 0
					return
				}
				answer.Body.Close()
				got <- answer.StatusCode
			}()
			<-asked
			stop()
			if line, err := says.ReadString('\n'); err != nil || !strings.Contains(line, "waiting up to 5s for 1 request under way") {
				t.Fatal(line, err)
			}
			unheard(says)
			if begun := time.Now(); row.again {
				self, _ := os.FindProcess(os.Getpid())
				if err := self.Signal(os.Interrupt); err != nil {
					t.Fatal(err)
				}
				defer func() {
					if took := time.Since(begun); took > drainTime {
						t.Errorf("it took %s", took)
					}
				}()
			} else {
				free()
			}
			if status, code := <-got, (World{Stderr: io.Discard}).code(t.Context(), <-ended); status != row.want || code != row.code {
				t.Errorf("the client got %d, want %d; exit code %d, want %d", status, row.want, code, row.code)
			}
		})
	}
}
