package selftest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

func contract(t testing.TB) Contract {
	t.Helper()
	set, err := schemas.Load()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fixtures.Load(set.Has)
	if err != nil {
		t.Fatal(err)
	}
	return Contract{Fixtures: data, Schemas: set, Areas: suites.All()}
}

// Fifty runs in shuffled order, at three concurrencies, give the same verdicts,
// find no violation and leave nothing behind.
func TestVerdictsDoNotDependOnOrderOrConcurrency(t *testing.T) {
	c := contract(t)
	want := ""
	for i := range 50 {
		concurrency := []int{1, 8, 32}[i%3]
		s, err := Hold(t.Context(), c, Scenario{Concurrency: concurrency, Seed: int64(i + 1)})
		if err != nil {
			t.Fatal(err)
		}
		if got := digest(s.Verdicts); want == "" {
			want = got
		} else if got != want {
			t.Fatalf("run %d (concurrency %d) differs:\n%s", i, concurrency, firstDifference(want, got))
		}
		for _, v := range s.Verdicts {
			if v.Outcome != kit.Passed {
				t.Errorf("run %d: %s %s %s", i, v.Outcome, v, v.Reason)
			}
		}
		if t.Failed() {
			return
		}
		for _, o := range s.Left {
			if strings.HasPrefix(o.ID, plan.OwnPrefix("selftest")) {
				t.Errorf("run %d left %v behind", i, o)
			}
		}
	}
}

func digest(verdicts []kit.Verdict) string {
	var b strings.Builder
	for _, v := range verdicts {
		fmt.Fprintf(&b, "%s %s %s %v\n", v.Case.ID, v.Outcome, v.Reason, v.Violations)
	}
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one is longer"
}
