package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// counted reads the totals out of what a format wrote. Where a format has one
// word for several outcomes, they are counted under the first of them.
var counted = map[string]struct {
	read  func(t *testing.T, text string) Totals
	joins map[Outcome]Outcome
}{
	"json": {read: func(t *testing.T, text string) Totals {
		run, err := ReadJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return count(run.Cases)
	}},
	"junit":    {readJUnit, map[Outcome]Outcome{NotApplicable: Known, Skipped: Known}},
	"markdown": {read: readTable},
	"summary":  {read: readTable},
	"html":     {read: readHTML},
	"sarif":    {read: readSARIF},
	"ctrf":     {read: readCTRF},
	"github": {read: func(t *testing.T, text string) Totals {
		totals := Totals{}
		notice := text[strings.LastIndex(text, "::notice"):]
		for _, m := range regexp.MustCompile(`(\d+) ([a-z-]+)`).FindAllStringSubmatch(notice[strings.Index(notice, "%0A"):], -1) {
			totals[Outcome(m[2])], _ = strconv.Atoi(m[1])
		}
		return totals
	}},
}

func everyFormat() []Format {
	return append(Formats(), Format{Name: "summary", Write: tall}, Format{Name: "github", Write: WriteGitHub})
}

func tall(w io.Writer, run *Run) error { return WriteSummary(w, run, Options{MaxLines: -1}) }

// Every format tells the same numbers about one run.
func TestFormatsAgreeOnCounts(t *testing.T) {
	for seed := range int64(30) {
		run := mixture(seed)
		if run.Totals.Sum() != run.Planned {
			t.Errorf("seed %d: %d planned, %v", seed, run.Planned, run.Totals)
		}
		for _, f := range everyFormat() {
			var b bytes.Buffer
			if err := f.Write(&b, run); err != nil {
				t.Fatal(err)
			}
			if run.Planned == 0 && (f.Name == "markdown" || f.Name == "summary") {
				continue // they have no table of nothing
			}
			how, ok := counted[f.Name]
			if !ok {
				t.Fatalf("nobody reads %s back", f.Name)
			}
			want := Totals{}
			for _, o := range Outcomes {
				into := o
				if joined, ok := how.joins[o]; ok {
					into = joined
				}
				want[into] += run.Totals[o]
			}
			got := how.read(t, b.String())
			for _, o := range Outcomes {
				if got[o] != want[o] {
					t.Errorf("seed %d: %s says %d %s, want %d", seed, f.Name, got[o], o, want[o])
				}
			}
		}
	}
}

func readJUnit(t *testing.T, text string) Totals {
	root := parsed(t, text)
	totals := Totals{}
	for _, s := range root.all("testsuite") {
		if s.attr("name") == incompleteSuite {
			continue
		}
		failures, errors, skipped, warned := s.number(t, "failures"), s.number(t, "errors"), s.number(t, "skipped"), len(s.all("system-out"))
		mild := 0 // blocked below the line
		for _, e := range s.all("skipped") {
			if strings.HasPrefix(e.attr("message"), string(Blocked)+": ") {
				mild++
			}
		}
		totals[Failed] += failures
		totals[Blocked] += errors + mild
		totals[Known] += skipped - mild
		totals[Warned] += warned
		totals[Passed] += s.number(t, "tests") - failures - errors - skipped - warned
	}
	return totals
}

// readTable reads the heading and the last line of the table of endpoints.
func readTable(t *testing.T, text string) Totals {
	totals := Totals{}
	var columns []string
	for _, row := range strings.Split(text, "\n") {
		fields := strings.Fields(strings.NewReplacer("|", " ", "*", " ").Replace(row))
		switch {
		case len(fields) > 1 && fields[0] == "endpoint":
			columns = fields[1:]
		case len(fields) == len(columns)+1 && fields[0] == "all":
			for i, o := range columns {
				totals[Outcome(o)], _ = strconv.Atoi(fields[i+1])
			}
			return totals
		}
	}
	t.Fatalf("no table in\n%s", text)
	return nil
}

// readHTML takes the cases of the data, and wants the visible numbers to agree.
func readHTML(t *testing.T, text string) Totals {
	_, data, _ := strings.Cut(text, `<script type="application/json" id="data">`)
	data, _, _ = strings.Cut(data, "</script>")
	var page struct {
		Outcomes []Outcome
		Cases    [][]any
	}
	if err := json.Unmarshal([]byte(data), &page); err != nil {
		t.Fatal(err)
	}
	totals := Totals{}
	for _, c := range page.Cases {
		totals[page.Outcomes[int(c[7].(float64))]]++
	}
	for o, n := range totals {
		if !strings.Contains(text, fmt.Sprintf(`</svg> <b>%d</b> %s</a>`, n, o.words())) {
			t.Errorf("the page does not show %d %s", n, o)
		}
	}
	return totals
}

func readSARIF(t *testing.T, text string) Totals {
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID       string
				RuleIndex    int
				Level        string
				Suppressions []any
			}
			Invocations []struct {
				ToolExecutionNotifications []struct{ Properties struct{ Case string } }
			}
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Properties struct{ Totals Totals }
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	found := Totals{}
	for _, r := range run.Results {
		switch {
		case len(r.Suppressions) > 0:
			found[Known]++
		case r.Level == "error":
			found[Failed]++
		case r.Level == "warning":
			found[Warned]++
		}
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule %d is not %s", r.RuleIndex, r.RuleID)
		}
	}
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		if n.Properties.Case != "" {
			found[Blocked]++
		}
	}
	for o, n := range found {
		if run.Properties.Totals[o] != n {
			t.Errorf("SARIF has %d %s, its totals say %d", n, o, run.Properties.Totals[o])
		}
	}
	return run.Properties.Totals
}

func readCTRF(t *testing.T, text string) Totals {
	var report struct {
		Results struct {
			Summary map[string]int
			Tests   []struct {
				Status, RawStatus string
				Suite             []string
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		t.Fatal(err)
	}
	totals, statuses := Totals{}, map[string]int{}
	for _, test := range report.Results.Tests {
		statuses[test.Status]++
		statuses["tests"]++
		if test.Suite[0] != incompleteSuite {
			totals[Outcome(test.RawStatus)]++
		}
	}
	for _, status := range []string{"tests", "passed", "failed", "skipped", "pending", "other"} {
		if report.Results.Summary[status] != statuses[status] {
			t.Errorf("the summary of CTRF says %d %s, there are %d", report.Results.Summary[status], status, statuses[status])
		}
	}
	return totals
}

// What decides about colour at a reader is red whenever the run is not green.
func TestNoFormatIsGreenWithoutReason(t *testing.T) {
	interrupted := finished(a("p", Passed))
	interrupted.Interrupted = []string{"interrupted by a signal"}
	Finish(interrupted)
	for name, run := range map[string]*Run{
		"failed": finished(a("f", Failed, broken("r", "/x", "1", "2"))), "nothing planned": finished(), "all skipped": finished(a("s", Skipped)),
		"blocked": finished(a("p", Passed), a("b", Blocked)), "interrupted": interrupted,
	} {
		for _, f := range everyFormat() {
			red := map[string]string{"json": `"exit_code": [13]`, "junit": `(errors|failures)="[1-9]`, "markdown": "❌|⚠️", "html": `<title>(Violations|Incomplete)`,
				"sarif": `"executionSuccessful": false|"level": "error"`, "ctrf": `"failed": [1-9]`, "summary": "(?m)^(violations|incomplete)", "github": "(?m)^::error "}[f.Name]
			var b bytes.Buffer
			if err := f.Write(&b, run); err != nil {
				t.Fatal(err)
			}
			if red == "" || !regexp.MustCompile(red).MatchString(b.String()) {
				t.Errorf("%s: %s looks green:\n%s", name, f.Name, b.String()[:min(b.Len(), 600)])
			}
		}
	}
}

func TestStated(t *testing.T) {
	for source, want := range map[string]string{
		"fixtures/a/b.yaml:12": "fixtures/a/b.yaml 12", "fixtures/a.yaml": "fixtures/a.yaml 1", "": "run.json 1", "a b.json": "a%20b.json 1",
		"/etc/doc.yaml:0": "etc/doc.yaml:0 1", "doc.json#/paths/x:7": "doc.json 1",
	} {
		file, at := stated(source)
		if got := fmt.Sprint(file, " ", at); got != want {
			t.Errorf("%q: got %s, want %s", source, got, want)
		}
	}
}

// Each schema says in our words what readers of the format want.
func TestJSONFormatsAreValid(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *Run) error{"ctrf": WriteCTRF, "sarif": WriteSARIF} {
		text, err := os.ReadFile(filepath.Join("testdata", "schemas", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(name+".json", value(t, string(text))); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := a("x", Failed, broken("r", "", "1", "2"))
		elsewhere.Source = ""
		for i, run := range []*Run{golden(), finished(), sharedFault(), mixture(1), mixture(2), mixture(3), finished(elsewhere)} {
			var b bytes.Buffer
			if err := write(&b, run); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value(t, b.String())); err != nil {
				t.Errorf("%s of run %d: %v", name, i, err)
			}
		}
		if err := schema.Validate(value(t, `{"version": "2.0.0", "runs": []}`)); err == nil {
			t.Errorf("the schema of %s accepts anything", name)
		}
	}
}
