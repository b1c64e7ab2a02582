package browser

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// hostile is what a target may answer to become part of the page.
const hostile = `</script><script>window.owned = 1</script><img src="https://evil.example.test/x" onerror="window.owned = 2"><!--<script>`

// finished is a run of these cases.
func finished(cases ...reports.Case) *reports.Run {
	run := &reports.Run{
		ID: "r1", Seed: 42, Level: "required", Mode: "write", Planned: len(cases), Cases: cases, Duration: 1234,
		Tool:    reports.Tool{Name: "kbn-conformance", Version: "0.1.0", Contract: "9.1", Digest: "sha256:d1"},
		Target:  reports.Target{URL: "http://127.0.0.1:5622", Version: "9.1.0", Flavour: "traditional"},
		Config:  map[string]string{"mode": "write", "seed": "42", "filter": "area:fleet && !level:optional"},
		Started: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
		Load:    reports.Load{Requests: len(cases), Concurrency: 8, MedianMS: 2, MaxMS: 9},
	}
	reports.Finish(run)
	return run
}

func passing(id string) reports.Case {
	return reports.Case{
		ID: id, Title: "answers as it should", Endpoint: id[:strings.LastIndexByte(id, '.')], Area: id[:strings.IndexByte(id, '.')], Kind: "success",
		Level: "required", Mode: "read", Ref: "Kibana API document, operation get-it", Source: "fixtures/spaces/get.yaml:12", Outcome: reports.Passed,
		Exchange: &reports.Exchange{Method: "GET", Path: "/api/spaces/space/" + id, Status: 200, Attempts: 1, Curl: "curl -sS http://127.0.0.1:5622/api/spaces/space/" + id},
	}
}

// failing breaks rules in a header and in the body.
func failing(id string) reports.Case {
	c := passing(id)
	c.Outcome, c.Kind, c.Why = reports.Failed, "input", "Clients read statusCode as a number."
	c.Violations = []reports.Violation{
		{Rule: "schema-mismatch", Level: "required", Pointer: "/items/1/na~1me", Want: "integer", Got: `string "404"`},
		{Rule: "header-missing", Level: "required", Pointer: "kbn-name"},
		{Rule: "schema-mismatch", Level: "required", Pointer: "/items/1/gone", Want: "a member", Got: "none"},
	}
	c.Exchange.Request = &reports.Message{Headers: []reports.Header{{Name: "Accept", Value: "application/json"}}}
	c.Exchange.Response = &reports.Message{
		Headers: []reports.Header{{Name: "Content-Type", Value: "application/json; charset=utf-8"}},
		Body:    `{"items":[{"na/me":"1"},{"na/me":"404","a":[]}],"error":"Not Found"}`, Size: 69,
	}
	return c
}

// sample has every outcome once, a hostile target, and one more area.
func sample() *reports.Run {
	set := func(c reports.Case, o reports.Outcome, reason string) reports.Case {
		c.Outcome, c.Reason, c.Exchange, c.Level = o, reason, nil, "recommended"
		return c
	}
	evil := failing("lists.find.evil")
	evil.Title, evil.Exchange.Path, evil.Exchange.Curl = hostile, "/"+hostile, "curl '"+hostile+"'"
	evil.Violations = append(evil.Violations, reports.Violation{Rule: "value-unexpected", Level: "required", Pointer: "/" + strings.ReplaceAll(hostile, "/", "~1"), Want: hostile, Got: hostile})
	evil.Exchange.Response.Body = hostile
	evil.Exchange.Response.Headers[0].Value = hostile
	warned := failing("spaces.list.order")
	warned.Outcome, warned.Level = reports.Warned, "optional"
	run := finished(
		failing("spaces.get.missing"), evil, warned, passing("spaces.get.ok"), passing("spaces.get.twice"),
		set(passing("spaces.create.known"), reports.Known, "tracked upstream"), set(passing("spaces.create.after"), reports.Blocked, "step create: no id"),
		set(passing("status.get.flavour"), reports.NotApplicable, "since 9.2.0"), set(passing("spaces.create.full"), reports.Skipped, "it writes, and the mode is read: "+hostile),
	)
	run.Coverage = &reports.Coverage{
		Document: hostile, Operations: reports.Share{Total: 4, Planned: 3, Reached: 2, Judged: 1},
		Areas:   []reports.AreaCoverage{{Area: "spaces", Share: reports.Share{Total: 4, Planned: 3, Reached: 2, Judged: 1}}},
		Missing: []reports.Uncovered{{Method: "GET", Path: "/" + hostile, Stage: "planned", Reason: hostile}},
	}
	reports.Finish(run)
	return run
}

// many is a run with n cases of which every tenth fails with a long answer.
func many(n int) *reports.Run {
	cases := make([]reports.Case, n)
	long := `{"items":[` + strings.Repeat(`{"name":"<b>some & text</b>","value":[1,2,3]},`, 300) + `{}]}`
	for i := range cases {
		id := fmt.Sprintf("area%d.endpoint-%02d.case-%05d", i%7, i%40, i)
		cases[i] = passing(id)
		if i%10 == 0 {
			cases[i] = failing(id)
			cases[i].Exchange.Response.Body, cases[i].Exchange.Response.Size = long, int64(len(long))
		}
		cases[i].Title = fmt.Sprintf("refuses value number %d of a field", i)
	}
	return finished(cases...)
}

// written writes a page to a file.
func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := write(f); err != nil {
		t.Fatal(err)
	}
	return file
}

func report(t *testing.T, run *reports.Run) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return reports.WriteHTML(w, run) })
}
