package collect

import (
	"net/http"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestUnusable(t *testing.T) {
	steps := []plan.Step{{ID: "ok", Status: []int{200}}, {ID: "stranger", Status: []int{401}}, {ID: "missing", Status: []int{404}}}
	p := &plan.Plan{Flows: []*plan.Flow{{Steps: steps}}}
	for i := range steps {
		p.Cases = append(p.Cases, &plan.Case{ID: steps[i].ID, Endpoint: "x.get", Level: "required", Flow: p.Flows[0], Step: i})
	}
	says := func(step string, status int, media, body string) recording.Exchange {
		return recording.Exchange{Step: step, Response: &recording.Response{Status: status, Header: http.Header{"Content-Type": {media}}, Body: []byte(body)}}
	}
	all := func(status int, media, body string) (out []recording.Exchange) {
		for _, s := range steps {
			out = append(out, says(s.ID, status, media, body))
		}
		return out
	}
	const js = "application/json"
	cut := recording.Exchange{Step: "ok", Failure: &recording.Failure{Kind: recording.FailedCut}}
	for _, row := range []struct {
		name      string
		exchanges []recording.Exchange
		want      string
	}{
		{"all 401", all(401, js, "{}"), "every answer is 401, "},
		{"all 403", all(403, js, "{}"), "every answer is 403, "},
		{"all 404", all(404, js, "{}"), "every answer is 404, "},
		{"all pages", all(200, "text/html; charset=utf-8", "<p>"), "every answer is an HTML page, "},
		{"all pages that hide it", all(200, js, "\n<!DOCTYPE html><html>"), "every answer is an HTML page, "},
		{"all redirects", all(302, js, ""), "every answer is a redirect, "},
		{"all redirects with a page", all(302, "text/html", "<a>"), "every answer is a redirect, "},
		{"what has not changed", all(304, js, ""), ""},
		{"a mixture", []recording.Exchange{says("ok", 404, js, "{}"), says("stranger", 401, js, "{}"), says("missing", 403, js, "{}")}, "every answer is 401 or 403 or 404, "},
		{"connections cut besides", append(all(404, js, "{}"), cut), "every answer is 404, "},
		{"one that is an answer", append(all(404, js, "{}"), says("ok", 400, js, "{}")), ""},
		{"what was asked for, and nothing else", []recording.Exchange{says("stranger", 401, js, "{}"), says("missing", 404, js, "{}"), says("missing#undo", 404, js, "{}")}, ""},
		{"no answer", []recording.Exchange{cut}, ""},
		{"nothing", nil, ""},
	} {
		got := unusable(p, row.exchanges)
		if (got == "") != (row.want == "") || !strings.HasPrefix(got, row.want) {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	verdicts := map[string]kit.Verdict{}
	for i, c := range p.Cases {
		verdicts[c.ID] = kit.Verdict{Case: c, Outcome: []kit.Outcome{kit.Failed, kit.Passed, kit.Skipped}[i]}
	}
	run := Run(recording.Meta{Config: map[string]string{"level": "required", "mode": "read"}}, all(401, js, "{}"), p, verdicts)
	if run.Verdict != reports.Incomplete || run.Totals[reports.Blocked] != 2 || run.Totals[reports.Skipped] != 1 || run.Planned != run.Totals.Sum() || !strings.HasPrefix(run.Reasons[0], "every answer is 401") {
		t.Errorf("%s %v %v", run.Verdict, run.Totals, run.Reasons)
	}
}
