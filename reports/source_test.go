package reports

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// observed is a report about a recording of another program.
func observed(places int) *Run {
	run := blank()
	run.Source = &Source{File: "day one.har", Tool: "browser 1", Exchanges: 900, Matched: 600, Unanswered: 2, Others: 3}
	for i := range places {
		run.Source.Unmatched = append(run.Source.Unmatched, Unmatched{Method: "GET", Path: fmt.Sprintf("/app/<b>%d", i), Count: places - i})
	}
	run.Cases, run.Planned = []Case{a("spaces.get.observed.200", Passed)}, 1
	Finish(run)
	return run
}

// What could not be judged is in every report that people read, and harmless.
func TestUnmatchedExchangesAreListed(t *testing.T) {
	run := observed(300)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"summary":  func(b *bytes.Buffer) error { return WriteSummary(b, run, Options{}) },
		"markdown": func(b *bytes.Buffer) error { return WriteMarkdown(b, run) },
		"html":     func(b *bytes.Buffer) error { return WriteHTML(b, run) },
		"json":     func(b *bytes.Buffer) error { return WriteJSON(b, run) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(name, err)
		}
		text := out.String()
		first := strings.Contains(text, "/app/<b>0") || strings.Contains(text, "/app/&lt;b&gt;0")
		if !first || name == "html" && strings.Contains(text, "/app/<b>") {
			t.Errorf("%s does not list what was not judged, or not as text", name)
		}
		if name != "json" && !strings.Contains(text, "600 of 900 exchanges belong to an operation of the contract, 2 of them without an answer, 3 more entries are not HTTP") {
			t.Errorf("%s does not say how much was judged", name)
		}
		if name != "json" && (strings.Contains(text, "seed 0") || strings.Contains(text, "requests in 0s") || strings.Contains(text, "order of requests")) {
			t.Errorf("%s speaks of requests that this program did not send", name)
		}
		if name != "json" && !strings.Contains(text, "more place") {
			t.Errorf("%s does not say that there are more", name)
		}
	}
}

func TestARecordingIsRepeatedByVerify(t *testing.T) {
	run := observed(0)
	run.Config = map[string]string{"mode": "write", "level": "required", "kibana-version": "9.1.0"}
	if got := run.Command(); got != "kbn-conformance verify 'day one.har' --kibana-version 9.1.0 --level required" {
		t.Error(got)
	}
}

func TestCanonicalLeavesOutWhatMayDiffer(t *testing.T) {
	x, y := golden(), golden()
	failed := slices.IndexFunc(x.Cases, func(c Case) bool { return c.Outcome == Failed })
	y.Started, y.Duration, y.Load.MaxMS, y.Tool.Version, y.Cases[0].Duration = y.Started.AddDate(1, 0, 0), 1, 2, "other", 3
	if same, err := SameVerdicts(x, y); !same || err != nil {
		t.Error("times and builds make a difference:", err)
	}
	for name, change := range map[string]func(*Run){
		"an outcome":   func(r *Run) { r.Cases[failed].Outcome = Warned },
		"a reason":     func(r *Run) { r.Cases[failed].Reason = "another" },
		"a violation":  func(r *Run) { r.Cases[failed].Violations = nil },
		"a setting":    func(r *Run) { r.Config = map[string]string{} },
		"the contract": func(r *Run) { r.Tool.Digest = "d2" },
		"leftovers":    func(r *Run) { r.Undo.Leftovers = nil },
	} {
		z := golden()
		change(z)
		if same, err := SameVerdicts(x, z); same || err != nil {
			t.Errorf("%s makes no difference: %v", name, err)
		}
	}
	if x.Started.IsZero() {
		t.Error("the run itself was changed")
	}
}
