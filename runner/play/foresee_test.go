package play_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// TestUndosAreNotedAhead: when the first request leaves, the undos of the flows
// behind it are in the journal, but for what only an answer can tell.
func TestUndosAreNotedAhead(t *testing.T) {
	journal, path := openJournal(t)
	var first []string
	sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
		if first == nil {
			for _, n := range notes(t, path) {
				first = append(first, n.Step)
			}
		}
		return status(200, `{"id":"x7"}`)
	}}
	parent, child := create("parent"), create("child")
	parent.Step.Capture = map[string]string{"parent": "id"}
	child.Undo = &fixtures.Undo{Method: http.MethodDelete, Path: "/api/parents/{parent}/child"}
	played(t, sender, play.Options{Concurrency: 1, Journal: journal}, flow("f", parent, child), flow("g", create("other")))
	if want := []string{"", "parent", "other"}; !slices.Equal(first, want) {
		t.Errorf("at the first request the journal held %q, want %q", first, want)
	}
	i := slices.IndexFunc(notes(t, path), func(n play.Note) bool { return n.Step == "child" })
	if i < 0 || notes(t, path)[i].Path != "/api/parents/x7/child" {
		t.Errorf("the child's undo is not in the journal with its parent's id: %+v", notes(t, path))
	}
}

// TestWhatWasNotSentIsNotOpen: a flow that stops midway owes nothing for the
// steps behind.
func TestWhatWasNotSentIsNotOpen(t *testing.T) {
	journal, path := openJournal(t)
	sender := &answers{by: byStep(map[string]recording.Exchange{"b": status(500, "{}")})}
	b := get("b")
	b.Status = []int{200}
	played(t, sender, play.Options{Journal: journal}, flow("f", create("a"), b, create("c")))
	why := map[int]string{}
	for _, n := range notes(t, path) {
		why[n.ID] = n.Why
	}
	if why[1] != "undone" || why[2] != "the step was not sent" {
		t.Errorf("the entries ended with %v", why)
	}
}

// TestManyFlowsAreForeseenInPortions: none is lost, and none noted twice.
func TestManyFlowsAreForeseenInPortions(t *testing.T) {
	journal, path := openJournal(t)
	var flows []*plan.Flow
	for i := range 200 {
		flows = append(flows, flow(fmt.Sprint("f", i), create(fmt.Sprint("f", i, ".a"))))
	}
	played(t, &answers{}, play.Options{Concurrency: 4, Journal: journal}, flows...)
	planned, finished := map[string]int{}, 0
	for _, n := range notes(t, path) {
		if n.State == "planned" && n.Step != "" {
			planned[n.Step]++
		}
		if n.State == "finished" {
			finished++
		}
	}
	for step, n := range planned {
		if n != 1 {
			t.Errorf("%s is noted %d times", step, n)
		}
	}
	if len(planned) != 200 || finished != 200 {
		t.Errorf("%d steps are noted, %d finished, want 200 of both", len(planned), finished)
	}
}
