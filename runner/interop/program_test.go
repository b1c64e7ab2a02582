package interop

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// key opens nothing anywhere: Prism takes every credential.
const key = "aW50ZXJvcDp0aGlzLWtleS1vcGVucy1ub3RoaW5n"

// program is the path of the built binary.
type program string

func build(ctx context.Context, t testing.TB) program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kbn-conformance")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "../cmd/kbn-conformance").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program(path)
}

// result is a run as its user sees it.
type result struct {
	code           int
	stdout, stderr string
	dir            string
	report         *reports.Run
	exchanges      []recording.Exchange
}

// run starts the program and waits until it has ended. Without a credential
// only the exit code and the output are looked at.
func (p program) run(ctx context.Context, t *testing.T, url, credential string, args ...string) result {
	t.Helper()
	r := result{dir: t.TempDir()}
	cmd := exec.CommandContext(ctx, string(p), append([]string{"run", "--target", url, "--out", r.dir}, args...)...)
	cmd.Dir = r.dir // no configuration of the project
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "KBN_CONFORMANCE_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	if credential != "" {
		cmd.Env = append(cmd.Env, "KBN_CONFORMANCE_API_KEY="+credential)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begun := time.Now()
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatalf("run: %v", err)
	}
	r.code, r.stdout, r.stderr = cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
	t.Logf("exit %d after %s\n%s%s", r.code, time.Since(begun).Round(time.Millisecond), r.stderr, r.stdout)
	if credential != "" {
		r.read(t)
	}
	return r
}

// read parses run.json and exchanges.har.
func (r *result) read(t *testing.T) {
	t.Helper()
	file, err := os.Open(filepath.Join(r.dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if r.report, err = reports.ReadJSON(file); err != nil {
		t.Fatalf("run.json: %v", err)
	}
	har, err := os.Open(filepath.Join(r.dir, "exchanges.har"))
	if err != nil {
		t.Fatal(err)
	}
	defer har.Close()
	if _, r.exchanges, err = recording.ReadHAR(har); err != nil {
		t.Fatalf("exchanges.har: %v", err)
	}
}
