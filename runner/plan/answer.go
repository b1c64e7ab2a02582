package plan

import "github.com/kbn-conformance/kbn-conformance/runner/recording"

// Answer is what became of one step: what those who send hand to those who judge.
type Answer struct {
	Exchange recording.Exchange // the last attempt
	Attempts int
	Vars     Vars   // as the step's expectation sees them
	Blocked  string // why the step was not sent; empty when it was
	Lacking  string // why the step does not apply to this target; it was not sent either
}
