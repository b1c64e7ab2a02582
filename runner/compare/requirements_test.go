package compare_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
)

func TestRequirementsAreMatchedByCaseAndRule(t *testing.T) {
	for name, row := range map[string]struct {
		before, after string
		change        compare.Change
		entries       int
		verdict       compare.Verdict
	}{
		"met and met":                        {"c passed", "c passed", compare.Unchanged, 0, compare.Go},
		"met, not met":                       {"c passed", "c failed status-unexpected", compare.Regression, 1, compare.NoGo},
		"met, two rules not met":             {"c passed", "c failed status-unexpected header-missing", compare.Regression, 2, compare.NoGo},
		"not met, met":                       {"c failed header-missing", "c passed", compare.Fixed, 1, compare.Go},
		"not met twice":                      {"c failed header-missing", "c failed header-missing", compare.StillFailing, 1, compare.Go},
		"another rule not met":               {"c failed header-missing", "c failed status-unexpected", compare.Regression, 2, compare.NoGo},
		"one rule more not met":              {"c failed header-missing", "c failed header-missing status-unexpected", compare.Regression, 2, compare.NoGo},
		"warned only":                        {"c passed", "c warned header-missing", compare.Unchanged, 0, compare.Go},
		"warned, failed":                     {"c warned", "c failed header-missing", compare.Regression, 1, compare.NoGo},
		"met, blocked":                       {"c passed", "c blocked", compare.Inconclusive, 1, compare.Undecided},
		"met, skipped":                       {"c passed", "c skipped", compare.Inconclusive, 1, compare.Undecided},
		"not decided twice":                  {"c skipped", "c skipped", compare.Unchanged, 0, compare.Go},
		"not decided, met":                   {"c skipped", "c passed", compare.New, 1, compare.Go},
		"not of this version any more":       {"c passed", "c not-applicable", compare.Documented, 1, compare.Go},
		"a known deviation now":              {"c passed", "c known header-missing", compare.Accepted, 1, compare.Go},
		"no route any more":                  {"c passed", "c no-route", compare.Regression, 1, compare.NoGo},
		"warned, no route any more":          {"c warned header-missing", "c no-route", compare.Regression, 1, compare.NoGo},
		"not met, no route any more":         {"c failed header-missing", "c no-route", compare.StillFailing, 1, compare.Go},
		"no route, a route":                  {"c no-route", "c passed", compare.New, 1, compare.Go},
		"no route twice":                     {"c no-route", "c no-route", compare.Unchanged, 0, compare.Go},
		"a known deviation twice":            {"c known header-missing", "c known header-missing", compare.StillFailing, 1, compare.Go},
		"a known deviation that is gone":     {"c known header-missing", "c passed", compare.Fixed, 1, compare.Go},
		"a known deviation that is not told": {"c known header-missing", "c failed header-missing", compare.StillFailing, 1, compare.Go},
		"gone":                               {"c passed", "", compare.Gone, 1, compare.Undecided},
		"gone, never decided":                {"c skipped", "", compare.Unchanged, 0, compare.Go},
		"new":                                {"", "c failed header-missing", compare.New, 1, compare.Go},
	} {
		t.Run(name, func(t *testing.T) {
			sides := [2]compare.Side{}
			for i, line := range []string{row.before, row.after} {
				lines := []string{"other passed"}
				if line != "" {
					lines = append(lines, line)
				}
				sides[i].Run = judged(lines...)
			}
			for i := range sides { // what is not decided makes a run incomplete; that is not the point here
				sides[i].Run.Verdict, sides[i].Run.Reasons = "conforms", nil
			}
			r := compare.Compare(sides[0], sides[1], compare.Options{FailOn: compare.Breaking})
			if n := r.Requirements.Counts[row.change]; n < 1 || len(r.Requirements.Changes) != row.entries || r.Verdict != row.verdict {
				t.Errorf("%v, %d entries, %s %v; want %s, %d, %s", r.Requirements.Counts, len(r.Requirements.Changes), r.Verdict, r.Reasons, row.change, row.entries, row.verdict)
			}
		})
	}
}

// Hundreds of regressions of one cause are told once.
func TestRegressionsAreToldByCause(t *testing.T) {
	before := compare.Side{Run: judged("a passed", "b passed", "c passed", "d failed header-missing")}
	after := compare.Side{Run: judged("a failed header-missing", "b failed header-missing", "c failed status-unexpected", "d failed header-missing")}
	r := compare.Compare(before, after, compare.Options{FailOn: compare.Breaking})
	causes := r.Requirements.Causes
	if len(causes) != 2 || causes[0].Rule != "header-missing" || len(causes[0].Cases) != 2 || causes[1].Rule != "status-unexpected" {
		t.Errorf("got %+v", causes)
	}
}

// Of a route that vanished nothing is documented, unless a document says so.
func TestRoutesThatVanishAreOneCauseEach(t *testing.T) {
	lines := []string{"a passed", "b passed", "c passed", "d passed", "f passed"}
	before, after := recorded(said("GET", "/api/one", 200, `{}`)), recorded(said("GET", "/api/one", 404, `{}`))
	before.Run, after.Run = judged(lines...), judged("a no-route", "b no-route", "c no-route", "d not-applicable", "f passed")
	after.Run.Cases[2].Endpoint = "other"
	for i := range before.Run.Cases {
		before.Run.Cases[i].Exchange = &reports.Exchange{Method: "GET", Path: "/api/one", Status: 200}
	}
	r := compare.Compare(before, after, compare.Options{FailOn: compare.Breaking})
	if c := r.Requirements.Causes; r.Verdict != compare.NoGo || r.Requirements.Counts[compare.Documented] != 1 || len(c) != 2 || len(c[0].Cases) != 2 ||
		c[0].Line() != "want a route for e, got none, as for any path that does not exist  (2 requirements of 1 endpoint)" || c[1].Cases[0] != "c" {
		t.Errorf("%v %+v", r.Requirements.Counts, c)
	}
	r = compare.Compare(before, after, compare.Options{FailOn: compare.Breaking, Announced: func(compare.Shown) string { return "it goes" }})
	if r.Verdict != compare.Go || r.Requirements.Counts[compare.Documented] != 4 {
		t.Errorf("announced: %s %v %v", r.Verdict, r.Requirements.Counts, r.Reasons)
	}
}

// Two contracts are named so that a reader sees that they are two.
func TestDifferentContractsAreToldApart(t *testing.T) {
	for name, row := range map[string]struct {
		tools [2]reports.Tool
		want  string
	}{
		"two releases":          {[2]reports.Tool{{Version: "1.0.0", Digest: "sha256:aa"}, {Version: "1.1.0", Digest: "sha256:bb"}}, "(kbn-conformance 1.0.0 and kbn-conformance 1.1.0)"},
		"two builds of one":     {[2]reports.Tool{{Version: "devel", Digest: "sha256:0123456789abcdef"}, {Version: "devel", Digest: "sha256:fedcba9876543210"}}, "(sha256:0123456789ab and sha256:fedcba987654)"},
		"one that tells little": {[2]reports.Tool{{Version: "devel", Digest: "d1"}, {Version: "devel"}}, "(d1 and none)"},
	} {
		t.Run(name, func(t *testing.T) {
			sides := [2]compare.Side{}
			for i := range sides {
				sides[i].Run = judged("c passed")
				sides[i].Run.Tool = row.tools[i]
			}
			r := compare.Compare(sides[0], sides[1], compare.Options{FailOn: compare.Breaking})
			if text := strings.Join(r.Conditions, "\n"); !strings.Contains(text, "different contracts "+row.want) {
				t.Errorf("want %s in\n%s", row.want, text)
			}
		})
	}
}
