package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// undoTime bounds the undoing of one flow after an interrupt.
const undoTime = 10 * time.Second

// Account says what was created and whether it is gone.
type Account = recording.Account

// Leftover is an undo that did not succeed.
type Leftover = recording.Leftover

// pending is an undo that is due when its flow ends.
type pending struct {
	undo  *fixtures.Undo
	step  string
	vars  plan.Vars
	entry int
}

// noteUndo notes the undo of a step before the step is sent.
func (s *Session) noteUndo(step *plan.Step, vars plan.Vars) (*pending, error) {
	if step.Undo == nil {
		return nil, nil
	}
	entry, foreseen := s.claim(step.ID)
	if !foreseen {
		var err error
		if entry, err = s.options.Journal.begin(note(step, vars)); err != nil {
			return nil, fmt.Errorf("the undo could not be noted, so nothing was sent: %w", err)
		}
	}
	return &pending{undo: step.Undo, step: step.ID, vars: vars, entry: entry}, nil
}

// undoAll undoes a flow, last in first out, also when ctx has ended.
func (s *Session) undoAll(ctx context.Context, f *plan.Flow, created []pending) {
	if len(created) == 0 {
		return
	}
	ctx, release := outlive(ctx, undoTime)
	defer release()
	for _, p := range slices.Backward(created) {
		method, path, err := s.undoOne(ctx, p)
		s.mu.Lock()
		s.undo.Planned++
		if err == nil {
			s.undo.Done++
		} else {
			s.undo.Leftovers = append(s.undo.Leftovers, Leftover{Flow: f.ID, Method: method, Path: path, Error: err.Error()})
		}
		s.mu.Unlock()
		if err == nil {
			s.options.Journal.finish(p.entry, "undone")
		}
	}
}

// undoOne finds the object, if need be, and removes it. What is gone already
// is as good as removed.
func (s *Session) undoOne(ctx context.Context, p pending) (method, path string, err error) {
	method, path = p.undo.Method, p.undo.Path
	vars := p.vars
	if find := p.undo.Find; find != nil {
		id, err := s.find(ctx, p, find)
		if err != nil {
			return method, path, err
		}
		if id == "" {
			return method, path, nil
		}
		vars = vars.With("found", id)
	}
	step := plan.Step{ID: p.step + "#undo", Line: fixtures.Line{Method: method, Path: path}, Mode: "write"}
	step.Send.Body = p.undo.Body
	r, err := Build(&step, vars)
	if err != nil {
		return method, path, err
	}
	x := s.sender.Do(ctx, r)
	s.record(x)
	if x.Response == nil {
		return method, r.Path, fmt.Errorf("no answer: %s", x.Failure.Text)
	}
	switch status := x.Response.Status; {
	case status < 300, status == http.StatusNotFound, slices.Contains(p.undo.Expect, status):
		return method, r.Path, nil
	default:
		return method, r.Path, fmt.Errorf("answered %d %s", status, http.StatusText(status))
	}
}

// find looks up the id that the server chose for an object of ours.
func (s *Session) find(ctx context.Context, p pending, find *fixtures.Find) (string, error) {
	step := plan.Step{ID: p.step + "#find", Line: fixtures.Line{Method: http.MethodGet, Path: find.Path}, Mode: "read"}
	r, err := Build(&step, p.vars)
	if err != nil {
		return "", err
	}
	x := s.sender.Do(ctx, r)
	s.record(x)
	if !x.Complete() || x.Response.Status != http.StatusOK || !x.JSON("@this").Exists() {
		return "", fmt.Errorf("GET %s, which would name the object, gave no list", r.Path)
	}
	return x.JSON(p.vars.Expand(find.ID)).String(), nil
}

// note describes an undo for the journal with everything put in that is known
// before the step is sent.
func note(step *plan.Step, vars plan.Vars) Note {
	u := step.Undo
	n := Note{Step: step.ID, Method: u.Method, Path: escaped(u.Path, vars)}
	if u.Body != nil {
		n.Body, _ = json.Marshal(vars.Tree(u.Body))
	}
	if u.Find != nil {
		n.FindPath, n.FindID = escaped(u.Find.Path, vars), vars.Expand(u.Find.ID)
	}
	return n
}

var _ Sender = (*target.Client)(nil)
