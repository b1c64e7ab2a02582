package kit

import (
	"strings"
	"testing"
)

func TestSuitesMatchFixtures(t *testing.T) {
	for name, c := range map[string]struct {
		change func(areas []Area) []Area
		want   string
	}{
		"both say the same": {func(a []Area) []Area { return a }, ""},
		"a suite lacks an endpoint": {func(a []Area) []Area { return a[:1] },
			"suites and fixtures disagree: [others.get is in a fixture but not in suites/]"},
		"a suite lacks a relation": {func(a []Area) []Area { delete(a[0].Endpoints[0].Relations, "twice.hint"); return a },
			"suites and fixtures disagree: [things.get.twice.hint is in a fixture but not in suites/]"},
		"a suite has an endpoint that no fixture has": {func(a []Area) []Area { return append(a, Area{Name: "c", Endpoints: []Endpoint{{ID: "c.get"}}}) },
			"suites and fixtures disagree: [c.get is in suites/ but in no fixture]"},
		"a suite has a relation that no fixture has": {func(a []Area) []Area { a[0].Endpoints[0].Relations["own.new"] = answersSame; return a },
			"suites and fixtures disagree: [things.get.own.new is in suites/ but in no fixture]"},
		"a relation is under another case": {func(a []Area) []Area {
			r := a[0].Endpoints[0].Relations
			r["once.same"] = r["twice.same"]
			delete(r, "twice.same")
			return a
		}, "suites and fixtures disagree: [things.get.once.same is in suites/ but in no fixture things.get.twice.same is in a fixture but not in suites/]"},
		"there are no suites": {func([]Area) []Area { return nil }, "things.get is in a fixture but not in suites/"},
	} {
		err := Match(c.change(tinyAreas(answersSame)), tinyContract(t))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}
