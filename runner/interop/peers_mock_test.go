package interop

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

const (
	workers = 8
	span    = 3 * time.Second // for which each mock is asked
	probe   = "/api/fleet/settings"
)

// BenchmarkPeersMock asks serve --spec and Prism the same things about the same
// document: how long until the first answer, how many answers a second.
func BenchmarkPeersMock(b *testing.B) {
	ctx, cancel := context.WithTimeout(b.Context(), limit)
	defer cancel()
	document := published(b)
	peer, err := install(ctx)
	if err != nil {
		b.Skipf("no Prism to compare with: %v", err)
	}
	document = repair(b, document)
	binary := build(ctx, b)
	for b.Loop() {
		ours, ourStart := started(b, func() string { return binary.serveSpec(ctx, b, document) })
		theirs, theirStart := started(b, func() string { return peer.serve(ctx, b, document).url })
		paths := answered(b, document, ours, theirs)
		ourRate, theirRate := rate(b, ours, paths), rate(b, theirs, paths)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(len(paths)), "operations")
		b.ReportMetric(ourRate, "req/s")
		b.ReportMetric(theirRate, "prism-req/s")
		b.ReportMetric(ourRate/theirRate, "x-req/s")
		b.ReportMetric(float64(ourStart.Milliseconds()), "ms-start")
		b.ReportMetric(float64(theirStart.Milliseconds()), "prism-ms-start")
		b.ReportMetric(theirStart.Seconds()/ourStart.Seconds(), "x-start")
		if ourRate < 10*theirRate || theirStart < 10*ourStart {
			b.Errorf("%.1f times the requests of Prism and %.1f times as fast a start, want at least 10 of both", ourRate/theirRate, theirStart.Seconds()/ourStart.Seconds())
		}
	}
}

// started starts a server three times; the last one stays, and the median counts.
func started(t testing.TB, start func() string) (at string, took time.Duration) {
	t.Helper()
	var times []time.Duration
	for range 3 {
		at, took = timed(t, start)
		times = append(times, took)
	}
	slices.Sort(times)
	return at, times[1]
}

// serveSpec starts the program as a mock and gives its URL.
func (p program) serveSpec(ctx context.Context, t testing.TB, document string) string {
	t.Helper()
	address := "127.0.0.1:" + freePort(t)
	cmd := exec.CommandContext(ctx, string(p), "serve", "--spec", document, "--listen", address)
	cmd.Stderr = os.Stderr
	cmd.Dir = t.TempDir() // no configuration of the project
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
	})
	return "http://" + address
}

// timed is how long a server takes from its start to its first answer.
func timed(t testing.TB, start func() string) (string, time.Duration) {
	t.Helper()
	begun := time.Now()
	at := start()
	for time.Since(begun) < time.Minute {
		if status, err := ask(at + probe); err == nil && status == http.StatusOK {
			return at, time.Since(begun)
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s does not answer", at)
	return "", 0
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}, Timeout: 30 * time.Second}

// ask reads an answer to its end.
func ask(address string) (int, error) {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", reference.Privileged().APIKey())
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// answered are the reads of the document that both servers answer with a
// success; asking once also lets both get ready.
func answered(t testing.TB, document string, servers ...string) []string {
	t.Helper()
	doc := loaded(t, document)
	var out []string
	g := generate.New(doc.Definitions)
	for _, op := range doc.Operations {
		path, query := op.Path, url.Values{}
		for _, p := range op.Parameters {
			value, err := g.Value(p.Schema.Node, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			switch text := fmt.Sprint(value); {
			case p.In == "path":
				path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
			case p.In == "query" && p.Required:
				query.Set(p.Name, text)
			}
		}
		if path += "?" + query.Encode(); op.Method == http.MethodGet && all(servers, path) {
			out = append(out, path)
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d operations that both answer", len(out))
	}
	return out
}

func all(servers []string, path string) bool {
	for _, s := range servers {
		if status, err := ask(s + path); err != nil || status/100 != 2 {
			return false
		}
	}
	return true
}

// rate is how many requests a second are answered, all operations in turn.
func rate(t testing.TB, server string, paths []string) float64 {
	t.Helper()
	var done, wrong atomic.Int64
	begun := time.Now()
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; time.Since(begun) < span; i += workers {
				if status, err := ask(server + paths[i%len(paths)]); err != nil || status/100 != 2 {
					wrong.Add(1)
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	if wrong.Load() > 0 {
		t.Fatalf("%d of %d requests to %s failed", wrong.Load(), done.Load(), server)
	}
	return float64(done.Load()) / time.Since(begun).Seconds()
}
