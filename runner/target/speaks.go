package target

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// SpeaksTLS reports whether the port of a target with an http:// URL speaks TLS:
// the usual reason why it hangs up on a plain request. Nothing but a handshake is
// sent, and no certificate is looked at.
func (c *Client) SpeaksTLS(ctx context.Context) bool {
	if c.proxy != nil || c.base.url.Scheme != "http" {
		return false
	}
	ctx, stop := context.WithTimeout(ctx, min(c.timeout, 5*time.Second))
	defer stop()
	port := c.base.url.Port()
	if port == "" {
		port = "80"
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(c.base.url.Hostname(), port))
	if err != nil {
		return false
	}
	defer conn.Close()
	secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: c.base.url.Hostname()})
	return secure.HandshakeContext(ctx) == nil || len(secure.ConnectionState().PeerCertificates) > 0
}
