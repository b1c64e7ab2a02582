package collect

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// A comparison has to tell a gate of the contract from a route that is not there.
func TestARouteThatIsNotThereIsToldApart(t *testing.T) {
	for _, routeless := range []bool{true, false} {
		if c := caseOf(&plan.Case{ID: "x"}, kit.Verdict{Outcome: kit.NotApplicable, Reason: "r", Routeless: routeless}, nil); c.NoRoute != routeless {
			t.Errorf("routeless %v: %+v", routeless, c)
		}
	}
}
