package verify

import (
	"context"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Replay gives the answers of a recording to a judge, as a session gives those
// of a target.
type Replay map[string]plan.Answer

// NewReplay finds the answer of every step of a plan. Variables follow from the
// run, the flow and the answers, so they are computed again.
func NewReplay(p *plan.Plan, m recording.Meta, exchanges []recording.Exchange) Replay {
	last := make(map[string]*recording.Exchange, len(exchanges))
	for i := range exchanges {
		last[exchanges[i].Step] = &exchanges[i] // the last attempt counts
	}
	r := Replay{}
	for _, f := range p.Flows {
		vars := plan.NewVars(m.Run, f.ID)
		for i := range f.Steps {
			step := &f.Steps[i]
			unsent, wasNot := m.Unsent[step.ID]
			x := last[step.ID]
			switch {
			case wasNot:
				r[step.ID] = plan.Answer{Blocked: unsent.Blocked, Lacking: unsent.Lacking}
			case x == nil:
				r[step.ID] = plan.Answer{Blocked: "the recording holds no exchange of this step"}
			default:
				vars, _ = step.Capture(vars, *x)
				r[step.ID] = plan.Answer{Exchange: *x, Attempts: x.Attempt, Vars: vars}
			}
		}
	}
	return r
}

// Wait gives the answer of a step at once.
func (r Replay) Wait(_ context.Context, step string) (plan.Answer, bool) {
	answer, ok := r[step]
	return answer, ok
}
