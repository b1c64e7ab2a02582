// Package compare tells what changed between two runs or two recordings: which
// requirements are met no longer, and which behaviour is another one although
// no requirement speaks of it. It weighs each change by what it does to scripts,
// Terraform providers and generated clients, and gives one verdict. It sends
// nothing and judges no single answer.
package compare

import (
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Side is one of the two things that are compared.
type Side struct {
	Name      string       // as the user named it
	Run       *reports.Run // nil for a recording that nobody judged
	Meta      recording.Meta
	Exchanges []recording.Exchange
	Recorded  bool // there is a recording
}

// Options of a comparison.
type Options struct {
	FailOn     Class              // NO-GO from this class on; Harmless stands for any
	Operations []Operation        // those that are known, with {parameters}
	Announced  func(Shown) string // where documents announce a change; nil without documents

	OneRecording bool // both sides are of one recording, which was judged by two contracts
}

// Shown is a change of behaviour at one place of one operation.
type Shown struct {
	Operation
	Status        string // "200", or "200 → 404"
	Rule          string
	Place         string // JSON Pointer with list positions as *, or header name
	Before, After string
}

// comparison is the work on two recordings.
type comparison struct {
	options Options
	ops     *operations
	told    map[string]bool // what documents announce, by operation and place
	pairs   []pair
	names   *names
	tallies map[string]*tally
	keys    []string // of tallies, in the order of the recording before
	ids     map[string]int
}

// Compare never fails: whatever could not be compared is in the report, and
// keeps it from saying GO.
func Compare(before, after Side, o Options) *Report {
	r := &Report{Schema: SchemaV1, FailOn: o.FailOn, Before: before.describe(), After: after.describe(), one: o.OneRecording}
	ops := newOperations(o.Operations, before.Meta.Target, after.Meta.Target)
	var c *comparison
	r.Behaviour, c = behaviour(before, after, o, ops)
	r.Requirements = requirements(before.Run, after.Run, c.explains)
	r.conclude(before, after)
	return r
}

func behaviour(before, after Side, o Options, ops *operations) (Behaviour, *comparison) {
	out := Behaviour{Counts: map[Class]int{}, Differences: []Difference{}}
	if !before.Recorded || !after.Recorded {
		return out, &comparison{}
	}
	out.Compared = true
	pairs, onlyBefore, onlyAfter := pairUp(before.Exchanges, after.Exchanges, ops)
	c := &comparison{options: o, ops: ops, told: map[string]bool{}, pairs: pairs, names: learnNames(pairs), tallies: map[string]*tally{}, ids: map[string]int{}}
	for i, p := range pairs {
		c.exchange(i, p)
	}
	out.Pairs = len(pairs)
	out.Differences = c.gather()
	out.OnlyBefore, out.OnlyAfter = unpaired(onlyBefore, 0, ops), unpaired(onlyAfter, 1, ops)
	for _, d := range out.Differences {
		out.Counts[d.Class]++
	}
	return out, c
}

func (c *comparison) tally(op Operation, status string, success bool) *tally {
	key := op.String() + " " + status
	t := c.tallies[key]
	if t == nil {
		t = newTally(op, status, success)
		c.tallies[key] = t
		c.keys = append(c.keys, key)
	}
	return t
}
