// Package recording holds what was said: one Exchange per request, with its
// answer or the reason why there is none. It reads and writes recordings as
// HAR 1.2 and removes secrets when an exchange is recorded, so nothing
// downstream ever sees one. It neither sends nor judges.
package recording

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

// Exchange is one request and what came back for it.
type Exchange struct {
	Step     string        // id of the step that asked; empty in a foreign recording
	Attempt  int           // 1 for the first try of a step
	Request  Request       // as it left, credentials redacted
	Response *Response     // nil when no complete answer head arrived
	Failure  *Failure      // why the answer is missing or incomplete; nil when it is whole
	Started  time.Time     // when the request began to leave
	Duration time.Duration // until the last byte of the answer, or until the failure
	Resent   int           // times the request was sent again because a kept connection had gone away
	Dropped  int           // how many of these connections had just been in use, so that no time-out explains it
}

// Request is a request as it was sent.
type Request struct {
	Method string
	URL    string // absolute
	Header http.Header
	Body   []byte
	Size   int64 // bytes of the body as sent; Body is cut to MaxStoredRequest beyond that

	// Credential says who asked: full, none, unprivileged, wrong-key or
	// wrong-password. It is empty in a foreign recording.
	Credential string
}

// Response is an answer as it was received, before any interpretation.
type Response struct {
	Status int
	Reason string // reason phrase of the status line, empty for HTTP/2
	Proto  string // for example "HTTP/1.1"
	Header http.Header
	Body   []byte // decoded; nil when there was none, as in an answer to HEAD

	Decoded  string // content coding that was undone to get Body, such as "gzip"
	WireSize int64  // bytes of the body as they travelled, before decoding
}

// Page reports whether the answer is HTML: a proxy, a login or another server
// answers with it; Kibana's API never does.
func (r *Response) Page() bool {
	if strings.Contains(strings.ToLower(r.Header.Get("Content-Type")), "html") {
		return true
	}
	head := bytes.ToLower(bytes.TrimSpace(r.Body[:min(len(r.Body), 64)]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// FailureKind says at which stage an exchange broke.
type FailureKind string

// The kinds of failure, from "nothing was sent" to "the answer stopped midway".
const (
	FailedConnect  FailureKind = "connect"   // nothing was sent: name, TCP or TLS
	FailedTimeout  FailureKind = "timeout"   // no whole answer within the request timeout
	FailedProtocol FailureKind = "protocol"  // what came back is not HTTP
	FailedCut      FailureKind = "cut"       // the connection ended within the answer
	FailedTooLarge FailureKind = "too-large" // the answer is above the size limit
	FailedCanceled FailureKind = "canceled"  // the run was interrupted
	FailedRefused  FailureKind = "refused"   // this program declined to send it

	FailedUnrecorded FailureKind = "unrecorded" // another program recorded no answer, or not all of it
)

// Failure explains why an exchange has no whole answer.
type Failure struct {
	Kind FailureKind
	Text string // for people; redacted
}

// MaxStoredRequest is how many bytes of a request body a recording keeps.
const MaxStoredRequest = 64 << 10

// Complete reports whether a whole answer arrived.
func (e Exchange) Complete() bool { return e.Response != nil && e.Failure == nil }
