package selftest

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

var plantedSeed = flag.Uint64("planted-seed", 1, "chooses the faults of TestPlantedFaults")

// The figure for documents: of a hundred faults, each in another operation of
// the mock, at least ninety are found by the flows that the document gives.
func TestPlantedFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays the whole API")
	}
	d := newDocumented(t)
	planted := scatter(d.faults(t), 100, *plantedSeed)
	if len(planted) != 100 {
		t.Fatalf("the mock has faults in %d operations only", len(planted))
	}
	clean := d.objections(t, planted, nil)
	for o, level := range clean {
		if level == rules.Required {
			t.Errorf("without a fault: %s", o)
		}
	}
	for o := range d.objections(t, planted, nil) {
		if _, before := clean[o]; !before {
			t.Errorf("%s came by itself; a fault would be said to be found by it", o)
		}
	}
	found := map[string]rules.Level{}
	batches := d.batches(planted)
	for _, batch := range batches {
		for o, level := range d.objections(t, batch, batch) {
			if _, always := clean[o]; always {
				continue
			}
			for _, f := range batch {
				if at, known := found[f.Name]; d.asks[o.flow][f.Operation] && (!known || at < level) {
					found[f.Name] = level
				}
			}
		}
	}
	var weighty int
	var survived []string
	for _, f := range planted {
		switch level, known := found[f.Name]; {
		case !known:
			survived = append(survived, fmt.Sprintf("%s (%s)", f.Name, f.Title))
		case level == rules.Required:
			weighty++
		}
	}
	slices.Sort(survived)
	t.Logf("seed %d: %d of %d planted faults found in %d batches, %d of them by a required rule; survivors:\n  %s",
		*plantedSeed, len(found), len(planted), len(batches), weighty, strings.Join(survived, "\n  "))
	if len(found) < 90 {
		t.Errorf("only %d of %d planted faults were found", len(found), len(planted))
	}
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
