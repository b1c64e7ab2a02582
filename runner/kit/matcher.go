package kit

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// Conform succeeds when a verdict holds no violation that counts; its failure
// message is the report of the case.
func Conform() types.GomegaMatcher { return conform{} }

type conform struct{}

func (conform) Match(actual any) (bool, error) {
	v, ok := actual.(Verdict)
	if !ok {
		return false, fmt.Errorf("Conform() judges a kit.Verdict, not %T", actual)
	}
	return v.Outcome != Failed, nil
}

func (conform) FailureMessage(actual any) string { return actual.(Verdict).String() }

func (conform) NegatedFailureMessage(actual any) string {
	return "expected a violation, but it conforms: " + actual.(Verdict).String()
}
