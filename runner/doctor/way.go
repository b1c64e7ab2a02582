package doctor

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// way is how far the first connection came, as net/http saw it: the same one that
// asked the target what it is, so the checks cannot differ from what a run meets.
type way struct {
	mu        sync.Mutex
	name      string
	addresses []string
	nameErr   error
	connected string // address of the connection
	tls       *tls.ConnectionState
	tlsErr    error
}

func (w *way) trace() *httptrace.ClientTrace {
	locked := func(do func()) {
		w.mu.Lock()
		defer w.mu.Unlock()
		do()
	}
	return &httptrace.ClientTrace{
		DNSStart: func(i httptrace.DNSStartInfo) { locked(func() { w.name = i.Host }) },
		DNSDone: func(i httptrace.DNSDoneInfo) {
			locked(func() {
				w.nameErr = i.Err
				for _, a := range i.Addrs {
					w.addresses = append(w.addresses, a.String())
				}
			})
		},
		ConnectDone: func(_, address string, err error) {
			locked(func() {
				if err == nil {
					w.connected = address
				}
			})
		},
		TLSHandshakeDone: func(s tls.ConnectionState, err error) { locked(func() { w.tls, w.tlsErr = &s, err }) },
	}
}

// way reports the stages up to the first answer. Where one is broken, those
// before it are fine and those after it cannot be known.
func (x *examination) way(ctx context.Context, w *way, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e, failed := discovery(err)
	failed = failed && (e.Exchange.Failure != nil || e.Kind == target.ErrProxy)
	broken := "" // the stage that the failure belongs to
	if failed {
		broken = stage(w, e)
	}
	stages := []struct {
		id   string
		tell func()
	}{{"proxy", x.proxied}, {"name", func() { x.named(w) }}, {"connection", func() { x.reached(w) }}, {"tls", func() { x.secured(w) }}}
	for _, s := range stages {
		if s.id == broken {
			x.broken(ctx, s.id, w, e)
			return
		}
		s.tell()
	}
	if failed {
		x.broken(ctx, "http", w, e)
		return
	}
	if belongs[e.Kind] != "http" {
		x.fine("http", "the target answers in HTTP")
	}
}

// stage names the check that a failed exchange belongs to.
func stage(w *way, e target.DiscoveryError) string {
	switch {
	case e.Kind == target.ErrProxy:
		return "proxy"
	case w.nameErr != nil && len(w.addresses) == 0:
		return "name"
	case e.Kind == target.ErrTLS:
		return "tls"
	case e.Exchange.Failure.Kind == recording.FailedConnect:
		return "connection"
	}
	return "http"
}

func (x *examination) proxied() {
	if proxy := x.client.Proxy(); proxy != "" {
		x.fine("proxy", "requests go through %s, as the environment says", proxy)
	}
}

func (x *examination) named(w *way) {
	if len(w.addresses) > 0 {
		x.fine("name", "%s is %s", w.name, strings.Join(w.addresses, ", "))
	}
}

func (x *examination) reached(w *way) {
	if w.connected != "" {
		x.fine("connection", "%s accepts connections", w.connected)
	}
}

// broken stops the examination at a stage of the way.
func (x *examination) broken(ctx context.Context, id string, w *way, e target.DiscoveryError) {
	finding, remedy := e.Finding, e.Remedy
	switch id {
	case "name":
		remedy = "check the spelling of the host in --target, and that this machine may use the DNS that knows it (VPN?)"
		if x.client.Proxy() != "" {
			remedy = "check HTTPS_PROXY and HTTP_PROXY, or take the target out with NO_PROXY"
		}
	case "connection":
		remedy = "check host and port, that the server runs, and that no firewall stands in between"
	case "tls":
		finding, remedy = certificate(x.client, w, e)
	case "http":
		if x.client.SpeaksTLS(ctx) {
			finding, remedy = "the port speaks TLS and was asked in plain HTTP", "write https:// instead of http://"
		}
	}
	x.stop(id, finding, remedy, e.Kind)
}
