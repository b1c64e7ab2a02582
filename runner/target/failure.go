package target

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func refused(err error) *recording.Failure {
	return &recording.Failure{Kind: recording.FailedRefused, Text: err.Error()}
}

// failure says at which stage an exchange broke.
func (c *Client) failure(parent, ctx context.Context, used usedConn, answer *recording.Response, err error) *recording.Failure {
	as := func(kind recording.FailureKind, format string, args ...any) *recording.Failure {
		return &recording.Failure{Kind: kind, Text: fmt.Sprintf(format, args...)}
	}
	switch {
	case errors.As(err, new(refusal)):
		return refused(err)
	case parent.Err() != nil:
		return as(recording.FailedCanceled, "interrupted: %v", context.Cause(parent))
	case ctx.Err() != nil && used.times == 0:
		return as(recording.FailedConnect, "no connection to %s within %s", c.base.url.Host, c.timeout)
	case ctx.Err() != nil && answer != nil:
		return as(recording.FailedTimeout, "the answer was not complete within %s; %d body bytes arrived", c.timeout, answer.WireSize)
	case ctx.Err() != nil:
		return as(recording.FailedTimeout, "no answer within %s", c.timeout)
	case errors.As(err, new(tooLargeError)), strings.Contains(err.Error(), "server response headers exceeded"):
		return as(recording.FailedTooLarge, "%s", strings.TrimPrefix(err.Error(), "net/http: "))
	case c.certificate.refused() && (isAlert(err) || cut(err) || strings.Contains(err.Error(), notEstablished)):
		return as(recording.FailedConnect, "TLS: the server wants a client certificate")
	case notConnected(err):
		return as(recording.FailedConnect, "%s", connectText(err))
	case errors.As(err, new(excessError)):
		return as(recording.FailedCut, "%v", err)
	case errors.Is(err, errGzip):
		return as(recording.FailedProtocol, "%s", plain(err))
	case cut(err) && answer != nil:
		return as(recording.FailedCut, "the connection ended within the answer, after %d body bytes (%s)", answer.WireSize, plain(err))
	case cut(err), used.watched != nil && used.watched.endedInHead():
		return as(recording.FailedCut, "the connection ended without an answer (%s)", plain(err))
	}
	return as(recording.FailedProtocol, "%s", plain(err))
}

func notConnected(err error) bool {
	var op *net.OpError
	return errors.As(err, new(dialError)) || isTLS(err) || errors.As(err, &op) && op.Op == "proxyconnect" ||
		strings.Contains(err.Error(), notEstablished)
}

// notEstablished is what net/http says when a server gives up an HTTP/2 connection
// before its first frame.
const notEstablished = "http2: client conn could not be established"

// isTLS knows a refused handshake. In TLS 1.3 a server refuses the certificate of
// a client only after the client has begun to send.
func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
	)
	return errors.As(err, new(tlsError)) || errors.As(err, &verification) || errors.As(err, &record) || isAlert(err)
}

// isAlert knows what crypto/tls calls an alert.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

// connectText explains the usual mistakes in the words of the person who made them.
func connectText(err error) string {
	var (
		record    tls.RecordHeaderError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		dns       *net.DNSError
		op        *net.OpError
	)
	switch {
	case errors.As(err, new(proxyError)):
		return plain(err)
	case errors.As(err, &record):
		return "TLS: the server does not speak TLS; is it http:// instead of https://?"
	case errors.As(err, &authority):
		return "TLS: the certificate is signed by an unknown authority"
	case errors.As(err, &name):
		return "TLS: " + name.Error()
	case isTLS(err):
		return "TLS: " + plain(err)
	case strings.Contains(err.Error(), notEstablished):
		return "TLS: the server closed the connection after the handshake"
	case errors.As(err, &dns):
		return fmt.Sprintf("the name %s cannot be resolved (%s)", dns.Name, dns.Err)
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return "the proxy cannot be reached: " + plain(op.Err)
	}
	return plain(err)
}

func cut(err error) bool {
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed, http.ErrBodyReadAfterClose} {
		if errors.Is(err, known) {
			return true
		}
	}
	text := err.Error() // net/http has no exported values for these
	for _, known := range []string{"server closed idle connection", "unexpected EOF", "stream error", "GOAWAY", "client connection lost"} {
		if strings.Contains(text, known) {
			return true
		}
	}
	return false
}

// plain is the error without the names of the layers it came through.
func plain(err error) string {
	text := err.Error()
	for _, layer := range []string{"net/http: ", "HTTP/1.x transport connection broken: ", "http: "} {
		text = strings.ReplaceAll(text, layer, "")
	}
	return strings.Join(strings.Fields(text), " ")
}
