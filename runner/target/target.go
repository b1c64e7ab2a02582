// Package target is the one HTTP client of the program: it sends requests to
// the server under test and hands back what happened, redacted, as exchanges.
// It enforces read-only mode and finds out what the target is. It does not
// choose requests, retry them or judge answers.
package target

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Mode says whether requests may change the target.
type Mode string

// The two modes.
const (
	Read  Mode = "read"
	Write Mode = "write"
)

// Client talks to one target; it is safe for concurrent use.
type Client struct {
	base        base
	credentials map[Credential]string // Authorization values; empty for none
	defaults    http.Header
	extra       []string        // names of the headers that every request gets by configuration
	hidden      map[string]bool // those whose values are secret
	proxy       *url.URL        // nil when none stands in between that we know of
	timeout     time.Duration
	maxBody     int64
	send        guard
	transport   *http.Transport
	redactor    *recording.Redactor
	stats       counters
	certificate certificateWish
	unzip       unzipper
}

// New checks the configuration and prepares a client; it opens no connection.
func New(c Config) (*Client, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	base, err := parseBase(c.BaseURL, c.Space)
	if err != nil {
		return nil, err
	}
	proxy, err := proxyFor(base)
	if err != nil {
		return nil, err
	}
	credentials, secrets, err := c.Credentials.resolve()
	if err != nil {
		return nil, err
	}
	redactor, err := c.Redactor.With(slices.Concat(secrets, c.headerSecrets(), c.keySecrets(), proxySecrets(proxy))...)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	tlsConfig, err := c.tls()
	if err != nil {
		return nil, err
	}
	client := &Client{
		base:        base,
		credentials: credentials,
		defaults:    defaultHeaders(c),
		hidden:      map[string]bool{},
		proxy:       proxy,
		timeout:     c.Timeout,
		maxBody:     c.MaxBody,
		redactor:    redactor,
	}
	if c.ClientCert == "" {
		tlsConfig.GetClientCertificate = client.certificate.none
	}
	for name := range c.Headers {
		client.extra = append(client.extra, http.CanonicalHeaderKey(name))
	}
	for name := range c.Secret {
		client.hidden[http.CanonicalHeaderKey(name)] = true
		client.extra = append(client.extra, http.CanonicalHeaderKey(name))
	}
	slices.Sort(client.extra)
	client.transport = newTransport(c, tlsConfig, proxy, &client.stats)
	client.send = guard{mode: c.Mode, safe: c.SafePosts, reach: base.below, next: client.transport}
	return client, nil
}

// Base is the URL that the paths of requests are appended to, with the space
// that they go to unless they name another.
func (c *Client) Base() string { return c.base.String() }

// Space is the space that requests go to unless their path names another.
func (c *Client) Space() string { return cmp.Or(c.base.space, "default") }

// Proxy names the proxy that requests go through, without its credentials;
// empty for none.
func (c *Client) Proxy() string {
	if c.proxy == nil {
		return ""
	}
	return c.proxy.Scheme + "://" + c.proxy.Host
}

// ExtraHeaders names the headers that every request gets by configuration.
func (c *Client) ExtraHeaders() []string { return c.extra }

// Host is the name or the address in the URL of the target.
func (c *Client) Host() string { return c.base.url.Hostname() }

// Anonymous tells that no credentials were given for the run.
func (c *Client) Anonymous() bool { return c.credentials[Full] == "" }

// Insecure tells that any certificate is accepted.
func (c *Client) Insecure() bool { return c.transport.TLSClientConfig.InsecureSkipVerify }

// Redactor removes the secrets of this client, for texts of another origin such
// as the configuration in a report.
func (c *Client) Redactor() *recording.Redactor { return c.redactor }

// Has tells whether requests can be sent with the credential. Full is always
// there: without one configured, it means a request without Authorization.
func (c *Client) Has(credential Credential) bool {
	_, ok := c.credentials[credential]
	return ok
}

// Close gives up the kept connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }
