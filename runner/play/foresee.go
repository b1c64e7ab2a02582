package play

import (
	"context"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// foreseenFlows is how many flows share one write to the journal: waiting for
// the disk before each creating request would cost more than the requests.
const foreseenFlows = 128

// dispatch hands out the jobs of the plan in order. The undos that they will
// need are noted some flows ahead of those that are being sent, so a process
// that is killed leaves notes of steps that were never sent as well; undoing
// those finds nothing.
func (s *Session) dispatch(ctx context.Context, jobs chan<- []*plan.Flow) {
	defer close(jobs)
	for _, stage := range s.plan.Stages() {
		s.handOut(ctx, stage, jobs)
		s.busy.Wait() // what comes next may take away what these work on
	}
}

func (s *Session) handOut(ctx context.Context, all [][]*plan.Flow, jobs chan<- []*plan.Flow) {
	for len(all) > 0 {
		n, flows := 0, []*plan.Flow(nil)
		for n < len(all) && len(flows) < foreseenFlows {
			flows = append(flows, all[n]...)
			n++
		}
		if ctx.Err() == nil {
			s.foresee(flows)
		}
		for _, job := range all[:n] {
			s.busy.Add(1)
			jobs <- job
		}
		all = all[n:]
	}
}

// foresee notes the undos of flows that are about to be sent, as far as they
// are known before anything is. A step without an entry is noted by itself.
func (s *Session) foresee(flows []*plan.Flow) {
	if s.options.Journal == nil {
		return
	}
	var notes []Note
	for _, f := range flows {
		vars, earlier := plan.NewVars(s.plan.Run, f.ID), []string(nil)
		for i := range f.Steps {
			step := &f.Steps[i]
			if step.Undo != nil {
				if n := note(step, f.ID, vars); !holdsAny(n, earlier) && s.admissible(f, step, vars) {
					notes = append(notes, n)
				}
			}
			for name := range step.Step.Capture {
				earlier = append(earlier, "{"+name+"}")
			}
		}
	}
	entries, err := s.options.Journal.begin(notes...)
	if err != nil {
		return // each step tries by itself, and is not sent if it fails too
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, n := range notes {
		s.foreseen[n.Step] = entries + i
	}
}

// admissible keeps out of the journal what the ledger would refuse: a sweep
// trusts it.
func (s *Session) admissible(f *plan.Flow, step *plan.Step, vars plan.Vars) bool {
	sent, err := buildPath(step, vars)
	if err != nil {
		return false
	}
	_, err = s.ledger.holding(f.ID, vars).undoable(step, sent)
	return err == nil
}

// holdsAny reports whether a note lacks what an earlier step will yield.
func holdsAny(n Note, names []string) bool {
	for _, name := range names {
		for _, text := range []string{n.Path, string(n.Body), n.FindPath, n.FindID} {
			if strings.Contains(text, name) {
				return true
			}
		}
	}
	return false
}

// claim gives the journal entry that was foreseen for a step.
func (s *Session) claim(step string) (entry int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry, ok = s.foreseen[step]
	delete(s.foreseen, step)
	return entry, ok
}

// release closes the entries of a flow's steps that were never sent.
func (s *Session) release(f *plan.Flow) {
	for i := range f.Steps {
		if entry, ok := s.claim(f.Steps[i].ID); ok {
			s.options.Journal.finish(entry, "the step was not sent")
		}
	}
}
