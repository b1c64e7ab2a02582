package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// listen opens the address on which clients are awaited.
func (r *recorder) listen(ctx context.Context, base *url.URL) (net.Listener, error) {
	if r.options.cert != "" {
		pair, err := tls.LoadX509KeyPair(r.options.cert, r.options.key)
		if err != nil {
			return nil, usage("--listen-cert %s: %w", r.options.cert, err)
		}
		r.tls = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	}
	listener, err := net.Listen("tcp", r.options.listen)
	if err != nil {
		return nil, usage("record: %w; choose another address with --listen", err)
	}
	if itself(ctx, base, listener.Addr()) {
		listener.Close()
		return nil, usage("--target %s is the address to listen on, so that the recorder would ask itself; choose another address with --listen", base)
	}
	return listener, nil
}

// itself reports whether a URL leads to an address on which we listen.
func itself(ctx context.Context, to *url.URL, listening net.Addr) bool {
	port := cmp.Or(to.Port(), map[string]string{"http": "80", "https": "443"}[to.Scheme])
	ours, err := netip.ParseAddrPort(listening.String())
	if err != nil || port != fmt.Sprint(ours.Port()) {
		return false
	}
	at := ours.Addr().Unmap()
	addresses, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", to.Hostname()) // what is no name cannot be us
	for _, a := range addresses {
		a = a.Unmap()
		switch {
		case a == at, a.IsUnspecified() && (at.IsLoopback() || at.IsUnspecified()):
			return true
		case at.IsUnspecified() && (a.IsLoopback() || ofThisMachine(a)):
			return true
		}
	}
	return false
}

func ofThisMachine(a netip.Addr) bool {
	all, _ := net.InterfaceAddrs()
	for _, one := range all {
		if network, ok := one.(*net.IPNet); ok && network.IP.Equal(a.AsSlice()) {
			return true
		}
	}
	return false
}

// drainTime is how long requests may take that are under way when the recording ends.
const drainTime = 5 * time.Second

var errEnded = errors.New("the recording was ended before the target had answered")

// drain takes no further requests and lets those under way end, within a time
// and until somebody is tired of waiting.
func (r *recorder) drain(again context.Context, server *http.Server) {
	if n := r.proxy.Running(); n > 0 {
		fmt.Fprintf(r.world.Stdout, "waiting up to %s for %s under way; Ctrl-C again ends the waiting\n", drainTime, reports.Plural(n, "request"))
	}
	waiting, stop := context.WithTimeout(again, drainTime)
	defer stop()
	_ = server.Shutdown(waiting)
}

// cut ends what is still under way: its client is told so, and it is recorded as
// cut. It reports whether nothing is left that could still be recorded.
func (r *recorder) cut(end context.CancelCauseFunc, server *http.Server) bool {
	end(errEnded)
	leaving, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	r.proxy.Wait(leaving)
	_ = server.Shutdown(leaving) // the last answers leave
	_ = server.Close()
	return r.proxy.Running() == 0
}
