package cli

import (
	"runtime/debug"
	"sync/atomic"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// memory lets the garbage collector be lazy within bounds: a normal run stays
// below 100 MB; one whose target says a lot gets more room, and would otherwise
// do little but collect.
type memory struct{ read atomic.Int64 }

const (
	memoryNormal = 72 * mib // what the program itself takes comes on top
	memoryMuch   = 240 * mib
	muchIsRead   = 8 * mib
)

// begin sets the limit; a document takes as much room as a large run.
func (m *memory) begin(document bool) {
	if debug.SetMemoryLimit(memoryNormal); document {
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
		debug.SetMemoryLimit(memoryMuch)
	}
}
