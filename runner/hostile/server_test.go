package hostile

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// serve answers every request by a behaviour; with status, all but /api/status,
// so that the run gets beyond finding out what the target is.
func serve(t *testing.T, b behaviour, status bool) string {
	t.Helper()
	kibana, err := reference.New()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(20 * time.Second)) // it stops by itself
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				if status && request.URL.Path == "/api/status" {
					w := httptest.NewRecorder()
					kibana.ServeHTTP(w, request)
					answer := w.Result()
					answer.Close = true
					_ = answer.Write(conn)
					return
				}
				b.do(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}
