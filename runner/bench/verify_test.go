package bench

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/record"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

// BenchmarkVerify: the recording of a full run is read and judged; at least
// 3,000 exchanges a second and core.
func BenchmarkVerify(b *testing.B) {
	contract, err := suites.Contract()
	if err != nil {
		b.Fatal(err)
	}
	dir := run(b, newTarget(b), 8).dir
	count := len(recorded(b, dir))
	har, err := os.ReadFile(filepath.Join(dir, "exchanges.har"))
	if err != nil {
		b.Fatal(err)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(har)), nil }
	var times []time.Duration
	for range b.N {
		for range 9 {
			begun := spent(b)
			run, err := verify.File(b.Context(), contract, open, verify.Options{})
			if err != nil || run.ExitCode != 0 {
				b.Fatal(err, run)
			}
			times = append(times, spent(b)-begun)
		}
	}
	speed := float64(count) / median(times).Seconds()
	b.ReportMetric(speed, "exchanges/s")
	if speed < 3000 {
		b.Errorf("%.0f exchanges a second, want at least 3000", speed)
	}
}

// spent is the CPU time of this process: what others do on the machine does not count.
func spent(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkVerifyForeign: 100,000 exchanges of another program on one core, at
// least 3,000 a second of CPU, in at most 400 MB.
func BenchmarkVerifyForeign(b *testing.B) {
	const count = 100_000
	path, err := program()
	if err != nil {
		b.Fatal(err)
	}
	once := recorded(b, run(b, newTarget(b), 8).dir)
	many := make([]recording.Exchange, count)
	for i := range many {
		many[i] = once[i%len(once)]
		many[i].Step, many[i].Request.Credential = "", ""
	}
	dir := b.TempDir()
	file, err := os.Create(filepath.Join(dir, "browser.har"))
	if err != nil {
		b.Fatal(err)
	}
	if err := recording.WriteHAR(file, recording.Meta{Tool: "elsewhere"}, many); err != nil {
		b.Fatal(err)
	}
	file.Close()
	for range b.N {
		c := exec.Command(path, "verify", file.Name(), "--out", dir)
		c.Env = append(os.Environ(), "GOMAXPROCS=1")
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		speed := count / (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
		rss := c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss / 1024
		b.ReportMetric(speed, "exchanges/s")
		b.ReportMetric(float64(rss), "MiB-peak")
		if speed < 3000 || rss > 400 {
			b.Errorf("%.0f exchanges a second of CPU in %d MiB, want at least 3000 in at most 400", speed, rss)
		}
	}
}

// BenchmarkRecord: what the recorder adds to one exchange on loopback, at the
// median; at most 1 ms.
func BenchmarkRecord(b *testing.B) {
	const asked = 2000
	t := newTarget(b)
	base, err := url.Parse(t.URL)
	if err != nil {
		b.Fatal(err)
	}
	log, err := record.OpenLog(filepath.Join(b.TempDir(), "exchanges.ndjson"), recording.Meta{Target: t.URL}, time.Second)
	if err != nil {
		b.Fatal(err)
	}
	recorder := httptest.NewServer(record.New(record.Options{Target: base, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}, MaxBody: 8 << 20, Log: log}))
	defer recorder.Close()
	ask := func(url string) time.Duration {
		begun := time.Now()
		answer, err := http.Get(url + "/api/status")
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		return time.Since(begun)
	}
	var direct, through []time.Duration
	for range b.N {
		for range asked { // in turns, so that noise meets both
			direct, through = append(direct, ask(t.URL)), append(through, ask(recorder.URL))
		}
	}
	added := median(through) - median(direct)
	b.ReportMetric(float64(added.Microseconds())/1000, "ms-added")
	b.ReportMetric(float64(median(direct).Microseconds())/1000, "ms-direct")
	if added > time.Millisecond {
		b.Errorf("the recorder adds %s at the median, want at most 1ms", added)
	}
}
