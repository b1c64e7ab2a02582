package reference_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2025, 5, 4, 9, 42, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// step is one request of a script.
type step struct {
	method, path string
	as           string // Authorization; empty: the privileged principal; "-": nobody
	body         string
	header       map[string]string // "-" as a value removes a header
	later        time.Duration     // moves the clock before the request
}

func (s step) with(name, value string) step {
	header := map[string]string{name: value}
	for k, v := range s.header {
		if _, set := header[k]; !set {
			header[k] = v
		}
	}
	s.header = header
	return s
}

func (s step) by(authorization string) step { s.as = authorization; return s }
func (s step) holding(body string) step     { s.body = body; return s }
func (s step) after(d time.Duration) step   { s.later = d; return s }

func get(path string) step          { return step{method: http.MethodGet, path: path} }
func post(path, body string) step   { return step{method: http.MethodPost, path: path, body: body} }
func put(path, body string) step    { return step{method: http.MethodPut, path: path, body: body} }
func remove(path string) step       { return step{method: http.MethodDelete, path: path} }
func wipe(path, body string) step   { return step{method: http.MethodDelete, path: path, body: body} }
func nobody(s step) step            { return s.by("-") }
func powerless(s step) step         { return s.by(reference.Powerless().APIKey()) }
func withoutXSRF(s step) step       { return s.with("Kbn-Xsrf", "-") }
func version(s step, v string) step { return s.with("Elastic-Api-Version", v) }

// answer is what came back, or why nothing did.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

func (a answer) json(path string) gjson.Result { return gjson.Get(a.body, path) }

func (a answer) String() string {
	if a.err != nil {
		return "no answer"
	}
	var b strings.Builder
	_ = a.header.Write(&b)
	return fmt.Sprintf("%d\n%s\n%s", a.status, b.String(), a.body)
}

// deployment is a reference server on a loopback port, with a client for it.
type deployment struct {
	*reference.Server
	url    string
	clock  *clock
	client *http.Client
}

func start(t testing.TB, opts ...reference.Option) *deployment {
	t.Helper()
	time := newClock()
	srv, err := reference.New(append([]reference.Option{reference.WithClock(time.Now)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, srv, time)
}

func serve(t testing.TB, srv *reference.Server, time *clock) *deployment {
	listener := httptest.NewServer(srv)
	t.Cleanup(func() { listener.CloseClientConnections(); listener.Close() })
	client := listener.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &deployment{Server: srv, url: listener.URL, clock: time, client: client}
}

func (d *deployment) send(ctx context.Context, s step) answer {
	d.clock.advance(s.later)
	req, err := http.NewRequestWithContext(ctx, s.method, d.url+s.path, strings.NewReader(s.body))
	if err != nil {
		return answer{err: err}
	}
	req.Header.Set("Kbn-Xsrf", "true")
	if s.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	switch s.as {
	case "":
		req.Header.Set("Authorization", reference.Privileged().APIKey())
	case "-":
	default:
		req.Header.Set("Authorization", s.as)
	}
	for name, value := range s.header {
		if value == "-" {
			req.Header.Del(name)
			continue
		}
		req.Header.Set(name, value)
	}
	res, err := d.client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{status: res.StatusCode, header: res.Header, body: string(body), err: err}
}

func (d *deployment) do(t testing.TB, s step) answer {
	t.Helper()
	a := d.send(t.Context(), s)
	if a.err != nil {
		t.Fatalf("%s %s: %v", s.method, s.path, a.err)
	}
	return a
}

// archive builds a package in memory; files are below its top directory.
func archive(t testing.TB, name string, extra map[string]string) string {
	t.Helper()
	manifest := "format_version: 3.0.0\nname: " + name + "\nversion: 1.0.0\ntitle: Test\ndescription: For tests\ntype: integration\nowner:\n  github: elastic/test\n"
	files := map[string]string{"manifest.yml": manifest, "docs/README.md": "# Test\n"}
	for path, content := range extra {
		files[path] = content
	}
	return gzipped(t, name+"-1.0.0", files)
}

func gzipped(t testing.TB, top string, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	w := tar.NewWriter(zipped)
	for path, content := range files {
		h := &tar.Header{Name: top + "/" + path, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func zipPackage(t testing.TB, name string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create(name + "-1.0.0/manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, "format_version: 3.0.0\nname: "+name+"\nversion: 1.0.0\ntitle: T\ndescription: D\nowner: {github: elastic/test}\n")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func uploading(contentType, body string) step {
	return post("/api/fleet/epm/packages", body).with("Content-Type", contentType)
}
