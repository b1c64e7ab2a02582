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

// With a certificate the recorder speaks TLS to clients, HTTP/2 included.
func TestRecordListensWithTLS(t *testing.T) {
	server, err := reference.New()
	if err != nil {
		t.Fatal(err)
	}
	target := httptest.NewServer(server)
	defer target.Close()
	dir := t.TempDir()
	o := recordOptions{listen: "127.0.0.1:0", out: filepath.Join(dir, "out"), maxBody: 8}
	o.BaseURL = target.URL
	cert, key, pool := certificate(t, dir)
	o.cert, o.key = cert, key
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- runRecord(ctx, World{Stdout: in, Stderr: io.Discard}, o)
		in.Close()
	}()
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	found := listening.FindStringSubmatch(first)
	if err != nil || found == nil {
		t.Fatal(first, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	answer, err := client.Get(found[1] + "/api/status")
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
