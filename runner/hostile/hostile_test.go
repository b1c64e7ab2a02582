// Package hostile runs the program against servers that mean harm, or are
// broken in ways that come to the same. It is tests only.
package hostile

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

const (
	memory = 300 << 10 // KiB, at the peak
	wall   = 20 * time.Second
)

func TestHostileServers(t *testing.T) {
	program := filepath.Join(t.TempDir(), "kbn-conformance")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/kbn-conformance").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, b := range behaviours() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			begins(t, program, serve(t, b, false))
			endures(t, program, serve(t, b, true), b.args...)
		})
	}
}

// begins: a target that is hostile from the first answer on is no Kibana.
func begins(t *testing.T, program, url string) {
	code, out, _ := run(t, program, url, t.TempDir())
	if code != 3 {
		t.Errorf("hostile from the start: exit code %d, want 3; %s", code, out)
	}
}

// endures: a run goes to its end, in its time and memory, and leaves reports
// that can be read.
func endures(t *testing.T, program, url string, args ...string) {
	dir := t.TempDir()
	code, out, peak := run(t, program, url, dir, args...)
	if code != 1 && code != 3 {
		t.Errorf("exit code %d, want 1 or 3; %s", code, out)
	}
	if peak > memory {
		t.Errorf("%d MiB at the peak, want at most %d", peak>>10, memory>>10)
	}
	file, err := os.Open(filepath.Join(dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	report, err := reports.ReadJSON(file) // checks the totals too
	if err != nil {
		t.Fatal(err)
	}
	if report.Planned == 0 || report.Totals[reports.Passed] == report.Planned {
		t.Errorf("%d planned, totals %v", report.Planned, report.Totals)
	}
	for _, name := range []string{"junit.xml", "report.md", "report.html"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		clean(t, name, data)
	}
}

// run starts the program and waits for its end.
func run(t *testing.T, program, url, dir string, args ...string) (code int, output string, peak int64) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), wall)
	defer stop()
	base := []string{"run", "--target", url, "--mode", "write", "--case", "lists.find,fleet.proxies.update", "--timeout", "400ms", "--max-time", "10s", "--out", dir}
	c := exec.CommandContext(ctx, program, append(base, args...)...)
	c.Dir = dir // no configuration of the project
	c.Env = append(os.Environ(), "KBN_CONFORMANCE_API_KEY="+reference.Privileged().EncodedKey())
	out, err := c.CombinedOutput()
	if ctx.Err() != nil || err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatalf("%v, %v\n%s", ctx.Err(), err, out)
	}
	if bytes.Contains(out, []byte("goroutine ")) {
		t.Errorf("the program crashed:\n%s", out)
	}
	clean(t, "the terminal", out)
	return c.ProcessState.ExitCode(), string(out), c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}

var control = regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f]|\x{9b}`)

// clean: nothing that a server said acts on whoever reads the report.
func clean(t *testing.T, name string, data []byte) {
	t.Helper()
	if at := control.FindIndex(data); at != nil {
		t.Errorf("%s holds a control character: %q", name, data[max(0, at[0]-40):min(len(data), at[1]+40)])
	}
	if name == "the terminal" || name == "report.md" { // Markdown holds what servers say in code spans and fences
		return
	}
	for _, tag := range []string{"<script>alert", "<img src=x"} {
		if bytes.Contains(data, []byte(tag)) {
			t.Errorf("%s holds %s as markup", name, tag)
		}
	}
	if strings.HasSuffix(name, ".xml") {
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
}
