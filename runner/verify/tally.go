package verify

import (
	"fmt"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/collect"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

const (
	reportRoom = collect.Room
	// kinds is how many kinds of violation a case tells apart: each has a rule
	// and a place of its own, and nobody reads more.
	kinds = 50
)

// tally is one case: the exchanges of an operation with one status. One case per
// exchange would drown what is wrong in what is alike; its id would be another
// in every recording.
type tally struct {
	id     string
	op     *operation
	status int
	count  int
	bad    int // exchanges with violations
	found  []*kind
	shown  *reports.Exchange // the first with violations, or the first
	room   *int
}

// kind is a violation and how often it was seen.
type kind struct {
	rules.Violation
	count int
	first int // place in the recording
}

// tally gives the case of an exchange.
func (w *observer) tally(op *operation, x recording.Exchange) *tally {
	status, word := 0, "none"
	if x.Response != nil {
		status = x.Response.Status
		word = fmt.Sprint(status)
	}
	id := op.id + ".observed." + word
	if x.Request.Method == "HEAD" {
		id = op.id + ".observed.head." + word
	}
	t := w.tallies[id]
	if t == nil {
		t = &tally{id: id, op: op, status: status, room: &w.room}
		w.tallies[id] = t
	}
	return t
}

// add counts an exchange and returns the violations of a kind not seen before.
func (t *tally) add(index int, x recording.Exchange, found []rules.Violation) (fresh []rules.Violation) {
	t.count++
	if len(found) > 0 {
		t.bad++
	}
	if t.count == 1 || t.bad == 1 && len(found) > 0 {
		t.shown = collect.Exchange(x, index)
		if len(found) > 0 {
			collect.Said(t.shown, x, t.room)
		}
	}
	for _, v := range found {
		if t.note(index, v) {
			fresh = append(fresh, v)
		}
	}
	return fresh
}

// note counts a violation with those of its rule, place and level.
func (t *tally) note(index int, v rules.Violation) (fresh bool) {
	where := reports.Place(v.Pointer)
	i := slices.IndexFunc(t.found, func(k *kind) bool {
		return k.Rule == v.Rule && k.Level == v.Level && k.Want == v.Want && reports.Place(k.Pointer) == where
	})
	switch {
	case i >= 0:
		t.found[i].count++
	case len(t.found) < kinds:
		t.found = append(t.found, &kind{v, 1, index})
		return true
	}
	return false
}

// report is the case in its final form.
func (t *tally) report(line rules.Level) reports.Case {
	c := reports.Case{
		ID: t.id, Endpoint: t.op.id, Area: t.op.area, Kind: "observed", Level: "required", Mode: "write", Ref: t.op.ref, Source: t.op.source,
		Title: fmt.Sprintf("%s: %s in the form of the operation", t.op.title, t.answers()), Exchange: t.shown, Outcome: reports.Passed,
		Why: "Whatever was asked, an answer of this operation has its headers, its form and the shape of its body.",
	}
	if safe(t.op.line.Method) {
		c.Mode = "read"
	}
	for _, k := range t.found {
		if k.Level >= line {
			c.Outcome = reports.Failed
		} else if c.Outcome == reports.Passed {
			c.Outcome = reports.Warned
		}
		v := reports.Violation{Rule: k.Rule, Level: k.Level.String(), Pointer: k.Pointer, Want: k.Want, Got: k.Got, Ref: k.Ref}
		if t.count > 1 {
			v.Got = join(v.Got, fmt.Sprintf("(%d of %d, first entry %d)", k.count, t.count, k.first))
		}
		c.Violations = append(c.Violations, v)
	}
	return c
}

func (t *tally) answers() string {
	what := fmt.Sprintf("answers %d", t.status)
	if t.status == 0 {
		what = "answers that broke off"
	}
	if t.count == 1 {
		return "the one answer " + what[len("answers "):]
	}
	return fmt.Sprintf("all %d %s", t.count, what)
}
