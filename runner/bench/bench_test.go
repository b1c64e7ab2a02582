// Package bench shows what a run costs, as ratios within one run: beside a bare
// HTTP client that sends the same requests, and beside the time that a slow
// server takes anyway. `make bench` runs it.
package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// program builds the binary once per test process.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kbn-conformance-bench")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "kbn-conformance")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/kbn-conformance").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return path, nil
})

// target is a reference server that notes when it was asked first.
type target struct {
	*httptest.Server
	first atomic.Int64
}

func newTarget(b *testing.B, options ...reference.Option) *target {
	handler, err := reference.New(append(options, reference.WithSample())...)
	if err != nil {
		b.Fatal(err)
	}
	t := &target{}
	t.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.first.CompareAndSwap(0, time.Now().UnixNano())
		handler.ServeHTTP(w, r)
	}))
	b.Cleanup(t.Close)
	return t
}

// result is one run of the program.
type result struct {
	wall  time.Duration
	begun time.Time
	rss   int64 // KiB
	run   *reports.Run
	dir   string
}

// run plays everything but package installs, whose pauses the API demands.
func run(b *testing.B, t *target, concurrency int) result {
	path, err := program()
	if err != nil {
		b.Fatal(err)
	}
	r := result{dir: b.TempDir(), begun: time.Now()}
	c := exec.Command(path, "run", "--target", t.URL, "--mode", "write", "--allow", "endpoint-list", "--out", r.dir, "--concurrency", strconv.Itoa(concurrency), "--seed", "1")
	c.Env = append(os.Environ(), "KBN_CONFORMANCE_API_KEY="+reference.Privileged().EncodedKey(), "KBN_CONFORMANCE_UNPRIVILEGED_API_KEY="+reference.Powerless().EncodedKey())
	out, err := c.CombinedOutput()
	r.wall = time.Since(r.begun)
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	r.rss = c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	file, err := os.Open(filepath.Join(r.dir, "run.json"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if r.run, err = reports.ReadJSON(file); err != nil {
		b.Fatal(err)
	}
	return r
}

// BenchmarkOwnCost: sending and judging, from the first request to the last
// verdict, beside a client that only sends the same requests; at most three
// times. The first request is the first question to the target, before there is
// a plan, so planning counts as well. The whole process is shown besides.
func BenchmarkOwnCost(b *testing.B) {
	const concurrency, rounds = 8, 9
	var ours, bare, whole []time.Duration
	for range b.N {
		for round := range rounds + 1 {
			t := newTarget(b)
			r := run(b, t, concurrency)
			exchanges := recorded(b, r.dir)
			alone := replay(b, newTarget(b), exchanges, concurrency)
			if round == 0 {
				continue // the first one warms caches
			}
			verdicts := r.run.Started.Add(time.Duration(r.run.Duration * float64(time.Millisecond)))
			ours = append(ours, verdicts.Sub(time.Unix(0, t.first.Load())))
			bare, whole = append(bare, alone), append(whole, r.wall)
			b.ReportMetric(float64(r.run.Load.Requests), "requests")
		}
	}
	ratio := float64(median(ours)) / float64(median(bare))
	b.ReportMetric(ratio, "x-bare")
	b.ReportMetric(float64(median(ours).Milliseconds()), "ms/run")
	b.ReportMetric(float64(median(whole).Milliseconds()), "ms/process")
	b.ReportMetric(float64(median(bare).Milliseconds()), "ms/bare")
	if ratio > 3 {
		b.Errorf("the program takes %.1f times as long as a bare client (%s against %s), want at most 3", ratio, median(ours), median(bare))
	}
}

// median of several measurements: machines are noisy.
func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// BenchmarkSlowServer: with 50 ms an answer and concurrency 16, the wall time
// is at most 1.4 × requests × 50 ms / 16, plus the longest flow.
func BenchmarkSlowServer(b *testing.B) {
	const concurrency, delay = 16, 50 * time.Millisecond
	var worst float64
	for range b.N {
		r := run(b, newTarget(b, reference.WithDelay(delay)), concurrency)
		ideal := time.Duration(r.run.Load.Requests) * delay / concurrency
		bound := ideal*14/10 + longest(b, recorded(b, r.dir))
		worst = max(worst, float64(r.wall)/float64(bound))
		b.ReportMetric(float64(r.wall.Milliseconds()), "ms/run")
		b.ReportMetric(float64(r.wall)/float64(ideal), "x-ideal")
	}
	b.ReportMetric(worst, "x-bound")
	if worst > 1 {
		b.Errorf("wall time is %.2f of the bound, want at most 1", worst)
	}
}

// first is when the first request of the plan was sent.
func first(exchanges []recording.Exchange) time.Time {
	at := exchanges[0].Started
	for _, x := range exchanges {
		if x.Started.Before(at) {
			at = x.Started
		}
	}
	return at
}

// BenchmarkStart: from process start to the first request of the plan, and the
// peak memory.
func BenchmarkStart(b *testing.B) {
	var total time.Duration
	var rss int64
	for range b.N {
		t := newTarget(b)
		r := run(b, t, 8)
		total += first(recorded(b, r.dir)).Sub(r.begun)
		rss = max(rss, r.rss)
	}
	start := float64(total.Microseconds()) / 1000 / float64(b.N)
	b.ReportMetric(start, "ms-to-first-request")
	b.ReportMetric(float64(rss)/1024, "MiB-peak")
	if start > 100 {
		b.Errorf("the first request left after %.0f ms, want at most 100", start)
	}
	if rss > 100*1024 {
		b.Errorf("peak memory %d MiB, want at most 100", rss/1024)
	}
}

// recorded reads the exchanges of a run.
func recorded(b *testing.B, dir string) []recording.Exchange {
	file, err := os.Open(filepath.Join(dir, "exchanges.har"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	_, exchanges, err := recording.ReadHAR(file)
	if err != nil {
		b.Fatal(err)
	}
	return exchanges
}

// longest is the time that the exchanges of the longest flow took.
func longest(b *testing.B, exchanges []recording.Exchange) time.Duration {
	set, err := schemas.Load()
	if err != nil {
		b.Fatal(err)
	}
	contract, err := fixtures.Load(set.Has)
	if err != nil {
		b.Fatal(err)
	}
	p, err := plan.Build(contract, plan.Options{Run: "bench", Schemas: set, Mode: "write", Allow: plan.Consents(contract), Unprivileged: true})
	if err != nil {
		b.Fatal(err)
	}
	flowOf := map[string]string{}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			flowOf[s.ID] = f.ID
		}
	}
	times := map[string]time.Duration{}
	var most time.Duration
	for _, x := range exchanges {
		if flow, known := flowOf[strings.TrimSuffix(strings.TrimSuffix(x.Step, "#undo"), "#find")]; known {
			times[flow] += x.Duration
			most = max(most, times[flow])
		}
	}
	return most
}

// replay sends the same requests with nothing but net/http.
func replay(b *testing.B, t *target, exchanges []recording.Exchange, concurrency int) time.Duration {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	jobs := make(chan recording.Exchange)
	begun := time.Now()
	var workers sync.WaitGroup
	for range concurrency {
		workers.Go(func() {
			for x := range jobs {
				body := x.Request.Body
				if x.Request.Size > int64(len(body)) {
					body = append(bytes.Clone(body), make([]byte, x.Request.Size-int64(len(body)))...)
				}
				r, err := http.NewRequestWithContext(context.Background(), x.Request.Method, t.URL+x.Path(), bytes.NewReader(body))
				if err != nil {
					continue
				}
				r.Header = x.Request.Header.Clone()
				if r.Header.Get("Authorization") != "" {
					r.Header.Set("Authorization", reference.Privileged().APIKey())
				}
				if answer, err := client.Do(r); err == nil {
					var sink json.RawMessage
					_ = json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&sink)
					_, _ = io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
				}
			}
		})
	}
	for _, x := range exchanges {
		jobs <- x
	}
	close(jobs)
	workers.Wait()
	return time.Since(begun)
}
