package record

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// stand is a recorder before a target.
type stand struct {
	*httptest.Server
	proxy *Proxy
	log   *Log
	file  string
}

func standBefore(t testing.TB, target, file string, change func(*Options)) *stand {
	t.Helper()
	base, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{file: file}
	if file == "" {
		s.file = filepath.Join(t.TempDir(), "exchanges.ndjson")
	}
	if s.log, err = OpenLog(s.file, recording.Meta{Tool: "test", Target: target}, time.Second); err != nil {
		t.Fatal(err)
	}
	o := Options{Target: base, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}, MaxBody: 1 << 20, Log: s.log}
	if change != nil {
		change(&o)
	}
	s.proxy = New(o)
	s.Server = httptest.NewServer(s.proxy)
	t.Cleanup(s.Close)
	return s
}

// recorded reads the file as it is at this moment.
func (s *stand) recorded(t testing.TB) []recording.Exchange {
	t.Helper()
	_, exchanges := readBack(t, s.file)
	return exchanges
}

// echo tells what it was asked, and answers as its query says.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	q := r.URL.Query()
	w.Header().Set("X-Asked", fmt.Sprintf("%s %s %d", r.Method, r.RequestURI, len(body)))
	w.Header().Set("X-Host", r.Host)
	w.Header().Set("X-Authorization", r.Header.Get("Authorization"))
	w.Header().Set("Set-Cookie", "sid=Fe26.2**0123456789abcdef; HttpOnly")
	switch q.Get("kind") {
	case "none":
		w.WriteHeader(204)
	case "large":
		_, _ = w.Write(bytes.Repeat([]byte("x"), 3<<20))
	case "chunked":
		for range 3 {
			_, _ = io.WriteString(w, "piece ")
			w.(http.Flusher).Flush()
		}
	case "gzip":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, `{"a":1}`)
		_ = z.Close()
	case "cut":
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	case "redirect":
		http.Redirect(w, r, "http://"+r.Host+"/kbn/next?a=1", http.StatusFound)
	case "refuse":
		w.WriteHeader(413)
	default:
		_, _ = w.Write(body)
	}
}

func TestPassesAndRecords(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(echo))
	defer target.Close()
	s := standBefore(t, target.URL+"/kbn", "", nil)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	large := strings.Repeat("y", 200<<10)
	for i, row := range []struct {
		method, path, body, encoding string
		status                       int
		got, kept                    string
		failure                      recording.FailureKind
	}{
		{"GET", "/api/x?b=1&a=%20;c&kind=", "", "", 200, "", "", ""},
		{"POST", "/api/x%2Fy/z", `{"a":"b"}`, "", 200, `{"a":"b"}`, `{"a":"b"}`, ""},
		{"PUT", "/api/x", large, "", 200, large, large, ""},
		{"HEAD", "/api/x", "", "", 200, "", "", ""},
		{"DELETE", "/api/x?kind=none", "", "", 204, "", "", ""},
		{"GET", "/api/x?kind=chunked", "", "", 200, "piece piece piece ", "piece piece piece ", ""},
		{"GET", "/api/x?kind=gzip", "", "gzip, br", 200, "\x1f\x8b", `{"a":1}`, ""},
		{"GET", "/api/x?kind=large", "", "", 200, strings.Repeat("x", 3<<20), strings.Repeat("x", brokenBody), recording.FailedUnrecorded},
		{"GET", "/api/x?kind=redirect", "", "", 302, `<a href="`, `<a href="`, ""},
		{"POST", "/api/x?kind=refuse", "{}", "", 413, "", "", ""},
		{"GET", "/api/x?kind=cut", "", "", 200, "half", "half", recording.FailedCut},
	} {
		r, _ := http.NewRequest(row.method, s.URL+row.path, strings.NewReader(row.body))
		r.Header.Set("Authorization", "ApiKey c2VjcmV0c2VjcmV0c2VjcmV0MTIz")
		if row.encoding != "" {
			r.Header.Set("Accept-Encoding", row.encoding)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s %s: %v", row.method, row.path, err)
		}
		got, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != row.status || !strings.HasPrefix(string(got), row.got) || (err != nil) != (row.failure == recording.FailedCut) {
			t.Errorf("%s %s: %d, %d bytes, %v", row.method, row.path, answer.StatusCode, len(got), err)
		}
		if asked := fmt.Sprintf("%s /kbn%s %d", row.method, row.path, len(row.body)); answer.Header.Get("X-Asked") != asked || answer.Header.Get("X-Authorization") != r.Header.Get("Authorization") {
			t.Errorf("the target was asked %s, want %s", answer.Header.Get("X-Asked"), asked)
		}
		if to := answer.Header.Get("Location"); row.status == 302 && to != "/kbn/next?a=1" {
			t.Errorf("redirected to %s", to)
		}
		all := s.recorded(t)
		if len(all) != i+1 {
			t.Fatalf("%s %s: the end has come, and %d exchanges are recorded", row.method, row.path, len(all))
		}
		x := all[i]
		if x.Request.URL != target.URL+"/kbn"+row.path || x.Response.Status != row.status || !strings.HasPrefix(string(x.Response.Body), row.kept) || len(x.Response.Body) < len(row.kept) {
			t.Errorf("recorded %+v %d %d bytes", x.Request, x.Response.Status, len(x.Response.Body))
		}
		if x.Request.Size != int64(len(row.body)) || len(x.Request.Body) != min(len(row.body), recording.MaxStoredRequest) {
			t.Errorf("%d bytes of a request of %d, want %d", len(x.Request.Body), x.Request.Size, len(row.body))
		}
		if kind := failureOf(x); kind != row.failure {
			t.Errorf("%s %s: failure %q, want %q", row.method, row.path, kind, row.failure)
		}
	}
	raw, _ := os.ReadFile(s.file)
	for _, secret := range []string{"c2VjcmV0c2VjcmV0c2VjcmV0MTIz", "0123456789abcdef"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%s is in the recording", secret)
		}
	}
}

func failureOf(x recording.Exchange) recording.FailureKind {
	if x.Failure == nil {
		return ""
	}
	return x.Failure.Kind
}

// Each event reaches the client before the target sends the next one.
func TestEventsAreNotHeldBack(t *testing.T) {
	next := make(chan struct{})
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			w.(http.Flusher).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
				return
			}
		}
	}))
	defer target.Close()
	s := standBefore(t, target.URL, "", nil)
	answer, err := http.Get(s.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	in := bufio.NewReader(answer.Body)
	for i := range 3 {
		if line, err := in.ReadString('\n'); err != nil || line != fmt.Sprintf("data: %d\n", i) {
			t.Fatal(line, err)
		}
		_, _ = in.ReadString('\n')
		next <- struct{}{}
	}
	if _, err := in.ReadByte(); err != io.EOF {
		t.Error(err)
	}
	if x := s.recorded(t); len(x) != 1 || len(x[0].Response.Body) != 27 {
		t.Errorf("%+v", x)
	}
}

// A target that comes back is used again; meanwhile clients get 502.
func TestATargetMayRestart(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	serve := func(l net.Listener) *http.Server {
		server := &http.Server{Handler: http.HandlerFunc(echo)}
		go func() { _ = server.Serve(l) }()
		return server
	}
	server := serve(listener)
	s := standBefore(t, "http://"+address, "", nil)
	ask := func(want int) {
		t.Helper()
		answer, err := http.Post(s.URL+"/api/x", "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("status %d, want %d", answer.StatusCode, want)
		}
	}
	ask(200)
	server.Close()
	ask(502)
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Skip("the port was taken meanwhile:", err)
	}
	server = serve(listener)
	defer server.Close()
	ask(200)
	x := s.recorded(t)
	if len(x) != 3 {
		t.Fatalf("%d recorded", len(x))
	}
	if kind := failureOf(x[1]); kind != recording.FailedConnect && kind != recording.FailedCut || x[1].Response != nil || !x[2].Complete() {
		t.Errorf("%+v, then %+v", x[1].Failure, x[2])
	}
}

func TestAClientThatGoesAwayIsNoFaultOfTheTarget(t *testing.T) {
	begun := make(chan struct{})
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "first")
		w.(http.Flusher).Flush()
		close(begun)
		<-r.Context().Done()
	}))
	defer target.Close()
	done := make(chan recording.Exchange, 1)
	s := standBefore(t, target.URL, "", func(o *Options) { o.Recorded = func(x recording.Exchange) { done <- x } })
	ctx, stop := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	stop()
	answer.Body.Close()
	if x := <-done; failureOf(x) != recording.FailedCanceled || x.Response.Status != 200 {
		t.Errorf("%+v %+v", x.Failure, x.Response)
	}
}

// What cannot be recorded passes all the same, and is counted.
func TestAFullDiskStopsNothing(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(echo))
	defer target.Close()
	failed := make(chan error, 10)
	s := standBefore(t, target.URL, "", func(o *Options) { o.Failed = func(err error) { failed <- err } })
	s.log.file.Close()
	for range 3 {
		answer, err := http.Post(s.URL+"/api/x", "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || string(body) != "hello" {
			t.Errorf("%q %v", body, err)
		}
	}
	if s.proxy.Lost() != 3 || s.proxy.Recorded() != 0 || !errors.Is(<-failed, os.ErrClosed) {
		t.Errorf("%d lost, %d recorded", s.proxy.Lost(), s.proxy.Recorded())
	}
}
