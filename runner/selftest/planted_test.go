package selftest

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

var plantedSeed = flag.Uint64("planted-seed", 1, "chooses the faults of TestPlantedFaults")

// The figure for documents: of a hundred faults, each in another operation of
// the mock, at least ninety are found by the flows that the document gives.
func TestPlantedFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays the API two hundred times in parts")
	}
	d := newDocumented(t)
	planted := scatter(d.faults(t), 100, *plantedSeed)
	if len(planted) != 100 {
		t.Fatalf("the mock has faults in %d operations only", len(planted))
	}
	var survived []string
	weighty := 0
	for i, found := range d.trials(t, planted) {
		switch {
		case !found.any:
			survived = append(survived, fmt.Sprintf("%s (%s)", planted[i].Name, planted[i].Title))
		case found.required:
			weighty++
		}
	}
	slices.Sort(survived)
	found := len(planted) - len(survived)
	t.Logf("seed %d: %d of %d planted faults found, %d of them by a required rule; survivors:\n  %s", *plantedSeed, found, len(planted), weighty, strings.Join(survived, "\n  "))
	if found < 90 {
		t.Errorf("only %d of %d planted faults were found", found, len(planted))
	}
}

// trials holds one for each fault, several side by side.
func (d *documented) trials(t *testing.T, planted []mock.Fault) []finding {
	out := make([]finding, len(planted))
	slots := make(chan struct{}, 2*runtime.NumCPU())
	var running sync.WaitGroup
	for i, f := range planted {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			clean := d.objections(t, f.Operation, "")
			for o, level := range clean {
				if level == rules.Required {
					t.Errorf("without a fault: %s", o)
				}
			}
			if i%10 == 0 && newTo(clean, d.objections(t, f.Operation, "")).any {
				t.Errorf("%s: objections come by themselves; a fault would be said to be found by them", f.Operation)
			}
			out[i] = newTo(clean, d.objections(t, f.Operation, f.Name))
		})
	}
	running.Wait()
	return out
}

// finding is what a fault led to that was not there without it.
type finding struct{ any, required bool }

func newTo(clean, faulty map[objection]rules.Level) (f finding) {
	for o, level := range faulty {
		if _, always := clean[o]; !always {
			f.any, f.required = true, f.required || level == rules.Required
		}
	}
	return f
}

// scatter takes one fault in each of n operations; all kinds come equally often, as far as
// operations can have them.
func scatter(all []mock.Fault, n int, seed uint64) []mock.Fault {
	random := rand.New(rand.NewPCG(seed, 0))
	byOperation := map[string][]mock.Fault{}
	var operations []string
	for _, f := range all {
		if byOperation[f.Operation] == nil {
			operations = append(operations, f.Operation)
		}
		byOperation[f.Operation] = append(byOperation[f.Operation], f)
	}
	random.Shuffle(len(operations), func(i, j int) { operations[i], operations[j] = operations[j], operations[i] })
	used := map[string]int{}
	kind := func(f mock.Fault) string { return strings.TrimPrefix(f.Name, f.Operation+"/") }
	var out []mock.Fault
	for _, operation := range operations[:min(n, len(operations))] {
		own := byOperation[operation]
		random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		rarest := slices.MinFunc(own, func(a, b mock.Fault) int { return cmp.Compare(used[kind(a)], used[kind(b)]) })
		used[kind(rarest)]++
		out = append(out, rarest)
	}
	return out
}
