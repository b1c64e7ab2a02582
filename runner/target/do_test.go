package target

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestDoRecordsTheExchange(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Warning", "299 b")
		w.Header().Add("Warning", "299 a")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, `{"echo":"%s"}`, r.Header.Get("Authorization"))
	})
	before := time.Now()
	e := do(t, client(t, url+"/kbn/"), Request{Step: "spaces.create.ok", Attempt: 3, Method: "POST", Path: "/api/x?y=z", Body: []byte(`{"name":"a"}`)})
	if e.Step != "spaces.create.ok" || e.Attempt != 3 || e.Request.Method != "POST" || e.Request.URL != url+"/kbn/api/x?y=z" ||
		string(e.Request.Body) != `{"name":"a"}` || e.Request.Size != 12 || e.Resent != 0 {
		t.Errorf("%+v", e.Request)
	}
	if e.Failure != nil || e.Started.Before(before) || e.Duration <= 0 || e.Duration > time.Since(before) {
		t.Errorf("%+v", e)
	}
	r := e.Response
	if r.Status != 409 || r.Reason != "Conflict" || r.Proto != "HTTP/1.1" || string(r.Body) != `{"echo":"ApiKey [redacted]"}` ||
		!slices.Equal(r.Header["Warning"], []string{"299 b", "299 a"}) || r.Header.Get("Content-Length") == "" {
		t.Errorf("%+v %s", r, r.Body)
	}
	if first := do(t, client(t, url), Request{Path: "/"}); first.Attempt != 1 || first.Request.Method != "GET" {
		t.Errorf("%+v", first)
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		if r.URL.Path == "/204" {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	c := client(t, url)
	for _, row := range []struct {
		method, path string
		absent       bool
	}{{"GET", "/", false}, {"HEAD", "/", true}, {"GET", "/204", true}} {
		e := do(t, c, Request{Method: row.method, Path: row.path})
		if !e.Complete() || len(e.Response.Body) != 0 || (e.Response.Body == nil) != row.absent || e.Response.Decoded != "" {
			t.Errorf("%s %s: %+v %+v", row.method, row.path, e.Response, e.Failure)
		}
	}
}

func TestAnUnusualReasonIsKept(t *testing.T) {
	for status, want := range map[string]string{"200 Fine": "Fine", "200": "", "404 ": ""} {
		e := do(t, client(t, raw(t, says("HTTP/1.1 "+status+"\r\nContent-Length: 0\r\n\r\n"))), Request{Path: "/"})
		if !e.Complete() || e.Response.Reason != want {
			t.Errorf("%q: %+v %+v", status, e.Response, e.Failure)
		}
	}
}

func TestARedirectIsAnAnswer(t *testing.T) {
	var asked atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/login", http.StatusFound)
	})
	e := do(t, client(t, url), Request{Path: "/api/status/"})
	if !e.Complete() || e.Response.Status != 302 || e.Response.Header.Get("Location") != "/login" || asked.Load() != 1 {
		t.Errorf("%+v, %d requests", e.Response, asked.Load())
	}
}

func TestConnectionsAreKept(t *testing.T) {
	connections := make(map[string]bool)
	var mu sync.Mutex
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		connections[r.RemoteAddr] = true
	})
	c := client(t, url, func(c *Config) { c.Concurrency = 4 })
	for range 5 {
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if e := do(t, c, Request{Method: "POST", Path: "/", Body: []byte("{}")}); !e.Complete() {
					t.Errorf("%+v", e.Failure)
				}
			})
		}
		group.Wait()
	}
	// net/http opens a new connection while another is just coming back.
	if len(connections) > 10 {
		t.Errorf("%d connections for 20 requests, 4 at a time", len(connections))
	}
	stats := c.Stats()
	if stats.Requests != 20 || stats.Sent < 20*100 || stats.Received < 20*30 {
		t.Errorf("%+v", stats)
	}
}

// A server may close a kept connection at any time; net/http then asks again over
// another one, which the recording must not hide.
func TestARequestSentAgainIsNoted(t *testing.T) {
	var served atomic.Int32
	url := raw(t, func(conn net.Conn) {
		says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(conn)
		if served.Add(1) == 1 {
			conn.Read(make([]byte, 4096)) // takes the second request, and closes
		}
	})
	c := client(t, url)
	first, second := do(t, c, Request{Path: "/"}), do(t, c, Request{Path: "/"})
	if !first.Complete() || first.Resent != 0 || !second.Complete() || second.Resent != 1 || second.Dropped != 1 {
		t.Errorf("resent %d and %d times: %+v", first.Resent, second.Resent, second.Failure)
	}
	if got := c.Stats().Requests; got != 3 {
		t.Errorf("%d requests counted, want 3", got)
	}
}

func TestAWriteIsNotSentAgain(t *testing.T) {
	var connections atomic.Int32
	url := raw(t, func(conn net.Conn) {
		connections.Add(1)
		says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")(conn)
		conn.Read(make([]byte, 4096))
	})
	c := client(t, url)
	do(t, c, Request{Path: "/"})
	e := do(t, c, Request{Method: "POST", Path: "/", Body: []byte("{}")})
	if e.Response != nil || e.Failure == nil || e.Failure.Kind != recording.FailedCut || connections.Load() != 1 {
		t.Errorf("%+v, %d connections", e.Failure, connections.Load())
	}
}

func TestAnInterruptedRunIsNoTimeout(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		stop(errors.New("Ctrl-C"))
		<-r.Context().Done()
	})
	e := client(t, url).Do(ctx, Request{Path: "/"})
	if e.Failure == nil || e.Failure.Kind != recording.FailedCanceled || !strings.Contains(e.Failure.Text, "Ctrl-C") {
		t.Errorf("%+v", e.Failure)
	}
	if again := client(t, url).Do(ctx, Request{Path: "/"}); again.Failure == nil || again.Failure.Kind != recording.FailedCanceled {
		t.Errorf("%+v", again.Failure)
	}
}

// The server answers after the head of a large upload and stops reading, as Kibana
// does above server.maxPayload.
func TestAnAnswerBeforeTheEndOfTheRequestIsTheAnswer(t *testing.T) {
	const answer = "HTTP/1.1 413 Request Entity Too Large\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"statusCode\":413}"
	large := make([]byte, 32<<20)
	for name, respond := range map[string]func(net.Conn){
		"and closes": says(answer),
		"and resets": func(conn net.Conn) {
			says(answer)(conn)
			conn.(*net.TCPConn).CloseWrite()
			conn.Read(make([]byte, 1<<20))
		},
	} {
		t.Run(name, func(t *testing.T) {
			url := raw(t, respond)
			c := client(t, url)
			for range 5 {
				e := do(t, c, Request{Method: "POST", Path: "/", Body: large})
				if !e.Complete() || e.Response.Status != 413 || e.JSON("statusCode").Int() != 413 {
					t.Fatalf("%+v %+v", e.Response, e.Failure)
				}
			}
		})
	}
}

func TestAServerThatStopsReadingWithoutAnAnswer(t *testing.T) {
	url := raw(t, func(net.Conn) {})
	e := do(t, client(t, url), Request{Method: "POST", Path: "/", Body: make([]byte, 8<<20)})
	if e.Response != nil || e.Failure == nil || e.Failure.Kind != recording.FailedCut {
		t.Errorf("%+v", e.Failure)
	}
}
