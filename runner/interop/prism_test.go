// Package interop runs the built program against a mock server that nobody here
// wrote: Prism, serving Kibana's own API document. It shows that a run completes
// on a stranger, says nothing untrue about it, and never objects to what the
// stranger does as Kibana does. It judges Prism, not Kibana, and builds nothing.
package interop

import (
	"context"
	"flag"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// limit bounds everything that happens here, the installation included.
const limit = 5 * time.Minute

func TestInteropPrism(t *testing.T) {
	if !strings.Contains(flag.Lookup("test.run").Value.String(), "Interop") {
		t.Skip("run make interop: this starts a mock server from npm")
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	published := published(t)
	mock, err := install(ctx)
	if err != nil {
		t.Skipf("no Prism to test against: %v", err)
	}
	program := build(ctx, t)
	everything := []string{"--mode", "write", "--allow", strings.Join(consents(t), ","), "--kibana-version", "9.1.0", "--seed", "1"}

	// A media type of the document is none, and the first upload that Prism wants
	// to answer under it ends the process. The rest of the run has nobody to talk to.
	t.Run("a mock that dies", func(t *testing.T) {
		server := mock.serve(ctx, t, published)
		result := program.run(ctx, t, server.url, key, everything...)
		result.completes(t)
		if !server.over() {
			t.Skip("Prism survived the upload, so there was nothing to get over")
		}
		lost := 0
		for _, c := range result.report.Cases {
			if c.Exchange != nil && c.Exchange.Status == 0 {
				lost++
				only(t, c, "no-answer")
			}
		}
		if len(result.report.Interrupted) == 0 {
			t.Error("the report does not say that the mock died")
		}
		if lost == 0 || lost == result.report.Planned {
			t.Errorf("%d of %d cases lost their answer, want some and not all", lost, result.report.Planned)
		}
	})

	living := mock.serve(ctx, t, repair(t, published))
	t.Run("a mock that lives", func(t *testing.T) {
		result := program.run(ctx, t, living.url, key, everything...)
		result.completes(t)
		for _, c := range result.report.Cases {
			// Prism gives everything the same id, and the client refuses to remove
			// what may be another's.
			if c.Exchange != nil && c.Exchange.Failure == "refused" && c.Outcome == reports.Blocked {
				continue
			}
			if c.Exchange != nil && c.Exchange.Status == 0 {
				t.Errorf("%s got no answer: %s", c.ID, c.Exchange.Failure)
			}
		}
		fair(t, result.report.Cases)
		for _, want := range wrong {
			if !want.in(result.report.Cases) {
				t.Errorf("the run overlooks that Prism is wrong: %s", want)
			}
		}
	})
	t.Run("reading", func(t *testing.T) {
		result := program.run(ctx, t, living.url, key)
		result.completes(t)
		fair(t, result.report.Cases)
		for _, x := range result.exchanges {
			if m := x.Request.Method; m != "GET" && m != "HEAD" {
				t.Errorf("%s sent %s %s in read mode", x.Step, m, x.Path())
			}
		}
		if result.report.Mode != "read" || result.report.Totals[reports.Skipped] == 0 {
			t.Errorf("mode %s, outcomes %v; want the default to be read, and the writes skipped", result.report.Mode, result.report.Totals)
		}
	})
	t.Run("a stranger", func(t *testing.T) {
		result := program.run(ctx, t, living.url, "")
		if result.code != 3 || !strings.Contains(result.stderr, "credentials") || strings.Count(result.stderr, "\n") != 1 {
			t.Errorf("without credentials the run ends with %d and says %q; want 3 and one line about credentials", result.code, result.stderr)
		}
	})

	if living.over() {
		t.Error("Prism died although its document was repaired")
	}
	living.stop()
	address, _ := url.Parse(living.url)
	if c, err := net.DialTimeout("tcp", address.Host, time.Second); err == nil {
		c.Close()
		t.Errorf("something still listens on %s", living.url)
	}
}

// consents are all that exist: Prism keeps nothing, so nothing can be harmed.
func consents(t *testing.T) []string {
	t.Helper()
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	contract, err := fixtures.Load(set.Has)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Consents(contract)
}

// published is Kibana's API document, which lies beside the tree of the project
// and is no part of it.
func published(t testing.TB) string {
	t.Helper()
	path, err := filepath.Abs("../../../shared/openapi/kibana-9.1-dev.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readable(path); err != nil {
		t.Skipf("no API document to serve: %v", err)
	}
	return path
}
