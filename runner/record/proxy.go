// Package record stands between people's own automation and a Kibana, passes
// everything on in both directions, and records it. It never stores a
// credential, judges nothing and changes nothing that either side can notice,
// but for the compression that is asked for and the host in redirects.
package record

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Options of a proxy.
type Options struct {
	Target    *url.URL          // may hold a base path
	Transport http.RoundTripper // to the target
	MaxBody   int64             // bytes of an answer that are kept; more passes, but is not recorded
	Log       *Log
	Recorded  func(recording.Exchange) // called after each, from several goroutines; must not block
	Failed    func(error)              // an exchange passed that could not be recorded
}

// Proxy is the recorder as a handler.
type Proxy struct {
	options  Options
	reverse  *httputil.ReverseProxy
	scrubber recording.Scrubber
	recorded atomic.Int64
	replies  atomic.Int64
	lost     atomic.Int64
	running  traffic
}

// New makes a proxy.
func New(o Options) *Proxy {
	p := &Proxy{options: o}
	p.reverse = &httputil.ReverseProxy{
		Rewrite: p.rewrite, Transport: o.Transport, ModifyResponse: p.answered, ErrorHandler: p.unanswered,
		FlushInterval: -1,                                               // as the target sends it
		BufferPool:    &buffers{}, ErrorLog: log.New(io.Discard, "", 0), // a client that went away is recorded, not logged
	}
	return p
}

// Recorded counts the exchanges in the recording.
func (p *Proxy) Recorded() int64 { return p.recorded.Load() }

// Answered counts the exchanges in the recording that have an answer.
func (p *Proxy) Answered() int64 { return p.replies.Load() }

// Running counts the exchanges that are under way.
func (p *Proxy) Running() int { return p.running.count() }

// Wait returns when no exchange is under way, or when the context ends.
func (p *Proxy) Wait(ctx context.Context) { p.running.wait(ctx) }

// Lost counts the exchanges that passed and could not be recorded.
func (p *Proxy) Lost() int64 { return p.lost.Load() }

// taking is an exchange that is under way.
type taking struct {
	x    recording.Exchange
	sent *head
	once atomic.Bool
}

type takingKey struct{}

func takingOf(ctx context.Context) *taking { return ctx.Value(takingKey{}).(*taking) }

// ServeHTTP passes one exchange.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.running.begin()
	defer p.running.end()
	t := &taking{x: recording.Exchange{Attempt: 1, Started: time.Now()}, sent: &head{}}
	r = r.WithContext(context.WithValue(r.Context(), takingKey{}, t))
	defer func() {
		if broken := recover(); broken != nil { // the answer stopped midway
			p.finish(t)
			panic(broken)
		}
	}()
	p.reverse.ServeHTTP(w, r)
	p.finish(t) // what had no body to wait for
}

// rewrite makes the request to the target, as like the one that came as can be.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(p.options.Target)
	r.Out.URL.RawQuery = r.In.URL.RawQuery
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values := r.In.Header[name]; values != nil {
			r.Out.Header[name] = values
		}
	}
	if strings.Contains(r.Out.Header.Get("Accept-Encoding"), "gzip") {
		r.Out.Header.Set("Accept-Encoding", "gzip") // the one that can be read here
	} else {
		r.Out.Header.Del("Accept-Encoding")
	}
	t := takingOf(r.Out.Context())
	t.x.Request = recording.Request{Method: r.Out.Method, URL: r.Out.URL.String(), Header: r.Out.Header.Clone()}
	if r.Out.Body != nil && r.Out.Body != http.NoBody {
		keepBody(r.Out, t.sent)
	}
}

// keepBody keeps the beginning of a request's body as it passes. A short one is
// read at once, so that it can be sent again when a kept connection has gone.
func keepBody(r *http.Request, kept *head) {
	kept.limit = recording.MaxStoredRequest
	if r.ContentLength > 0 && r.ContentLength <= recording.MaxStoredRequest {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			kept.Write(body)
			r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
			r.Body, _ = r.GetBody()
			return
		}
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(body), failing{err}), r.Body}
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(r.Body, kept), r.Body}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// answered begins to record an answer, whose body is still to come.
func (p *Proxy) answered(r *http.Response) error {
	t := takingOf(r.Request.Context())
	t.x.Response = &recording.Response{Status: r.StatusCode, Proto: r.Proto, Header: r.Header.Clone()}
	if r.ProtoMajor == 1 {
		_, t.x.Response.Reason, _ = strings.Cut(r.Status, " ")
	}
	p.redirect(r)
	if r.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is no HTTP
	}
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 || r.Request.Method == http.MethodHead {
		p.finish(t)
		return nil
	}
	r.Body = &passing{ReadCloser: r.Body, kept: head{limit: p.options.MaxBody}, left: r.ContentLength, proxy: p, taking: t}
	return nil
}

// redirect keeps a client on the recorder when the target names itself.
func (p *Proxy) redirect(r *http.Response) {
	to, err := url.Parse(r.Header.Get("Location"))
	if err == nil && to.IsAbs() && to.Scheme == p.options.Target.Scheme && to.Host == p.options.Target.Host {
		to.Scheme, to.Host = "", ""
		r.Header.Set("Location", to.String())
	}
}

// unanswered is called when there is no answer to pass on.
func (p *Proxy) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	t := takingOf(r.Context())
	t.x.Failure = &recording.Failure{Kind: recording.FailedProtocol, Text: err.Error()}
	gaveUp := context.Cause(r.Context())
	var dial *net.OpError
	switch {
	case gaveUp != nil && gaveUp != context.Canceled: // and said why
		err = gaveUp
		t.x.Failure = &recording.Failure{Kind: recording.FailedCanceled, Text: err.Error()}
	case gaveUp != nil:
		t.x.Failure = &recording.Failure{Kind: recording.FailedCanceled, Text: "the client went away"}
	case errors.As(err, &dial) && dial.Op == "dial":
		t.x.Failure.Kind = recording.FailedConnect
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &dial):
		t.x.Failure.Kind = recording.FailedCut
	}
	p.finish(t)
	http.Error(w, "kbn-conformance record: the target gave no answer: "+err.Error(), http.StatusBadGateway)
}

// finish records an exchange, once, without its secrets.
func (p *Proxy) finish(t *taking) {
	if t.once.Swap(true) {
		return
	}
	t.x.Duration = time.Since(t.x.Started)
	t.x.Request.Body, t.x.Request.Size = t.sent.bytes()
	x := p.scrubber.Exchange(t.x)
	if err := p.options.Log.Append(x); err != nil {
		p.lost.Add(1)
		if p.options.Failed != nil {
			p.options.Failed(err)
		}
		return
	}
	p.recorded.Add(1)
	if x.Response != nil {
		p.replies.Add(1)
	}
	if p.options.Recorded != nil {
		p.options.Recorded(x)
	}
}
