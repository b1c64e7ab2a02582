package kit

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

func TestConform(t *testing.T) {
	c := &plan.Case{ID: "things.get.own", Level: "required", Ref: "a document"}
	broken := []rules.Violation{{Rule: "header-missing", Level: rules.Required, Pointer: "kbn-name"}}
	for outcome, want := range map[Outcome]bool{Passed: true, Warned: true, Failed: false} {
		v := Verdict{Case: c, Outcome: outcome, Violations: broken}
		got, err := Conform().Match(v)
		if got != want || err != nil {
			t.Errorf("%s conforms: %t, %v", outcome, got, err)
		}
		report := "things.get.own  (required; ref a document)\n  header-missing     kbn-name"
		if got := Conform().FailureMessage(v); got != report {
			t.Errorf("the failure reads %q, want %q", got, report)
		}
		if got := Conform().NegatedFailureMessage(v); !strings.HasPrefix(got, "expected a violation, but it conforms: ") || !strings.HasSuffix(got, report) {
			t.Errorf("the negated failure reads %q", got)
		}
	}
	if _, err := Conform().Match("a text"); err == nil || err.Error() != "Conform() judges a kit.Verdict, not string" {
		t.Errorf("a text: %v", err)
	}
}
