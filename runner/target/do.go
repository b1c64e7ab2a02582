package target

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Do sends a request and records what came of it. A failure to get an answer is
// part of the exchange. Redirects are answers; they are not followed.
func (c *Client) Do(ctx context.Context, r Request) recording.Exchange {
	exchange := c.begin(&r)
	exchange.Started = time.Now()
	c.exchange(ctx, r, &exchange)
	exchange.Duration = time.Since(exchange.Started)
	exchange.Request.Body = c.storedBody(r.Body)
	return c.redact(exchange)
}

// Preview is the exchange of a request before anything is sent: what would be
// recorded of it, without an answer.
func (c *Client) Preview(r Request) (recording.Exchange, error) {
	exchange := c.begin(&r)
	request, err := c.build(context.Background(), r)
	if err != nil {
		return recording.Exchange{}, err
	}
	exchange.Request.Header = request.Header
	exchange.Request.Body = c.storedBody(r.Body)
	return c.redact(exchange), nil
}

// redact removes the secrets: the values of secret headers by the name of the
// header, since some are too short to be looked for.
func (c *Client) redact(e recording.Exchange) recording.Exchange {
	e = c.redactor.Exchange(e)
	for name := range c.hidden {
		if _, sent := e.Request.Header[name]; sent {
			e.Request.Header[name] = []string{recording.Redacted}
		}
	}
	return e
}

// begin fills in what a request leaves open, and the part of the exchange that
// is known before it is sent.
func (c *Client) begin(r *Request) recording.Exchange {
	r.Method = cmp.Or(r.Method, http.MethodGet)
	r.Credential = cmp.Or(r.Credential, Full)
	return recording.Exchange{
		Step:    r.Step,
		Attempt: max(r.Attempt, 1),
		Request: recording.Request{
			Method:     r.Method,
			URL:        c.base.text(r.Path),
			Header:     http.Header{},
			Body:       r.Body,
			Size:       int64(len(r.Body)),
			Credential: string(r.Credential),
		},
	}
}

// storedBody keeps the beginning of a large body. Secrets are removed before the
// cut, which might otherwise leave half of one.
func (c *Client) storedBody(body []byte) []byte {
	if len(body) <= recording.MaxStoredRequest {
		return body
	}
	const margin = 8 << 10 // longer than any secret in any of its spellings
	head := c.redactor.Bytes(body[:min(len(body), recording.MaxStoredRequest+margin)])
	return bytes.Clone(head[:min(len(head), recording.MaxStoredRequest)])
}

func (c *Client) exchange(parent context.Context, r Request, e *recording.Exchange) {
	ctx, stop := context.WithTimeout(parent, c.timeout)
	defer stop()
	ctx = asking(ctx, r)
	var used usedConn
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: used.got})
	request, err := c.build(ctx, r)
	if err != nil {
		e.Failure = refused(err)
		return
	}
	e.Request.Header = request.Header
	answer, err := c.send.RoundTrip(request)
	c.stats.requests.Add(int64(used.times))
	e.Resent, e.Dropped = max(0, used.times-1), used.dropped
	if err != nil {
		e.Failure = c.failure(parent, ctx, used, nil, err)
		return
	}
	c.certificate.answered.Store(true)
	e.Response, err = c.read(answer, r.Method)
	if err == nil && used.watched != nil {
		err = used.watched.excess()
	}
	if err != nil {
		e.Failure = c.failure(parent, ctx, used, e.Response, err)
	}
}

// usedConn is what one exchange learns about its connections.
type usedConn struct {
	watched *watched // the last one, unless it speaks HTTP/2
	times   int      // how often the request was put on a connection
	busy    bool     // the last one had just been in use
	dropped int      // connections that were busy and gave no answer
}

// idle is how long a server keeps a connection open at the very least: one that
// closes earlier without an answer has dropped a request.
const idle = time.Second

func (u *usedConn) got(info httptrace.GotConnInfo) {
	if u.times++; u.times > 1 && u.busy {
		u.dropped++
	}
	u.watched, _ = info.Conn.(*watched)
	u.busy = u.watched != nil && info.Reused && info.IdleTime < idle // HTTP/2 says what it did not take
}
