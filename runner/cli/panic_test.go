package cli

import (
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// A suite that panics blocks its case: the others are judged, what the run made
// is undone, and the run is incomplete. Ginkgo runs specs once a process, so this
// is the only test of the package that does it without a process of its own.
func TestAPanicInASpecIsUndoneAndReported(t *testing.T) {
	server, err := reference.New(reference.WithSample())
	if err != nil {
		t.Fatal(err)
	}
	target := httptest.NewServer(server)
	defer target.Close()
	contract, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	broken := 0
	for i, area := range contract.areas {
		for j, e := range area.Endpoints {
			relations := kit.Relations{}
			for name := range e.Relations {
				relations[name] = func(*kit.Relation) { panic("a mistake") }
				broken++
			}
			contract.areas[i].Endpoints[j].Relations = relations
		}
	}
	w := World{Environ: []string{envPrefix + "API_KEY=" + reference.Privileged().EncodedKey()}, Stdout: io.Discard, Stderr: io.Discard}
	o := runOptions{level: "required", out: t.TempDir(), concurrency: 4}
	o.url, o.timeout, o.mode = target.URL, 10*time.Second, "write"
	o.cases = []string{"fleet.agent_download_sources.create.generated-id", "fleet.proxies.update.name-only", "roles.delete.gone"}
	reached, err := o.connect(t.Context(), w, &o.choice, o.concurrency)
	if err != nil {
		t.Fatal(err)
	}
	defer reached.close()
	p, err := contract.plan("panicked", reached, o.choice, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := &sitting{world: w, options: o, contract: contract, target: reached, plan: p, line: rules.Required, begun: time.Now()}
	var code exit
	if err := s.hold(t.Context()); !errors.As(err, &code) || code != exitIncomplete {
		t.Errorf("ended with %v", err)
	}
	run := readRun(t, filepath.Join(o.out, "run.json"))
	blocked := 0
	for _, c := range run.Cases {
		switch {
		case c.Outcome == reports.Blocked && strings.HasPrefix(c.Reason, "a fault of this program: a mistake"):
			blocked++
		case c.Outcome != reports.Passed:
			t.Errorf("%s %s: %s", c.ID, c.Outcome, c.Reason)
		}
	}
	if blocked != 2 || broken < 2 || len(run.Cases) < 10 || run.Undo.Done != run.Undo.Planned || run.Undo.Done == 0 {
		t.Errorf("%d of %d cases blocked, undo %+v", blocked, len(run.Cases), run.Undo)
	}
	for _, x := range server.Objects() {
		if strings.HasPrefix(x.ID, "kbn-conf-") {
			t.Errorf("%v is left", x)
		}
	}
}

func readRun(t *testing.T, path string) *reports.Run {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	run, err := reports.ReadJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	return run
}
