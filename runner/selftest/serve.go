package selftest

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// serve listens on a free loopback port in the way that a variant asks for;
// stop ends it at once, hanging answers included.
func serve(handler http.Handler, how string) (url string, stop func(), err error) {
	if how == reference.ServeTLS || how == reference.ServeHTTP2 {
		s := httptest.NewUnstartedServer(handler)
		s.EnableHTTP2 = how == reference.ServeHTTP2
		s.StartTLS()
		return s.URL, s.Close, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(listener) }()
	below, _ := strings.CutPrefix(how, reference.ServeBelow)
	return "http://" + listener.Addr().String() + below, func() { _ = server.Close() }, nil
}
