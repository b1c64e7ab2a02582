package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Fate is what became of an object that a run may have left.
type Fate string

// The fates. Gone: it was not there; Removed: it was, and is no more.
const (
	Gone    Fate = "gone"
	There   Fate = "there" // and was left, since only looking was asked for
	Removed Fate = "removed"
	Stays   Fate = "stays"
	Unknown Fate = "unknown" // nothing could be found out about it
)

// Swept is the account of one undo.
type Swept struct {
	Note   Note   `json:"-"`
	Step   string `json:"step,omitempty"`
	Method string `json:"method"` // of the undo
	Path   string `json:"path"`
	Body   string `json:"body,omitempty"`
	Fate   Fate   `json:"fate"`
	Proof  string `json:"proof"` // what was seen before, done, and seen afterwards
}

// Sweep undoes what notes say, last in first out; without remove it only looks.
// It reads each object before and after. What the notes aim at must be of the
// run; the first request that gets no answer ends it with an error.
func Sweep(ctx context.Context, sender Sender, run string, notes []Note, remove bool) ([]Swept, error) {
	l := newLedger(&plan.Plan{Run: run})
	var out []Swept
	for _, n := range slices.Backward(notes) {
		b := broom{ctx: ctx, sender: sender, own: l.holding(n.Flow, plan.NewVars(run, n.Flow)), note: n}
		swept, err := b.sweep(remove)
		if err != nil {
			return out, err
		}
		out = append(out, swept)
	}
	return out, nil
}

// broom sweeps up after one note.
type broom struct {
	ctx    context.Context
	sender Sender
	own    *holding
	note   Note
}

func (b *broom) sweep(remove bool) (Swept, error) {
	n := b.note
	s := Swept{Note: n, Step: n.Step, Method: n.Method, Path: n.Path, Body: string(n.Body)}
	for _, id := range n.IDs {
		b.own.ids[id] = true
	}
	r := target.Request{Step: "sweep", Method: n.Method, Path: n.Path, Body: n.Body}
	if n.FindPath != "" {
		id, proof, err := b.find()
		if err != nil {
			return s, err
		}
		if id == "" {
			s.Fate, s.Proof = Gone, proof
			if !strings.HasSuffix(proof, "(200)") {
				s.Fate = Unknown
			}
			return s, nil
		}
		b.own.ids[id] = true
		vars := plan.NewVars("", "").With("found", id)
		r.Path, r.Body = escaped(n.Path, vars), bytes.ReplaceAll(n.Body, []byte("{found}"), inJSON(id))
		s.Path = r.Path
	}
	switch {
	case strings.Contains(r.Path+strings.Join(saidBy(r.Body).ids, " "), "{"):
		s.Fate, s.Proof = Unknown, "the run ended before it learned the id; --run looks for its name where the built-in endpoints keep objects"
		return s, nil
	case !b.own.aims(r, b.own.owns):
		s.Fate, s.Proof = Unknown, "not touched: it bears no name of this run"
		return s, nil
	}
	before, err := b.look(r)
	if err != nil {
		return s, err
	}
	switch {
	case before == http.StatusNotFound:
		s.Fate, s.Proof = Gone, "was not there (404)"
		return s, nil
	case before == http.StatusBadRequest && b.spaceless(r):
		s.Fate, s.Proof = Gone, "was not there (its space does not exist)"
		return s, nil
	case !remove:
		s.Fate, s.Proof = There, fmt.Sprintf("is there (%d)", before)
		if before != http.StatusOK {
			s.Fate, s.Proof = Unknown, seen(before)
		}
		return s, nil
	}
	b.own.undos = append(b.own.undos, r)
	r.Owner = voucher{holding: b.own}
	x, err := b.do(r)
	if err != nil {
		return s, err
	}
	after, err := b.look(r)
	if err != nil {
		return s, err
	}
	status := x.Response.Status
	done := status < 300 || status == http.StatusNotFound || slices.Contains(n.Expect, status)
	s.Proof = fmt.Sprintf("before: %s; removing: %d; after: %s", seen(before), status, seen(after))
	switch {
	case done && (after == http.StatusNotFound || after == 0):
		s.Fate = Removed
	case after == http.StatusNotFound:
		s.Fate = Gone
	default:
		s.Fate = Stays
	}
	return s, nil
}

func seen(status int) string {
	switch status {
	case 0:
		return "cannot be read"
	case http.StatusOK:
		return "there (200)"
	case http.StatusNotFound:
		return "not there (404)"
	}
	return fmt.Sprintf("cannot be read (%d)", status)
}

// do sends a request; no answer at all ends the sweep, since all others would
// fare alike.
func (b *broom) do(r target.Request) (recording.Exchange, error) {
	x := b.sender.Do(b.ctx, r)
	if x.Response == nil {
		return x, fmt.Errorf("%s %s: %s", r.Method, r.Path, x.Failure.Text)
	}
	return x, nil
}

// look reads the object that an undo removes: 200 and 404 say whether it is
// there, 0 that there is no way to read it.
func (b *broom) look(undo target.Request) (status int, err error) {
	path := undo.Path
	if undo.Method != http.MethodDelete { // POST /api/things/delete with the id in the body
		a := aimOf(undo)
		if len(a.ids) != 1 {
			return 0, nil
		}
		path = path[:strings.LastIndexByte(path, '/')+1] + escaped("{id}", plan.NewVars("", "").With("id", a.ids[0]))
	}
	x, err := b.do(target.Request{Step: "sweep", Method: http.MethodGet, Path: path, Read: true})
	if err != nil {
		return 0, err
	}
	return x.Response.Status, nil
}

// spaceless reports whether the object would be in a space of the run that does
// not exist: what is asked for in it is then refused in ways of all kinds.
func (b *broom) spaceless(undo target.Request) bool {
	space := aimOf(undo).space
	if !b.own.owns(space) {
		return false
	}
	x, err := b.do(target.Request{Step: "sweep", Method: http.MethodGet, Path: "/api/spaces/space/" + space, Read: true})
	return err == nil && x.Response.Status == http.StatusNotFound
}

// find looks the object up by the name that the run gave it.
func (b *broom) find() (id, proof string, err error) {
	if !b.own.vars.Mentioned([]byte(b.note.FindID)) {
		return "", "not touched: it is not looked up by a name of this run", nil
	}
	x, err := b.do(target.Request{Step: "sweep", Method: http.MethodGet, Path: b.note.FindPath, Read: true})
	if err != nil {
		return "", "", err
	}
	return x.JSON(b.note.FindID).String(), fmt.Sprintf("GET %s does not list it (%d)", b.note.FindPath, x.Response.Status), nil
}

func inJSON(text string) []byte {
	quoted, _ := json.Marshal(text) // a text always marshals
	return quoted[1 : len(quoted)-1]
}
