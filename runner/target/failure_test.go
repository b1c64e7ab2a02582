package target

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

const okHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

func TestBrokenAnswers(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer func(net.Conn)
		kind   recording.FailureKind
		text   string
		body   string // what arrived; - for no answer at all
	}{
		{"not HTTP", says("SSH-2.0-OpenSSH_9.6\r\n"), recording.FailedProtocol, `malformed HTTP response "SSH-2.0-OpenSSH_9.6"`, "-"},
		{"a status line without number", says("HTTP/1.1 OK\r\n\r\n"), recording.FailedProtocol, "malformed HTTP status code", "-"},
		{"a header without colon", says("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"), recording.FailedProtocol, "malformed MIME header", "-"},
		{"two lengths", says(okHead + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"), recording.FailedProtocol, "Content-Length", "-"},
		{"an unknown transfer coding", says(okHead + "Transfer-Encoding: rot13\r\n\r\n{}"), recording.FailedProtocol, "unsupported transfer encoding", "-"},
		{"nothing", says(""), recording.FailedCut, "the connection ended without an answer", "-"},
		{"half a head", says("HTTP/1.1 200 OK\r\nContent-Ty"), recording.FailedCut, "the connection ended without an answer", "-"},
		{"half a body", says(okHead + "Content-Length: 20\r\n\r\n{\"a\":"), recording.FailedCut, "after 5 body bytes", `{"a":`},
		{"half a chunk", says(okHead + "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"a\":"), recording.FailedCut, "after 5 body bytes", `{"a":`},
		{"no last chunk", says(okHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"), recording.FailedCut, "after 2 body bytes", "{}"},
		{"a chunk of no size", says(okHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n"), recording.FailedProtocol, "invalid byte in chunk length", "{}"},
		{"bytes after the body", saysAndStays(okHead + "Content-Length: 2\r\n\r\n{}garbage"), recording.FailedCut, "7 or more bytes follow", "{}"},
		{"bytes after the last chunk", saysAndStays(okHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n!"), recording.FailedCut, "1 or more bytes follow", "{}"},
		{"bytes after an answer that has no body", saysAndStays("HTTP/1.1 204 No Content\r\n\r\n{}"), recording.FailedCut, "2 or more bytes follow", ""},
		{"a body longer than the limit", says(okHead + "Content-Length: 70000\r\n\r\n" + strings.Repeat("x", 70000)), recording.FailedTooLarge, "longer than 65536 bytes", strings.Repeat("x", 65536)},
		{"a head longer than the limit", says(okHead + "X: " + strings.Repeat("x", 70000) + "\r\n\r\n"), recording.FailedTooLarge, "server response headers exceeded", "-"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := client(t, raw(t, row.answer), func(c *Config) { c.MaxBody, c.MaxHeader = 64<<10, 64<<10 })
			e := do(t, c, Request{Path: "/"})
			if e.Failure == nil || e.Failure.Kind != row.kind || !strings.Contains(e.Failure.Text, row.text) {
				t.Errorf("got %+v, want %s: %s", e.Failure, row.kind, row.text)
			}
			if (e.Response == nil) != (row.body == "-") || e.Response != nil && string(e.Response.Body) != row.body {
				t.Errorf("what arrived is not kept: %+v", e.Response)
			}
		})
	}
}

func TestSoundAnswersThatLookOdd(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer func(net.Conn)
		body   string
	}{
		{"until the connection closes", says(okHead + "\r\n{}"), "{}"},
		{"HTTP/1.0", says("HTTP/1.0 200 OK\r\n\r\n{}"), "{}"},
		{"HTTP/1.0 with a length", saysAndStays("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"), "{}"},
		{"chunks with extensions and trailers", saysAndStays(okHead + "Transfer-Encoding: Chunked\r\n\r\n1;a=b\r\n{\r\n001\r\n}\r\n0\r\nX-A: b\r\n\r\n"), "{}"},
		{"an interim answer before it", saysAndStays("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + okHead + "Content-Length: 2\r\n\r\n{}"), "{}"},
		{"the same length twice", saysAndStays(okHead + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), "{}"},
		{"line feeds only", saysAndStays("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"), "{}"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if e := do(t, client(t, raw(t, row.answer)), Request{Path: "/"}); !e.Complete() || string(e.Response.Body) != row.body {
				t.Errorf("%+v %+v", e.Response, e.Failure)
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	short := func(c *Config) { c.Timeout = 50 * time.Millisecond }
	t.Run("no answer", func(t *testing.T) {
		e := do(t, client(t, raw(t, saysAndStays("")), short), Request{Path: "/"})
		if e.Response != nil || e.Failure.Kind != recording.FailedTimeout || e.Failure.Text != "no answer within 50ms" {
			t.Errorf("%+v", e.Failure)
		}
	})
	t.Run("half an answer", func(t *testing.T) {
		e := do(t, client(t, raw(t, saysAndStays(okHead+"Content-Length: 9\r\n\r\n{}")), short), Request{Path: "/"})
		if e.Failure.Kind != recording.FailedTimeout || string(e.Response.Body) != "{}" || !strings.Contains(e.Failure.Text, "2 body bytes arrived") {
			t.Errorf("%+v %+v", e.Response, e.Failure)
		}
	})
	t.Run("a slow drip", func(t *testing.T) {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) {
			drip := time.NewTicker(time.Millisecond)
			defer drip.Stop()
			for {
				select {
				case <-drip.C:
					io.WriteString(w, "x")
					w.(http.Flusher).Flush()
				case <-r.Context().Done():
					return
				}
			}
		})
		e := do(t, client(t, url, short), Request{Path: "/"})
		if e.Failure.Kind != recording.FailedTimeout || e.Response == nil || e.Response.Status != 200 {
			t.Errorf("%+v %+v", e.Response, e.Failure)
		}
	})
}

func TestABodyWithoutEnd(t *testing.T) {
	gone := make(chan struct{})
	url := raw(t, func(conn net.Conn) {
		defer close(gone)
		io.WriteString(conn, okHead+"Transfer-Encoding: chunked\r\n\r\n")
		for {
			if _, err := fmt.Fprintf(conn, "400\r\n%s\r\n", strings.Repeat("x", 1024)); err != nil {
				return
			}
		}
	})
	e := do(t, client(t, url, func(c *Config) { c.MaxBody = 1 << 20 }), Request{Path: "/"})
	if e.Failure.Kind != recording.FailedTooLarge || len(e.Response.Body) != 1<<20 {
		t.Errorf("%+v, %d bytes", e.Failure, len(e.Response.Body))
	}
	<-gone // the connection was given up
}

func TestNoConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	for url, want := range map[string]string{
		"http://" + address:  "connection refused",
		"https://" + address: "connection refused",
	} {
		e := do(t, client(t, url), Request{Method: "POST", Path: "/", Body: []byte("{}")})
		if e.Response != nil || e.Failure.Kind != recording.FailedConnect || !strings.Contains(e.Failure.Text, want) {
			t.Errorf("%s: %+v", url, e.Failure)
		}
	}
}

func TestANameThatIsUnknown(t *testing.T) {
	err := dialError{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "nobody.invalid"}}}
	if got := connectText(err); got != "the name nobody.invalid cannot be resolved (no such host)" {
		t.Error(got)
	}
}

func TestAConnectionThatIsNotMadeInTime(t *testing.T) {
	// The listener takes the connection into its backlog and never answers the
	// TLS greeting.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	c := client(t, "https://"+listener.Addr().String(), func(c *Config) { c.Timeout = 50 * time.Millisecond })
	e := do(t, c, Request{Path: "/"})
	if e.Failure.Kind != recording.FailedConnect || !strings.Contains(e.Failure.Text, "no connection to 127.0.0.1:") {
		t.Errorf("%+v", e.Failure)
	}
}
