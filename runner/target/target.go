// Package target is the one HTTP client of the program: it sends requests to
// the server under test and hands back what happened, redacted, as exchanges.
// It enforces read-only mode and finds out what the target is. It does not
// choose requests, retry them or judge answers.
package target

import (
	"fmt"
	"net/http"
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
	timeout     time.Duration
	maxBody     int64
	send        guard
	transport   *http.Transport
	redactor    *recording.Redactor
	stats       counters
	unzip       unzipper
}

// New checks the configuration and prepares a client; it opens no connection.
func New(c Config) (*Client, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	base, err := parseBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	credentials, secrets, err := c.Credentials.resolve()
	if err != nil {
		return nil, err
	}
	redactor, err := c.Redactor.With(secrets...)
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
		timeout:     c.Timeout,
		maxBody:     c.MaxBody,
		redactor:    redactor,
	}
	client.transport = newTransport(c, tlsConfig, &client.stats)
	client.send = guard{mode: c.Mode, next: client.transport}
	return client, nil
}

// Base is the URL that the paths of requests are appended to.
func (c *Client) Base() string { return c.base.String() }

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
