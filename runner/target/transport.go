package target

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

const (
	connectTimeout = 10 * time.Second
	// idleTimeout is below the 5 s after which a plain Node.js server closes a
	// kept connection, so that we rarely write into one that is just going away.
	idleTimeout = 4 * time.Second
)

func newTransport(c Config, config *tls.Config, proxy *url.URL, stats *counters) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, KeepAlive: 15 * time.Second}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, dialError{err}
		}
		return &counted{Conn: conn, stats: stats}, nil
	}
	return &http.Transport{
		Proxy:                  http.ProxyURL(proxy),
		OnProxyConnectResponse: tunnelled,
		TLSClientConfig:        config,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return watch(conn), nil
		},
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return handshake(ctx, conn, address, config)
		},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what was compressed is noted, and unpacked within limits, by read
		MaxIdleConns:           c.Concurrency,
		MaxIdleConnsPerHost:    c.Concurrency,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    connectTimeout,
		MaxResponseHeaderBytes: c.MaxHeader,
		ReadBufferSize:         32 << 10,
		WriteBufferSize:        16 << 10,
	}
}

// handshake speaks TLS. HTTP/1.1 is watched inside TLS; HTTP/2 frames its answers
// itself, and net/http wants the bare TLS connection for it.
func handshake(ctx context.Context, conn net.Conn, address string, config *tls.Config) (net.Conn, error) {
	ctx, stop := context.WithTimeout(ctx, connectTimeout)
	defer stop()
	config = config.Clone()
	if host, _, err := net.SplitHostPort(address); err == nil {
		config.ServerName = host
	}
	config.NextProtos = []string{"h2", "http/1.1"}
	secure := tls.Client(conn, config)
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	err := secure.HandshakeContext(ctx)
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(secure.ConnectionState(), err)
	}
	if err != nil {
		conn.Close()
		return nil, dialError{tlsError{err}}
	}
	if secure.ConnectionState().NegotiatedProtocol == "h2" {
		return secure, nil
	}
	return watch(secure), nil
}

// certificateWish notes that the server asks for a client certificate when there
// is none. In TLS 1.3 it refuses only after the handshake, by hanging up.
type certificateWish struct{ asked, answered atomic.Bool }

func (w *certificateWish) none(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	w.asked.Store(true)
	return &tls.Certificate{}, nil
}

// refused tells whether an ended connection means that the certificate is missed:
// a server that has answered before can do without.
func (w *certificateWish) refused() bool { return w.asked.Load() && !w.answered.Load() }

// dialError marks that nothing was sent.
type dialError struct{ error }

func (e dialError) Unwrap() error { return e.error }

type tlsError struct{ error }

func (e tlsError) Unwrap() error { return e.error }

// counted counts the bytes of a connection.
type counted struct {
	net.Conn
	stats *counters
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.stats.read.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.stats.written.Add(int64(n))
	return n, err
}
