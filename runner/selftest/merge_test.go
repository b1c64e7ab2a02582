package selftest

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// TestMergedShardsAreTheRun: a run that is dealt out to shards, and merged, is
// judged like the whole, the requirements about several endpoints included.
func TestMergedShardsAreTheRun(t *testing.T) {
	c := contract(t)
	whole, err := Hold(t.Context(), c, Scenario{Options: []reference.Option{reference.WithFault("roles.delete/error-in-the-other-shape")}, Concurrency: 8, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	want, err := verify.Own(t.Context(), c, whole.Meta, whole.Exchanges, verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var parts []verify.Part
	for i := range 3 {
		parts = append(parts, part(t, whole, plan.Shard{Index: i + 1, Count: 3}))
	}
	slices.Reverse(parts)
	meta, exchanges, err := verify.Merge(parts)
	if err != nil {
		t.Fatal(err)
	}
	got, err := verify.Own(t.Context(), c, meta, exchanges, verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if same, err := reports.SameVerdicts(want, got); !same || err != nil {
		x, _ := reports.Canonical(want)
		y, _ := reports.Canonical(got)
		t.Errorf("merged: %s; whole: %s (%v); %s", got.Headline(), want.Headline(), err, difference(x, y))
	}
	if want.Totals[reports.Failed] == 0 {
		t.Error("the fault trips nothing, so the comparison shows little")
	}
}

// part is what one shard of a sitting would have recorded.
func part(t *testing.T, whole *Sitting, shard plan.Shard) verify.Part {
	t.Helper()
	meta := whole.Meta
	meta.Config = map[string]string{"shard": shard.String()}
	for k, v := range whole.Meta.Config {
		meta.Config[k] = v
	}
	p, err := verify.Plan(contract(t), meta)
	if err != nil {
		t.Fatal(err)
	}
	mine := map[string]bool{}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			mine[s.ID] = true
		}
	}
	out := verify.Part{File: shard.String(), Meta: meta}
	out.Meta.Unsent = map[string]recording.Unsent{}
	if shard.Index > 1 {
		out.Meta.Undo = recording.Account{} // it is told once
	}
	for step, why := range whole.Meta.Unsent {
		if mine[step] {
			out.Meta.Unsent[step] = why
		}
	}
	for _, x := range whole.Exchanges {
		if mine[strings.TrimSuffix(strings.TrimSuffix(x.Step, "#undo"), "#find")] {
			out.Exchanges = append(out.Exchanges, x)
		}
	}
	return out
}
