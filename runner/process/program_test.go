package process

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

var (
	build    sync.Once
	binary   string
	buildErr error
)

func TestMain(m *testing.M) {
	code := m.Run()
	if binary != "" {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// program builds the program, once.
func program(t *testing.T) string {
	t.Helper()
	build.Do(func() {
		dir, err := os.MkdirTemp("", "kbn-conformance-*")
		if err != nil {
			buildErr = err
			return
		}
		binary = filepath.Join(dir, "kbn-conformance")
		if out, err := exec.Command("go", "build", "-o", binary, "../cmd/kbn-conformance").CombinedOutput(); err != nil {
			buildErr = errors.New(string(out))
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return binary
}

// run is the program as a process, with what it wrote.
type run struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

func command(t *testing.T, env []string, args ...string) *run {
	t.Helper()
	r := &run{Cmd: exec.Command(program(t), args...)}
	r.Dir = t.TempDir()
	r.Env = append(append(os.Environ(), "KBN_CONFORMANCE_API_KEY="+reference.Privileged().EncodedKey()), env...)
	r.Stdout, r.Stderr = &r.stdout, &r.stderr
	return r
}

// wait waits for the end and gives the exit code; -1 for a signal.
func (r *run) wait(t *testing.T) int {
	t.Helper()
	var exit *exec.ExitError
	if err := r.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return r.ProcessState.ExitCode()
}

// deployment is a reference server that lives beside the program.
type deployment struct {
	*reference.Server
	url string

	mu      sync.Mutex
	busy    sync.WaitGroup
	seen    int
	at      int    // the request at which something happens
	happens func() // before or after that request is handled
	after   bool
	strayed []string // requests that change and name an object of others
}

// foreign is in the name of everything that belongs to others.
const foreign = "theirs"

func deploy(t *testing.T, options ...reference.Option) *deployment {
	t.Helper()
	server, err := reference.New(append([]reference.Option{reference.WithSample(), reference.WithUploadInterval(time.Millisecond)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	d := &deployment{Server: server}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	d.url = s.URL
	return d
}

// lookAlikes adds objects of others under these names, in all collections.
func (d *deployment) lookAlikes(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		for _, o := range []reference.Object{
			{Kind: "fleet-proxy", ID: name}, {Kind: "ingest-download-sources", ID: name}, {Kind: "fleet-fleet-server-host", ID: name},
			{Kind: "ingest-agent-policies", Space: "default", ID: name}, {Kind: "role", ID: name}, {Kind: "space", ID: name},
			{Kind: "epm-packages", ID: strings.ReplaceAll(name, "-", "_")}, {Kind: "lists-data-stream", Space: name, ID: ".lists-" + name},
		} {
			value := map[string]any{"id": o.ID, "name": o.ID, "version": "1.0.0", "elasticsearch": map[string]any{}}
			if err := d.AddObject(o, value); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (d *deployment) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.busy.Add(1)
	defer d.busy.Done()
	body := new(bytes.Buffer)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		_, _ = body.ReadFrom(r.Body)
		r.Body = http.NoBody
		if body.Len() > 0 {
			r.Body = readCloser{bytes.NewReader(body.Bytes())}
		}
	}
	d.mu.Lock()
	d.seen++
	var happens func()
	if d.seen == d.at {
		happens = d.happens
	}
	if r.Method != http.MethodGet && strings.Contains(r.URL.RequestURI()+body.String(), foreign) {
		d.strayed = append(d.strayed, r.Method+" "+r.URL.RequestURI())
	}
	d.mu.Unlock()
	if happens != nil && !d.after {
		happens()
	}
	d.Server.ServeHTTP(w, r)
	if happens != nil && d.after {
		happens()
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// others are the objects that belong to others; ours are the rest.
func (d *deployment) objects() (others int, ours []reference.Object) {
	for _, o := range d.Objects() {
		switch {
		case strings.Contains(o.ID+o.Space, foreign):
			others++
		case strings.Contains(o.ID+o.Space, "kbn-conf-") || strings.Contains(o.ID, "kbn_conf_"):
			ours = append(ours, o)
		}
	}
	return others, ours
}
