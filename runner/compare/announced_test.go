package compare_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// What the documents announce stands apart and does not decide; the same change
// where nobody announced it does.
func TestAnnouncedChangesStandApart(t *testing.T) {
	before := []recording.Exchange{said("GET", "/api/one", 200, `{"x":1,"y":2}`), said("GET", "/api/two", 200, `{"x":1,"y":2}`)}
	after := []recording.Exchange{said("GET", "/api/one", 200, `{"y":2}`), said("GET", "/api/two", 200, `{"y":2}`)}
	announces := func(paths string) func(compare.Shown) string {
		return func(x compare.Shown) string {
			if strings.Contains(paths, x.Path) && x.Rule == "field-vanished" && x.Place == "/x" {
				return "x goes"
			}
			return ""
		}
	}
	for _, row := range []struct {
		paths     string
		verdict   compare.Verdict
		announced int // differences
	}{
		{"", compare.NoGo, 0}, {"/api/one", compare.NoGo, 1}, {"/api/one /api/two", compare.Go, 1},
	} {
		r := compare.Compare(recorded(before...), recorded(after...), compare.Options{FailOn: compare.Breaking, Announced: announces(row.paths)})
		n, answers := 0, 0
		for _, d := range r.Behaviour.Differences {
			answers += d.Answers
			if d.Announced != "" {
				n++
			}
		}
		if r.Verdict != row.verdict || n != row.announced || answers != 2 {
			t.Errorf("announced for %q: %s, %d announced differences, %d answers", row.paths, r.Verdict, n, answers)
		}
		if said := strings.Contains(strings.Join(r.Conditions, " "), "that the documents announce"); said != (n > 0) {
			t.Errorf("announced for %q: conditions %v", row.paths, r.Conditions)
		}
	}
}

// A requirement that is broken by what the documents announce changed as documented.
func TestAnnouncedChangesExplainRequirements(t *testing.T) {
	for name, row := range map[string]struct {
		violations []reports.Violation
		want       compare.Change
	}{
		"the member":          {[]reports.Violation{{Rule: "schema-mismatch", Pointer: "/items/0/x"}}, compare.Documented},
		"another member":      {[]reports.Violation{{Rule: "schema-mismatch", Pointer: "/items/0/y"}}, compare.Regression},
		"the member and more": {[]reports.Violation{{Rule: "schema-mismatch", Pointer: "/items/0/x"}, {Rule: "header-missing", Pointer: "kbn-name"}}, compare.Regression},
		"a status":            {[]reports.Violation{{Rule: "status-unexpected"}}, compare.Regression},
	} {
		before, after := recorded(said("GET", "/api/one", 200, `{"items":[{"id":"a","x":1}]}`)), recorded(said("GET", "/api/one", 200, `{"items":[{"id":"a"}]}`))
		before.Run, after.Run = judged("a passed"), judged("a failed")
		after.Run.Cases[0].Violations = row.violations
		after.Run.Cases[0].Exchange = &reports.Exchange{Method: "GET", Path: "/api/one", Status: 200}
		r := compare.Compare(before, after, compare.Options{FailOn: compare.Breaking, Announced: func(x compare.Shown) string {
			if x.Place == "/items/*/x" {
				return "x goes"
			}
			return ""
		}})
		if r.Requirements.Counts[row.want] != 1 {
			t.Errorf("%s: %v, want %s", name, r.Requirements.Counts, row.want)
		}
	}
}
