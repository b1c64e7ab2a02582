package cli

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

// Two undos of one object are one object, whatever the second one finds: what a
// look counts is what a removal counts.
func TestUndosOfOneObjectAreOneObject(t *testing.T) {
	undo := func(path string, f play.Fate) play.Swept {
		return play.Swept{Method: "DELETE", Path: path, Fate: f, Proof: string(f)}
	}
	for _, row := range []struct {
		name   string
		swept  []play.Swept
		counts map[string]int
	}{
		{"a look", []play.Swept{undo("/a", play.There), undo("/a", play.There), undo("/b", play.Gone)}, map[string]int{"there": 1, "gone": 1}},
		{"a removal", []play.Swept{undo("/a", play.Removed), undo("/b", play.Gone), undo("/a", play.Gone)}, map[string]int{"removed": 1, "gone": 1}},
		{"one that stays", []play.Swept{undo("/a", play.Stays), undo("/a", play.Removed)}, map[string]int{"stays": 1}},
		{"one that nobody knows about", []play.Swept{undo("/a", play.Gone), undo("/a", play.Unknown)}, map[string]int{"unknown": 1}},
		{"nothing", nil, map[string]int{}},
	} {
		a := account{Objects: objects(row.swept)}
		a.count()
		if len(a.Counts) != len(row.counts) {
			t.Errorf("%s: %v, want %v", row.name, a.Counts, row.counts)
		}
		for fate, n := range row.counts {
			if a.Counts[fate] != n {
				t.Errorf("%s: %v, want %v", row.name, a.Counts, row.counts)
			}
		}
	}
}
