package reports

import (
	"bytes"
	"strings"
	"testing"
)

// covered is a run that was made of a document.
func covered() *Run {
	run := plainRun(2, 1)
	run.Coverage = &Coverage{
		Document: "Things 1.0.0", Digest: "abc", Operations: Share{Total: 3, Planned: 3, Reached: 2, Judged: 2}, Statuses: Share{Total: 8, Planned: 4, Reached: 3, Judged: 2}, Keywords: Share{},
		Areas:   []AreaCoverage{{"things", Share{Total: 3, Planned: 3, Reached: 2, Judged: 2}}},
		Missing: []Uncovered{{Operation: "get-thing", Method: "GET", Path: "/api/things/{id}", Stage: "planned", Reason: "the target has no <thing> to ask about"}},
	}
	Finish(run)
	return run
}

func TestCoverageIsShown(t *testing.T) {
	run := covered()
	var terminal, markdown, page bytes.Buffer
	for _, err := range []error{WriteSummary(&terminal, run, Options{}), WriteMarkdown(&markdown, run), WriteHTML(&page, run)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	const first = "coverage of Things 1.0.0: 2 of 3 operations judged (66 %)"
	const second = "judged of statuses 25 %, parameters none there, request properties none there"
	for name, text := range map[string]string{"terminal": terminal.String(), "markdown": markdown.String()} {
		if !strings.Contains(text, first) || !strings.Contains(text, second) {
			t.Errorf("%s does not show the coverage:\n%s", name, text)
		}
	}
	for _, part := range []string{`href="#coverage"`, `<section id="coverage"`, `66 % judged`, `class="judged" x="0" y="0" width="666"`, "the target has no &lt;thing&gt; to ask about", "1 operation not judged"} {
		if !strings.Contains(page.String(), part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	page.Reset()
	run.Coverage = nil
	if err := WriteHTML(&page, run); err != nil || strings.Contains(page.String(), "coverage") && strings.Contains(page.String(), `id="coverage"`) {
		t.Errorf("a run without a document shows its coverage (%v)", err)
	}
}

func TestPercentIsNeverRoundedUp(t *testing.T) {
	for want, s := range map[int]Share{99: {Total: 454, Judged: 453}, 100: {Total: 454, Judged: 454}, 0: {Total: 454, Judged: 4}} {
		if got := s.Percent(); got != want {
			t.Errorf("%+v: %d %%, want %d %%", s, got, want)
		}
	}
}
