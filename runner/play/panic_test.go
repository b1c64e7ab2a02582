package play_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// A fault of the program itself, wherever it strikes, costs one flow its verdict;
// what was made is undone, and the others go on.
func TestAPanicIsUndone(t *testing.T) {
	for name, row := range map[string]struct {
		options play.Options
		strikes string // step at which sending panics
		undone  []string
		blocked []string
	}{
		"before the answer of a create": {play.Options{}, "b", []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}, []string{"b", "c"}},
		"at a read":                     {play.Options{}, "c", []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}, []string{"c"}},
		"when an exchange is noted": {play.Options{OnExchange: func(x recording.Exchange) {
			if x.Step == "b" {
				panic("a mistake")
			}
		}}, "", []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}, []string{"b", "c"}},
		"when the flow was sent": {play.Options{OnSent: func(*plan.Flow) { panic("a mistake") }}, "",
			[]string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}, nil},
		"at an undo": {play.Options{}, "b#undo", []string{"DELETE /api/things/kbn-conf-r1-b", "DELETE /api/things/kbn-conf-r1-a"}, nil},
	} {
		sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
			if r.Step == row.strikes {
				panic("a mistake")
			}
			return status(200, "{}")
		}}
		row.options.Concurrency = 1
		session := played(t, sender, row.options, flow("f", create("a"), create("b"), get("c")), flow("g", get("d")))
		lines := sender.lines()
		for _, undo := range row.undone {
			if !slices.Contains(lines, undo) {
				t.Errorf("%s: %s is missing in %v", name, undo, lines)
			}
		}
		for _, id := range []string{"a", "b", "c", "d"} {
			why, want := result(t, session, id).Blocked, slices.Contains(row.blocked, id)
			if strings.HasPrefix(why, "a fault of this program: a mistake") != want || why != "" && !want {
				t.Errorf("%s: %s is blocked by %q", name, id, why)
			}
		}
		if left := len(session.Undone().Leftovers); left != map[bool]int{true: 1}[row.strikes == "b#undo"] {
			t.Errorf("%s: %d are left over", name, left)
		}
	}
}
