package play

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// ledger vouches for what the run sends that may change something. Whatever a
// fixture says, a request leaves only if it aims at what the run made: names and
// UUIDs that the run made up, and ids that an answer gave to a create whose undo
// is in the journal. Beyond that it may be such a create itself, repeat an undo
// of the journal, or be covered by a consent.
type ledger struct {
	allow   []string
	changes []fixtures.Change
	creates map[string]bool // paths, without a space, at which the plan creates what it can undo
	reads   map[string]bool // paths that the plan reads
}

func newLedger(p *plan.Plan) *ledger {
	return &ledger{allow: p.Allow, changes: p.Changes, creates: inAnySpace(p.Paths.Creates), reads: inAnySpace(p.Paths.Reads)}
}

func inAnySpace(paths map[string]bool) map[string]bool {
	out := map[string]bool{}
	for path := range paths {
		out[WithoutSpace(path)] = true
	}
	return out
}

// holding is what one flow owns beyond the names that it makes up.
type holding struct {
	*ledger
	flow  string
	vars  plan.Vars
	ids   map[string]bool  // that answers gave to what the flow created
	undos []target.Request // that are in the journal and not finished
}

func (l *ledger) holding(flow string, vars plan.Vars) *holding {
	return &holding{ledger: l, flow: flow, vars: vars, ids: map[string]bool{}}
}

// owns reports whether a text names something of the run.
func (h *holding) owns(text string) bool {
	return h.ids[text] || h.vars.Made(text) && !slices.ContainsFunc(strings.Split(text, "/"), func(part string) bool { return part == ".." || part == "." })
}

// voucher vouches for the requests of one step.
type voucher struct {
	*holding
	step  *plan.Step
	noted bool // its undo is in the journal
}

// Vouch implements target.Owner.
func (v voucher) Vouch(r target.Request) error {
	a := aimOf(r)
	if a.harm != "" {
		return fmt.Errorf("%s %s sets %s, which changes more than an object of the run", r.Method, r.Path, a.harm)
	}
	foreign := fmt.Errorf("%s %s aims at something that this run did not make", r.Method, r.Path)
	if a.astray {
		return foreign
	}
	for _, c := range v.changes {
		if c.Request.Method != r.Method || !a.at(c.Request.Path) {
			continue
		}
		if slices.Contains(v.allow, c.Allow) || c.Idle && v.all(a.ids) {
			return nil
		}
		return fmt.Errorf("%w, and that needs your consent (--allow %s)", foreign, c.Allow)
	}
	switch {
	case slices.ContainsFunc(v.undos, same(r)):
	case slices.ContainsFunc(a.segments, v.owns) && (!a.removes || v.all(a.ids)):
	case v.noted && r.Method == http.MethodPost && !a.removes && v.carries(r):
	case v.creates[a.path] && len(a.ids) > 0 && v.all(a.ids) && !(r.Method == http.MethodPost && a.removes):
	case (v.creates[a.path] || v.reads[a.path]) && a.void && (r.Method == http.MethodPost || r.Method == http.MethodPatch) && !a.removes:
	default:
		return foreign
	}
	return nil
}

func (h *holding) all(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool { return !h.owns(id) })
}

// carries reports whether a create names what it creates as the run's own.
func (v voucher) carries(r target.Request) bool {
	if archive := v.step.Send.Archive; archive != nil {
		return v.vars.Made(v.vars.Expand(archive.Name))
	}
	return v.vars.Mentioned([]byte(r.Path)) || v.vars.Mentioned(r.Body)
}

// undoable refuses an undo, of a step with the path that is sent, that would
// remove what the run did not make. What is only known after the create, or found by a name of the run, counts as made.
func (h *holding) undoable(step *plan.Step, sent string) (target.Request, error) {
	u, vars, unresolved := step.Undo, h.vars, map[string]bool{}
	for name := range step.Step.Capture {
		vars, unresolved["{"+name+"}"] = vars.With(name, "{"+name+"}"), true
	}
	if u.Find != nil {
		vars, unresolved["{found}"] = vars.With("found", "{found}"), vars.Mentioned([]byte(vars.Expand(u.Find.ID)))
	}
	r, err := Build(undoStep(step.ID, u), vars)
	if err != nil {
		return r, fmt.Errorf("its undo cannot be made, so nothing was sent: %w", err)
	}
	own := func(text string) bool { return unresolved[text] || h.owns(text) }
	if !h.aims(r, own) || h.whole(r, own) && r.Path != sent {
		return r, fmt.Errorf("its undo %s %s aims at something that this run did not make, so nothing was sent", r.Method, r.Path)
	}
	return r, nil
}

// whole reports whether an undo names nothing but a space: it removes all of
// something there, and only what the very same path created.
func (h *holding) whole(r target.Request, own func(string) bool) bool {
	a := aimOf(r)
	return len(a.ids) == 0 && !slices.ContainsFunc(a.segments, own)
}

// aims reports whether an undo aims at what is owned: an object, or all of
// something in a space of the run.
func (h *holding) aims(r target.Request, own func(string) bool) bool {
	a := aimOf(r)
	foreign := func(text string) bool { return !own(text) }
	switch {
	case a.astray || slices.ContainsFunc(a.ids, foreign):
		return false
	case slices.ContainsFunc(a.segments, own), len(a.ids) > 0:
		return true
	}
	return h.owns(a.space)
}

// same tells requests that ask for the same.
func same(r target.Request) func(target.Request) bool {
	return func(other target.Request) bool {
		return r.Method == other.Method && r.Path == other.Path && bytes.Equal(r.Body, other.Body)
	}
}
