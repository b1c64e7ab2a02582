package reports

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func summary(t *testing.T, run *Run, opts Options) []string {
	t.Helper()
	var b strings.Builder
	if err := WriteSummary(&b, run, opts); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(b.String(), "\n") {
		t.Error("the last line does not end")
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func TestSummaryFits(t *testing.T) {
	runs := []*Run{golden(), finished(), sharedFault(), poisoned(), plainRun(200, 3)}
	for seed := range int64(12) {
		runs = append(runs, mixture(seed))
	}
	for i, run := range runs {
		for _, lines := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 24, 25, 31, 40, 55, 90} {
			for _, width := range []int{0, 20, 80} {
				got := summary(t, run, Options{MaxLines: lines, Width: width})
				if len(got) > lines {
					t.Fatalf("run %d: %d lines, want at most %d:\n%s", i, len(got), lines, strings.Join(got, "\n"))
				}
				for _, s := range got {
					if width > 0 && columns(s) > width {
						t.Fatalf("run %d: %d columns, want at most %d: %s", i, columns(s), width, s)
					}
				}
				if last := got[len(got)-1]; last != cut(run.Headline(), width) {
					t.Fatalf("run %d in %d lines: the last line is %q", i, lines, last)
				}
			}
		}
	}
}

func TestSummaryOfASharedFault(t *testing.T) {
	got := summary(t, sharedFault(), Options{})
	text := strings.Join(got, "\n")
	if len(got) > 40 || !strings.Contains(text, "\n1 finding\n") || !strings.Contains(text, "240 cases on all 12 endpoints") || !strings.Contains(text, "237 more cases with violations in report.html") {
		t.Errorf("%d lines:\n%s", len(got), text)
	}
}

// The form of a violation is part of the interface: people and scripts read it.
func TestSummaryShowsViolationsInTheAgreedForm(t *testing.T) {
	run := finished(a("spaces.get.missing", Failed,
		broken("schema-mismatch", "/statusCode", "integer", `string "404"`), Violation{Rule: "header-missing", Level: "required", Pointer: "kbn-name"}))
	want := `
spaces.get.missing  GET /api/spaces/space/nope -> 404  (required; ref get-spaces-space-id)
  schema-mismatch  /statusCode: want integer, got string "404"
  header-missing   kbn-name
`
	if got := strings.Join(summary(t, run, Options{}), "\n"); !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestSummaryColours(t *testing.T) {
	for _, run := range []*Run{golden(), finished(), finished(a("p", Passed))} {
		plain := summary(t, run, Options{Width: 60})
		coloured := summary(t, run, Options{Width: 60, Colour: true})
		sgr := regexp.MustCompile("\x1b\\[[0-9]+m")
		if got := sgr.ReplaceAllString(strings.Join(coloured, "\n"), ""); got != strings.Join(plain, "\n") {
			t.Errorf("colour changes the text:\n%s", got)
		}
		if !strings.HasSuffix(coloured[len(coloured)-1], "\x1b[0m") {
			t.Error("the verdict has no colour")
		}
		if sgr.MatchString(strings.Join(plain, "\n")) {
			t.Error("colour without being asked for")
		}
	}
}

func TestSummaryFoldsEndpointsThatNeedNoAttention(t *testing.T) {
	run := plainRun(100, 2)
	run.Cases[155].Outcome, run.Cases[155].Violations = Failed, []Violation{broken("r", "/x", "1", "2")}
	run.Cases[190].Outcome, run.Cases[190].Reason = Blocked, "no id"
	Finish(run)
	text := strings.Join(summary(t, run, Options{MaxLines: 30}), "\n")
	for _, want := range []string{"\ne77 ", "\ne95 ", " more) ", "\nall ", "1 case on e77", "blocked  1  no id"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestSummaryCountsWhatItDoesNotShow(t *testing.T) {
	var cases []Case
	for i := range 60 {
		cases = append(cases, a(fmt.Sprintf("f%02d", i), Failed, broken(fmt.Sprintf("rule-%02d", i), "/x", "1", "2")))
		skipped := a(fmt.Sprintf("s%02d", i), Skipped)
		skipped.Reason = fmt.Sprintf("reason %d", i)
		cases = append(cases, skipped)
	}
	run := finished(cases...)
	run.Interrupted = []string{"one", "two", "three", "four", "five"}
	Finish(run)
	text := strings.Join(summary(t, run, Options{Dir: "out/"}), "\n")
	shown := strings.Count(text, "\n  rule-")
	for _, want := range []string{" more findings in out/report.html", " more reasons\n", " more cases with violations in out/report.html", "\n  and 2 more reasons\nviolations"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if shown == 0 {
		t.Errorf("no finding is shown:\n%s", text)
	}
	var b strings.Builder
	if err := WriteMarkdown(&b, run); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"and 40 more findings in report.html", "10 of 60 cases with violations", "and 40 more reasons in report.html"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("Markdown: no %q", want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for want, c := range map[string]Case{
		"x  (required)\n  blocked  no id":                                      {ID: "x", Level: "required", Outcome: Blocked, Reason: "no id"},
		"x  (required)\n  failed  no reason was recorded":                      {ID: "x", Level: "required", Outcome: Failed},
		"x  GET /a -> no answer  (required)\n  passed  no reason was recorded": {ID: "x", Level: "required", Outcome: Passed, Exchange: &Exchange{Method: "GET", Path: "/a"}},
		"x  GET /a -> 200, cut short: EOF  (required)\n  cut  want all": {ID: "x", Level: "required", Exchange: &Exchange{Method: "GET", Path: "/a", Status: 200, Failure: "EOF"},
			Violations: []Violation{{Rule: "cut", Level: "required", Want: "all"}}},
	} {
		if got := Describe(c); got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
}

// Where nothing of a list fits, there is nothing that the rest is more than.
func TestNothingIsMoreThanNothing(t *testing.T) {
	var cases []Case
	for i := range 9 {
		c := a(fmt.Sprintf("f%d", i), Failed, broken("rule-"+strings.Repeat("x", i), "/x", "1", "2"))
		c.Unknown = []Field{{"/f" + strings.Repeat("x", i), "integer 1"}}
		cases = append(cases, c)
	}
	run := finished(cases...)
	told := map[string]bool{}
	for height := range 60 {
		shown := map[string]int{}
		for _, s := range summary(t, run, Options{MaxLines: height}) {
			for what, mark := range map[string]string{"field": "integer 1", "case": "  (required;", "finding": "  rule-"} {
				if strings.Contains(s, mark) {
					shown[what]++
				}
				if strings.Contains(s, " more "+what+"s") && shown[what] == 0 {
					t.Errorf("%d lines: %q, and none before", height, s)
				}
				if strings.HasSuffix(s, what+"s in report.html") || strings.HasSuffix(s, " cases with violations in report.html") && what == "case" {
					told[what] = true
				}
			}
		}
	}
	if len(told) != 3 {
		t.Errorf("told of %v only", told)
	}
}
