package browser

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/npm"
	"github.com/kbn-conformance/kbn-conformance/runner/selftest"
)

const axeVersion = "4.14.1"

// axe is the source of axe-core, which finds what keeps people out of a page.
var axe = sync.OnceValues(func() (string, error) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	home, err := npm.Install(ctx, "axe-core", axeVersion)
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(home, "axe.min.js"))
	return string(source), err
})

// barriers are the violations that axe-core calls serious or critical.
func (p *page) barriers() string {
	p.t.Helper()
	source, err := axe()
	if err != nil {
		p.t.Skipf("no axe-core: %v", err)
	}
	eval[any](p, source+"\n;0")
	found := eval[[]struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML           string
			FailureSummary string
		}
	}](p, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`)
	var out []string
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			out = append(out, fmt.Sprintf("%s %s: %s, %d times, first %s\n%s", v.Impact, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary))
		} else {
			p.t.Logf("%s %s: %s", v.Impact, v.ID, v.Help)
		}
	}
	return strings.Join(out, "\n")
}

// killMatrix is the page of a selftest with every kind of result.
func killMatrix(t *testing.T) string {
	m := &selftest.Matrix{Faults: 3, Killed: 1, Explained: 1, Variants: 2, Alarms: 1, KillRate: 1. / 3, Cases: 900, Trials: []selftest.Trial{
		{Name: "spaces.get/header-missing", Title: "a header is missing", Kind: "fault", Endpoint: "spaces.get", Group: "header", Result: selftest.Killed},
		{Name: "spaces.get/header-late", Title: "a header comes late", Kind: "fault", Endpoint: "spaces.get", Group: "header", Result: selftest.Survived, Reason: "nobody can see it"},
		{Name: "status.get/" + hostile, Title: hostile, Kind: "fault", Endpoint: "status.get", Group: "status", Result: selftest.Survived},
		{Name: "key-order", Title: "other order of keys", Kind: "variant", Result: selftest.Silent, Cases: 900},
		{Name: "other-ids", Title: "other ids", Kind: "variant", Result: selftest.Alarm, Cases: 900, Example: "spaces.get.ok  want a, got b"},
	}}
	return written(t, func(w io.Writer) error { return m.WriteHTML(w) })
}

// Every page can be used without a mouse, without sight of colours, and with a
// screen reader, in both appearances.
func TestNobodyIsKeptOut(t *testing.T) {
	for name, page := range map[string]struct{ file, hash string }{
		"case":        {report(t, sample()), "#case=spaces.get.missing"}, // below all the rest of the report
		"nothing":     {report(t, finished()), ""},
		"kill matrix": {killMatrix(t), ""},
		"comparison":  {comparison(t), ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, page.file, page.hash)
			for _, scheme := range []string{"light", "dark"} {
				p.media("", scheme)
				if found := p.barriers(); found != "" {
					t.Errorf("%s: %s", scheme, found)
				}
				p.shot(strings.ReplaceAll(name, " ", "-") + "-" + scheme)
			}
		})
	}
}

// What finds nothing must be able to find something.
func TestBarriersAreFound(t *testing.T) {
	p := open(t, written(t, func(w io.Writer) error {
		_, err := io.WriteString(w, `<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><button></button><p style="color:#ccc;background:#fff">pale</p></main>`)
		return err
	}), "")
	if found := p.barriers(); !strings.Contains(found, "button-name") || !strings.Contains(found, "color-contrast") {
		t.Errorf("found %q", found)
	}
}
