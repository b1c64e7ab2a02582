package browser

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// comparison is the page of two runs with something in every section.
func comparison(t *testing.T) string {
	side := func(name, body string, outcomes ...reports.Outcome) compare.Side {
		run := &reports.Run{ID: name, Mode: "read", Level: "required", Planned: len(outcomes), Started: time.Unix(1750000000, 0)}
		for i, o := range outcomes {
			c := reports.Case{ID: "a." + string(rune('a'+i)), Title: "does " + hostile, Endpoint: "a", Level: "required", Outcome: o, Reason: "a reason",
				Exchange: &reports.Exchange{Method: "GET", Path: "/api/one", Status: 200, Curl: "curl -sS 'http://127.0.0.1:5601/api/one'"}}
			if o == reports.Failed {
				c.Violations = []reports.Violation{{Rule: "schema-mismatch", Level: "required", Pointer: "/x", Want: "a", Got: hostile}}
			}
			run.Cases = append(run.Cases, c)
		}
		reports.Finish(run)
		answer := &recording.Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
		return compare.Side{Name: name, Run: run, Recorded: true, Exchanges: []recording.Exchange{
			{Step: "a.a", Attempt: 1, Request: recording.Request{Method: "GET", URL: "http://127.0.0.1:5601/api/one"}, Response: answer},
			{Step: name, Attempt: 1, Request: recording.Request{Method: "GET", URL: "http://127.0.0.1:5601/api/" + name}, Response: answer},
		}}
	}
	before := side("before", `{"x":1,"on":true,"gone":"</script><script>alert(1)</script>"}`, reports.Passed, reports.Passed, reports.Failed, reports.Failed, reports.Passed)
	after := side("after", `{"x":"1","on":false,"<img src=x onerror=alert(1)>":1}`, reports.Failed, reports.Skipped, reports.Passed, reports.Failed, reports.NotApplicable)
	report := compare.Compare(before, after, compare.Options{FailOn: compare.Breaking, Announced: func(x compare.Shown) string {
		if x.Place == "/gone" {
			return "gone goes"
		}
		return ""
	}})
	return written(t, func(w io.Writer) error { return compare.WriteHTML(w, report) })
}

func TestComparison(t *testing.T) {
	p := open(t, comparison(t), "#type-changed-x")
	want(p, `document.querySelector("h1").textContent.trim()`, "NO-GO")
	want(p, `document.querySelector(":target mark").textContent.trim()`, `"x": 1`)
	want(p, `document.querySelectorAll("main script, main img").length`, 0)
	eval[any](p, `navigator.clipboard.writeText = async (text) => { window.copied = text; }`)
	p.do(chromedp.Click(chromedp.CSS("#type-changed-x button.copy")))
	want(p, `window.copied`, "curl -sS -i http://127.0.0.1:5601/api/one -H Accept:")
	p.shot("comparison")
}
