package play

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
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
	made  *plan.Step // the step that it undoes
	vars  plan.Vars
	entry int
	own   *holding
	noted target.Request // the undo as it is in the ledger
	other string         // what the answer spoke of instead of what was to be created
}

// noteUndo notes the undo of a step before the step is sent.
func (s *Session) noteUndo(step *plan.Step, sent target.Request, own *holding) (*pending, error) {
	if step.Undo == nil {
		return nil, nil
	}
	request, err := own.undoable(step, sent.Path)
	if err != nil {
		return nil, err
	}
	entry, foreseen := s.claim(step.ID)
	if !foreseen {
		if entry, err = s.options.Journal.begin(note(step, own.flow, own.vars)); err != nil {
			return nil, fmt.Errorf("the undo could not be noted, so nothing was sent: %w", err)
		}
	}
	own.undos = append(own.undos, request)
	return &pending{undo: step.Undo, made: step, vars: own.vars, entry: entry, own: own, noted: request}, nil
}

// answered takes in what came of the step: the ids that the answer gives to what
// was created are the run's, and an undo that needs one is noted again with it;
// unless the answer is about another object.
func (s *Session) answered(p *pending, vars plan.Vars, other string) {
	if p.other = other; other != "" {
		return // what was made, if anything was, can only be looked up
	}
	p.vars = vars
	var ids []string
	for name := range p.made.Step.Capture {
		if id, known := vars.Lookup(name); known {
			p.own.ids[id] = true
			ids = append(ids, id)
		}
	}
	before, after := note(p.made, p.own.flow, p.own.vars), note(p.made, p.own.flow, vars)
	if after.Path == before.Path && string(after.Body) == string(before.Body) && after.FindID == before.FindID {
		return
	}
	slices.Sort(ids)
	after.ID, after.IDs = p.entry, ids
	_ = s.options.Journal.settle(after) // the note from before the create stays, and the undo is sent in a moment
}

// undoAll undoes a flow, last in first out, also when ctx has ended.
func (s *Session) undoAll(ctx context.Context, f *plan.Flow, created []*pending) {
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
func (s *Session) undoOne(ctx context.Context, p *pending) (method, path string, err error) {
	method, path = p.undo.Method, p.undo.Path
	defer func() {
		if panicked := recover(); panicked != nil { // the other undos are still due
			err = fmt.Errorf("a fault of this program: %v", panicked)
		}
	}()
	vars := p.vars
	if find := p.undo.Find; find != nil && !told(vars, find) {
		id, err := s.find(ctx, p, find)
		if err != nil {
			return method, path, err
		}
		if id == "" {
			return method, path, nil
		}
		p.own.ids[id] = true // it bears a name of the run, or the undo would not have been noted
		vars = vars.With(cmp.Or(find.For, "found"), id)
	}
	step := undoStep(p.made.ID, p.undo)
	r, err := Build(step, vars)
	if err != nil && p.other != "" {
		return method, path, fmt.Errorf("the answer to the create is about %q, which this run did not make, so it is not known what to remove", p.other)
	}
	if err != nil {
		return method, path, err
	}
	p.own.undos = append(p.own.undos, r) // it was noted before its ids were known
	r.Owner = voucher{holding: p.own, step: step}
	x := s.insist(ctx, r)
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

// told reports whether the answer gave the id that would have to be looked up.
func told(vars plan.Vars, find *fixtures.Find) bool {
	_, known := vars.Lookup(find.For)
	return find.For != "" && known
}

// undoTries is how often an undo is sent while no answer comes: a connection that
// was lost comes back more often than not, and removing twice does no harm.
const undoTries = 3

func (s *Session) insist(ctx context.Context, r target.Request) (x recording.Exchange) {
	for r.Attempt = 1; ; r.Attempt++ {
		x = s.sender.Do(ctx, r)
		s.record(x)
		again := x.Response == nil && x.Failure.Kind != recording.FailedRefused && x.Failure.Kind != recording.FailedTimeout
		if !again || r.Attempt == undoTries || s.Gone() != "" || sleep(ctx, pollInterval) != nil {
			return x
		}
	}
}

// undoStep is the step that an undo is sent as.
func undoStep(step string, u *fixtures.Undo) *plan.Step {
	out := plan.Step{ID: step + "#undo", Line: fixtures.Line{Method: u.Method, Path: u.Path}, Mode: "write"}
	out.Send.Body = u.Body
	return &out
}

// find looks up the id that the server chose for an object of ours.
func (s *Session) find(ctx context.Context, p *pending, find *fixtures.Find) (string, error) {
	step := plan.Step{ID: p.made.ID + "#find", Line: fixtures.Line{Method: http.MethodGet, Path: find.Path}, Mode: "read"}
	r, err := Build(&step, p.vars)
	if err != nil {
		return "", err
	}
	x := s.insist(ctx, r)
	if !x.Complete() || x.Response.Status != http.StatusOK || !x.JSON("@this").Exists() {
		return "", fmt.Errorf("GET %s, which would name the object, gave no list", r.Path)
	}
	return x.JSON(p.vars.Expand(find.ID)).String(), nil
}

// note describes an undo for the journal with everything put in that is known
// before the step is sent.
func note(step *plan.Step, flow string, vars plan.Vars) Note {
	u := step.Undo
	if u.Find != nil && u.Find.For != "" { // whoever sweeps has no answer, and looks it up
		vars = vars.With(u.Find.For, "{found}")
	}
	n := Note{Step: step.ID, Flow: flow, Method: u.Method, Path: strings.ReplaceAll(escaped(u.Path, vars), url.PathEscape("{found}"), "{found}"), Expect: u.Expect}
	if u.Body != nil {
		n.Body, _ = json.Marshal(vars.Tree(u.Body))
	}
	if u.Find != nil {
		n.FindPath, n.FindID = escaped(u.Find.Path, vars), vars.Expand(u.Find.ID)
	}
	return n
}

var _ Sender = (*target.Client)(nil)
