//go:build unix

package cli

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// An interrupt ends a run with 3; what was recorded until then is judged, what
// was created is removed, and the reports are there.
func TestAnInterruptKeepsWhatWasRecorded(t *testing.T) {
	server, err := reference.New(reference.WithSample(), reference.WithDelay(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	target := httptest.NewServer(server)
	defer target.Close()
	program := filepath.Join(t.TempDir(), "kbn-conformance")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/kbn-conformance").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		out := t.TempDir()
		c := exec.Command(program, "run", "--target", target.URL, "--mode", "write", "--out", out)
		c.Env = append(os.Environ(), "KBN_CONFORMANCE_API_KEY="+reference.Privileged().EncodedKey())
		before := server.RequestCount()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for server.RequestCount() < before+200 {
			time.Sleep(time.Millisecond)
		}
		if err := c.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		if code := c.ProcessState.ExitCode(); code != 3 {
			t.Errorf("%v: exit code %d, want 3", signal, code)
		}
		file, err := os.Open(filepath.Join(out, "run.json"))
		if err != nil {
			t.Fatal(err)
		}
		run, err := reports.ReadJSON(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		if judged := run.Totals.Judged(); judged < 100 || run.Verdict != reports.Incomplete {
			t.Errorf("%v: %d cases judged of %d requests, verdict %s", signal, judged, run.Load.Requests, run.Verdict)
		}
		for _, o := range server.Objects() {
			if strings.HasPrefix(o.ID, "kbn-conf-") {
				t.Errorf("%v: %v is left", signal, o)
			}
		}
	}
}
