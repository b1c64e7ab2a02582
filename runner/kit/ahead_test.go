package kit

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// counting decides with a number that says how often it was asked.
type counting struct {
	asked atomic.Int32
	by    func(c *plan.Case)
}

func (d *counting) Decide(_ context.Context, c *plan.Case) Verdict {
	n := d.asked.Add(1)
	if d.by != nil {
		d.by(c)
	}
	return Verdict{Case: c, Outcome: Passed, Reason: fmt.Sprint(n)}
}

func TestCasesAreDecidedAhead(t *testing.T) {
	f, g := &plan.Flow{ID: "f"}, &plan.Flow{ID: "g"}
	one, other := &plan.Case{ID: "one", Flow: f}, &plan.Case{ID: "other", Flow: g}
	over := &plan.Case{ID: "over", Over: []plan.Member{{}}}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		judge := &counting{}
		ahead := NewAhead(ctx, judge, []*plan.Case{one, other, over})
		ahead.Sent(f)
		synctest.Wait()
		if n := judge.asked.Load(); n != 1 {
			t.Fatalf("%d cases are decided ahead, want the one that was sent", n)
		}
		for i, c := range []*plan.Case{one, one, other, other, over} {
			if v := ahead.Decide(ctx, c); v.Case != c || v.Outcome != Passed {
				t.Errorf("decision %d is %+v", i, v)
			}
		}
		if n := judge.asked.Load(); n != 4 {
			t.Errorf("one case ahead, one that was asked twice and one over several flows were decided %d times", n)
		}
		ahead.Sent(g) // late: the spec was first
		synctest.Wait()
		if n := judge.asked.Load(); n != 4 {
			t.Errorf("what was decided by the spec is decided again: %d times", n)
		}
		stop()
		synctest.Wait()
	})
}

func TestCasesAboutSeveralFlowsComeWithTheLast(t *testing.T) {
	f, g := &plan.Flow{ID: "f"}, &plan.Flow{ID: "g"}
	cases := []*plan.Case{{ID: "one", Flow: f}, {ID: "other", Flow: g}, {ID: "over", Over: []plan.Member{{}}}, {ID: "more", Over: []plan.Member{{}}}}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		judge := &counting{}
		ahead := NewAhead(ctx, judge, cases)
		for i, want := range []int32{1, 4} {
			ahead.Sent([]*plan.Flow{f, g}[i])
			synctest.Wait()
			if n := judge.asked.Load(); n != want {
				t.Errorf("after flow %d, %d cases are decided, want %d", i+1, n, want)
			}
		}
		stop()
		synctest.Wait()
	})
}

// TestAPanicIsTheSpecs: the process would end where it happens ahead.
func TestAPanicIsTheSpecs(t *testing.T) {
	f := &plan.Flow{ID: "f"}
	c := &plan.Case{ID: "c", Flow: f}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ahead := NewAhead(ctx, &counting{by: func(*plan.Case) { panic("a mistake") }}, []*plan.Case{c})
		ahead.Sent(f)
		synctest.Wait()
		defer func() {
			if recover() == nil {
				t.Error("the spec does not learn of the panic")
			}
			stop()
		}()
		ahead.Decide(ctx, c)
	})
}
