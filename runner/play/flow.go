package play

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// flow sends the steps of one flow in order. A step that does not yield what
// the next one needs blocks the rest; what was created is undone in any case.
func (s *Session) flow(ctx context.Context, f *plan.Flow) {
	vars := plan.NewVars(s.plan.Run, f.ID)
	own := s.ledger.holding(f.ID, vars)
	var created []*pending
	answers := map[string]recording.Exchange{}
	blocked, lacking := "", ""
	settled := 0
	defer func() {
		s.blame(f, settled, recover())
		s.release(f)
		s.undoAll(ctx, f, created)
	}()
	for i := range f.Steps {
		step := &f.Steps[i]
		settled = i
		if blocked == "" && ctx.Err() != nil {
			blocked = interruption(ctx).Error()
		}
		if blocked != "" || lacking != "" {
			s.settle(step.ID, Result{Blocked: blocked, Lacking: lacking})
			continue
		}
		var x recording.Exchange
		var attempts int
		x, attempts, blocked = s.step(ctx, step, vars, own, answers, &created)
		if blocked != "" {
			s.settle(step.ID, Result{Blocked: blocked})
			continue
		}
		next, missing := step.Capture(vars, x)
		vars = next
		s.settle(step.ID, Result{Exchange: x, Attempts: attempts, Vars: vars})
		answers[step.Step.ID] = x
		if missing != "" && step.Lacking != "" && x.Complete() && serves(step, x.Response.Status) {
			lacking = step.Lacking
			continue
		}
		if blocked = blocks(f, step, x, missing); blocked != "" && step.Unsure != "" && x.Complete() {
			blocked, lacking = "", step.Unsure+": "+blocked
		}
	}
	settled = len(f.Steps)
	if s.options.OnSent != nil {
		s.options.OnSent(f)
	}
}

// blame settles what is left of a flow in which the program itself failed, so
// that nobody waits for it; the other flows go on.
func (s *Session) blame(f *plan.Flow, settled int, panicked any) {
	if panicked == nil {
		return
	}
	reason := fmt.Sprintf("a fault of this program: %v", panicked)
	for i := settled; i < len(f.Steps); i++ {
		select {
		case <-s.slots[f.Steps[i].ID].ready:
		default:
			s.settle(f.Steps[i].ID, Result{Blocked: reason})
		}
	}
	if s.options.OnSent != nil && settled < len(f.Steps) {
		s.options.OnSent(f)
	}
}

// step sends one step; blocked says why there is no answer to judge.
func (s *Session) step(ctx context.Context, step *plan.Step, vars plan.Vars, own *holding, answers map[string]recording.Exchange, created *[]*pending) (x recording.Exchange, attempts int, blocked string) {
	request, err := Build(step, vars)
	if err != nil {
		return x, 0, err.Error()
	}
	if step.Wait != "" {
		err := waitRetryAfter(ctx, answers[step.Wait])
		if ctx.Err() != nil {
			return x, 0, interruption(ctx).Error()
		}
		if err != nil {
			return x, 0, fmt.Sprintf("step %s %v", step.Wait, err)
		}
	}
	if blocked := s.admit(ctx); blocked != "" {
		return x, 0, blocked
	}
	own.vars = vars
	undo, err := s.noteUndo(step, request, own)
	if err != nil {
		return x, 0, err.Error()
	}
	if undo != nil { // before it is sent: whatever happens then, the undo is due
		*created = append(*created, undo)
	}
	request.Owner = voucher{holding: own, step: step, noted: undo != nil}
	x, attempts, err = s.ask(ctx, step, request, vars)
	switch {
	case undo == nil:
	case refused(x):
		*created = (*created)[:len(*created)-1]
		at := slices.IndexFunc(own.undos, same(undo.noted))
		own.undos = slices.Delete(own.undos, at, at+1)
		s.options.Journal.finish(undo.entry, "the server refused the step")
	default:
		captured, _ := step.Capture(vars, x)
		s.answered(undo, captured, strange(request, x, vars))
	}
	if err != nil {
		return x, attempts, err.Error()
	}
	return x, attempts, ""
}

// refused: the server said no, or the request never left, so there is nothing
// to undo.
func refused(x recording.Exchange) bool {
	if neverLeft(x) || keptBack(x) {
		return true
	}
	if x.Response == nil {
		return false // nobody knows
	}
	status := x.Response.Status
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusConflict
}

// blocks says why the steps after this one make no sense; empty when they do.
func blocks(f *plan.Flow, step *plan.Step, x recording.Exchange, missing string) string {
	name := step.ID
	if step.Prepare {
		name = "preparation " + name[strings.LastIndexByte(name, '#')+1:]
	}
	if x.Response == nil {
		return fmt.Sprintf("%s got no answer (%s)", name, x.Failure.Text)
	}
	if needs := f.Needs(x); needs != "" && !slices.Contains(step.Status, http.StatusForbidden) {
		return needs
	}
	if missing != "" {
		return fmt.Sprintf("%s did not yield %s (status %d)", name, missing, x.Response.Status)
	}
	if got := x.Response.Status; !serves(step, got) {
		return fmt.Sprintf("%s was answered %d", name, got)
	}
	return ""
}

// serves reports whether the status of a step lets the flow go on. What
// prepares a flow must be answered as expected; after a step that is judged by
// itself, an answer of the expected class will do, and after a refusal any.
func serves(step *plan.Step, got int) bool {
	switch {
	case step.Prepare && len(step.Status) == 0:
		return got/100 == 2
	case step.Prepare:
		return slices.Contains(step.Status, got)
	case step.Cause != "" || len(step.Status) == 0:
		return true
	}
	return slices.ContainsFunc(step.Status, func(want int) bool { return want/100 == got/100 })
}
