package selftest

import (
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

// TestMain collects garbage as rarely as the program does.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}

func contract(t testing.TB) Contract {
	t.Helper()
	c, err := suites.Contract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Fifty runs in shuffled order, at three concurrencies, give the same verdicts,
// find no violation and leave nothing behind.
func TestVerdictsDoNotDependOnOrderOrConcurrency(t *testing.T) {
	c := contract(t)
	digests := make([]string, 50)
	var running sync.WaitGroup
	slots := make(chan struct{}, 8) // a run mostly waits for the upload interval
	for i := range digests {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			s, err := Hold(t.Context(), c, Scenario{Concurrency: []int{1, 8, 32}[i%3], Seed: int64(i + 1)})
			if err != nil {
				t.Errorf("run %d: %v", i, err)
				return
			}
			digests[i] = digest(s.Verdicts)
			clean(t, i, s)
		})
	}
	running.Wait()
	for i, d := range digests {
		if d != digests[0] {
			t.Fatalf("run %d differs:\n%s", i, firstDifference(digests[0], d))
		}
	}
}

// clean: everything passed, and nothing of the run's own is left.
func clean(t *testing.T, i int, s *Sitting) {
	for _, v := range s.Verdicts {
		if v.Outcome != kit.Passed {
			t.Errorf("run %d: %s %s %s", i, v.Outcome, v, v.Reason)
		}
	}
	for _, o := range s.Left {
		if strings.HasPrefix(o.ID, plan.OwnPrefix("selftest")) {
			t.Errorf("run %d left %v behind", i, o)
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
