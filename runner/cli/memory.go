package cli

import (
	"os"
	"runtime/debug"
	"sync/atomic"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// memory lets the garbage collector be lazy within bounds: a normal run stays
// below 100 MB; one whose target says a lot gets more room, and would otherwise
// do little but collect.
type memory struct {
	read   atomic.Int64
	chosen bool // of a document, so that its own limit holds
}

const (
	memoryNormal = 72 * mib // what the program itself takes comes on top
	memoryMuch   = 240 * mib
	muchIsRead   = 8 * mib

	lazy     = 400 // percent by which the heap may grow before it is collected, within the limit
	ordinary = 200 // the same for all else

	memoryFew   = 42 * mib // for a few cases of a document,
	memoryTimes = 10       // and so many times its size
	fewCases    = 1000
)

// limitFor sets the limit while a document is read of which a few cases are
// chosen, since the document takes most, and reports whether it is so.
func limitFor(o choice) (chosen bool) {
	file, err := os.Stat(o.spec)
	if chosen = err == nil && len(o.cases) > 0; chosen {
		debug.SetMemoryLimit(memoryFew + memoryTimes*file.Size())
	}
	return chosen
}

// begin sets the limit for a plan; one of a document takes as much room as a large
// run, unless little of it was chosen.
func (m *memory) begin(document bool, cases int) {
	switch {
	case !document:
		debug.SetGCPercent(lazy)
		debug.SetMemoryLimit(memoryNormal)
	case !m.chosen || cases > fewCases:
		debug.SetMemoryLimit(memoryMuch)
	}
}

// note takes in how much was read.
func (m *memory) note(x recording.Exchange) {
	if x.Response == nil {
		return
	}
	n := max(x.Response.WireSize, int64(len(x.Response.Body)))
	if read := m.read.Add(n); read >= muchIsRead && read-n < muchIsRead {
		debug.SetGCPercent(ordinary)
		debug.SetMemoryLimit(memoryMuch)
	}
}
