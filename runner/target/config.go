package target

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Defaults of Config.
const (
	DefaultTimeout     = 30 * time.Second
	DefaultMaxBody     = 8 << 20
	DefaultMaxHeader   = 64 << 10
	DefaultConcurrency = 8
)

// Config describes a target and how to talk to it. A zero value means the
// default; the default mode is Read.
type Config struct {
	BaseURL     string // http or https, may hold a base path and end in /s/<space>
	Space       string // that paths without a space of their own go to; empty: that of BaseURL, else the default one
	Credentials Credentials
	Mode        Mode
	SafePosts   []string            // templates of paths, such as /api/things/_search, at which POST is a read
	Timeout     time.Duration       // for one request
	MaxBody     int64               // bytes of an answer body, decoded
	MaxHeader   int64               // bytes of an answer head
	Headers     http.Header         // sent with every request, for example for a proxy
	Secret      http.Header         // the same with values that must not be shown, such as cookies
	CAFile      string              // PEM, trusted besides the authorities of the system
	ClientCert  string              // PEM file
	ClientKey   string              // PEM file
	Insecure    bool                // accept any certificate
	Version     string              // of this program, for User-Agent
	Concurrency int                 // requests at a time; as many connections are kept
	Redactor    *recording.Redactor // removes further secrets of the run; may be nil
}

func (c Config) withDefaults() (Config, error) {
	c.Mode = cmp.Or(c.Mode, Read)
	c.Timeout = cmp.Or(c.Timeout, DefaultTimeout)
	c.MaxBody = cmp.Or(c.MaxBody, DefaultMaxBody)
	c.MaxHeader = cmp.Or(c.MaxHeader, DefaultMaxHeader)
	c.Concurrency = cmp.Or(c.Concurrency, DefaultConcurrency)
	c.Version = cmp.Or(c.Version, "dev")
	switch {
	case c.Mode != Read && c.Mode != Write:
		return c, fmt.Errorf("mode %q: want read or write", c.Mode)
	case c.Timeout < 0:
		return c, fmt.Errorf("request timeout %s: want a positive duration such as 30s", c.Timeout)
	case c.MaxBody < 0 || c.MaxHeader < 0:
		return c, fmt.Errorf("answer limits of %d body bytes and %d head bytes: want positive numbers", c.MaxBody, c.MaxHeader)
	case c.Concurrency < 0:
		return c, fmt.Errorf("concurrency %d: want at least 1", c.Concurrency)
	}
	for _, path := range c.SafePosts {
		if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "*?%") || strings.HasSuffix(path, "}") {
			return c, fmt.Errorf("POST to %q as a read: want a path such as /api/things/_search that ends in a word", path)
		}
	}
	return c, c.checkHeaders()
}

func (c Config) checkHeaders() error {
	for _, headers := range []http.Header{c.Headers, c.Secret} {
		for _, name := range slices.Sorted(maps.Keys(headers)) {
			if http.CanonicalHeaderKey(name) == "Authorization" {
				return errors.New("extra header Authorization: set the credentials instead, so that they are kept out of every report")
			}
			if err := checkHeader(name, headers[name]); err != nil {
				return fmt.Errorf("extra header: %w", err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Headers)) {
		if recording.Sensitive(name) {
			return fmt.Errorf("extra header %s: its value is a secret; give it as one, so that it is kept out of every report", http.CanonicalHeaderKey(name))
		}
	}
	return nil
}

// headerSecrets are the values of secret headers, and those of single cookies.
// What is too short to be looked for is hidden by the name of its header only.
func (c Config) headerSecrets() []string {
	var list []string
	add := func(value string) {
		if value = strings.TrimSpace(value); len(value) >= recording.MinSecret {
			list = append(list, value)
		}
	}
	for name, values := range c.Secret {
		for _, value := range values {
			add(value)
			if _, rest, ok := strings.Cut(value, " "); ok && recording.Sensitive(name) {
				add(rest) // without its scheme
			}
			if http.CanonicalHeaderKey(name) != "Cookie" {
				continue
			}
			for pair := range strings.SplitSeq(value, ";") {
				if _, cookie, ok := strings.Cut(pair, "="); ok {
					add(cookie)
				}
			}
		}
	}
	return list
}

// keySecrets are the lines of the client's private key. Nothing sends it; a server
// or a proxy that has a copy may show it.
func (c Config) keySecrets() []string {
	data, err := os.ReadFile(c.ClientKey)
	if c.ClientKey == "" || err != nil { // tls tells what is wrong with the file
		return nil
	}
	var list []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); len(line) >= 16 && !strings.HasPrefix(line, "-----") {
			list = append(list, line)
		}
	}
	return list
}

// checkHeader refuses what net/http would refuse or silently replace.
func checkHeader(name string, values []string) error {
	if !httpguts.ValidHeaderFieldName(name) {
		return fmt.Errorf("%q is not a header name", name)
	}
	switch http.CanonicalHeaderKey(name) {
	case "Content-Length", "Transfer-Encoding", "Trailer":
		return fmt.Errorf("header %s follows from the body and cannot be set", name)
	}
	for _, value := range values {
		if !httpguts.ValidHeaderFieldValue(value) {
			// The value is not repeated: it may be a secret.
			return fmt.Errorf("header %s has a value with a control character", name)
		}
	}
	return nil
}

// tls reads the certificates.
// TLS is how a connection to the target is secured.
func (c Config) TLS() (*tls.Config, error) { return c.tls() }

func (c Config) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.Insecure}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fmt.Errorf("certificate authorities: %w", err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("certificate authorities: %s holds no PEM certificate", c.CAFile)
		}
		config.RootCAs = pool
	}
	if (c.ClientCert == "") != (c.ClientKey == "") {
		return nil, errors.New("client certificate: give both the certificate and its key, or neither")
	}
	if c.ClientCert != "" {
		pair, err := tls.LoadX509KeyPair(c.ClientCert, c.ClientKey)
		if err != nil {
			return nil, fmt.Errorf("client certificate %s: %w", c.ClientCert, err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
