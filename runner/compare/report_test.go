package compare_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// eventful is a comparison with something in every section.
func eventful() *compare.Report {
	before := recorded(said("GET", "/api/one", 200, `{"a":1,"t":"2025-01-01T00:00:00.000Z","on":true}`, "Kbn-Name", "k"), said("GET", "/api/gone", 200, `{}`))
	after := recorded(said("GET", "/api/one", 200, `{"b<script>alert(1)</script>":1,"t":"2025-01-01T00:00:00.000+02:00","on":false}`), said("GET", "/api/new", 200, `{}`))
	before.Run = judged("a passed", "b failed header-missing", "c failed header-missing", "d passed", "e passed", "f passed", "g passed")
	after.Run = judged("a failed status-unexpected", "b passed", "c failed header-missing", "d skipped", "e not-applicable", "g passed", "h passed")
	return compare.Compare(before, after, compare.Options{FailOn: compare.Breaking})
}

func TestReportIsValid(t *testing.T) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(compare.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("comparison.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled := c.MustCompile("comparison.json")
	for name, report := range map[string]*compare.Report{
		"eventful": eventful(), "empty": compare.Compare(compare.Side{}, compare.Side{}, compare.Options{FailOn: compare.Breaking}),
	} {
		var out bytes.Buffer
		if err := compare.WriteJSON(&out, report); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var back compare.Report
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || !back.Complete || back.Verdict != report.Verdict {
			t.Errorf("%s: read back: %v, %+v", name, err, back)
		}
		truncated := out.Bytes()[:out.Len()/2]
		if json.Unmarshal(truncated, &back) == nil {
			t.Errorf("%s: half a report can be read", name)
		}
	}
}

// All forms tell the same figures, and text of a target stays text.
func TestFormsTellTheSame(t *testing.T) {
	r := eventful()
	var page, md, screen bytes.Buffer
	for _, err := range []error{compare.WriteHTML(&page, r), compare.WriteMarkdown(&md, r), compare.WriteSummary(&screen, r, reports.Options{})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, form := range []string{page.String(), md.String(), screen.String()} {
		for _, want := range []string{"NO-GO", "status-unexpected", "/a", "1 requirement met before is not met now"} {
			if !strings.Contains(form, want) {
				t.Errorf("%q is missing in\n%s", want, form)
			}
		}
	}
	if counts := fmt.Sprintf("%d breaking, %d risky, %d harmless", r.Behaviour.Counts[compare.Breaking], r.Behaviour.Counts[compare.Risky], r.Behaviour.Counts[compare.Harmless]); !strings.Contains(screen.String(), counts) || !strings.Contains(md.String(), counts) {
		t.Errorf("%q is missing", counts)
	}
	if strings.Contains(page.String(), "<script>alert") {
		t.Error("text of a target became a script")
	}
	if external := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(page.String()); external != "" {
		t.Errorf("the page refers to the outside: %s", external)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page.String(), -1) {
		if ids[m[1]] {
			t.Errorf("the id %s occurs twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page.String(), -1) {
		if !ids[m[1]] {
			t.Errorf("a link leads to %s, which is not there", m[1])
		}
	}
}

// The terminal gets lines of its width, and no escape of a target.
func TestSummaryFitsTheTerminal(t *testing.T) {
	before := recorded(said("GET", "/api/one", 200, `{"`+strings.Repeat("long", 60)+`":1}`))
	after := recorded(said("GET", "/api/one", 200, `{"\u001b[31mred":1}`))
	r := compare.Compare(before, after, compare.Options{FailOn: compare.Breaking})
	var out bytes.Buffer
	if err := compare.WriteSummary(&out, r, reports.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("an escape of the target reached the terminal")
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("%d columns: %s", len([]rune(line)), line)
		}
	}
}

// Every kind of change is explained, and no id is given twice.
func TestRulesAreExplained(t *testing.T) {
	seen := map[string]bool{}
	judges, err := rules.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range judges { // `explain` tells both by their id
		seen[r.ID] = true
	}
	others := len(seen)
	for _, r := range compare.Rules() {
		if seen[r.ID] || r.Title == "" || !strings.HasSuffix(r.Why, ".") || r.Class == "" {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
	if n := len(seen) - others; n < 40 {
		t.Errorf("%d rules", n)
	}
}
