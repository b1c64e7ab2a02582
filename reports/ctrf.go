package reports

import (
	"encoding/json"
	"io"
	"math"
	"strings"
)

// The parts of the Common Test Report Format (ctrf.io) that readers show.
type (
	ctrfReport struct {
		Format      string      `json:"reportFormat"`
		Version     string      `json:"specVersion"`
		Timestamp   string      `json:"timestamp"`
		GeneratedBy string      `json:"generatedBy"`
		Results     ctrfResults `json:"results"`
	}
	ctrfResults struct {
		Tool        ctrfTool          `json:"tool"`
		Summary     ctrfSummary       `json:"summary"`
		Tests       []ctrfTest        `json:"tests"`
		Environment map[string]string `json:"environment"`
		Extra       map[string]any    `json:"extra"`
	}
	ctrfTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	ctrfSummary struct {
		Tests   int   `json:"tests"`
		Passed  int   `json:"passed"`
		Failed  int   `json:"failed"`
		Skipped int   `json:"skipped"`
		Pending int   `json:"pending"`
		Other   int   `json:"other"`
		Suites  int   `json:"suites"`
		Start   int64 `json:"start"`
		Stop    int64 `json:"stop"`
	}
	ctrfTest struct {
		Name      string   `json:"name"`
		Status    string   `json:"status"`
		RawStatus string   `json:"rawStatus"`
		Duration  int      `json:"duration"`
		Suite     []string `json:"suite"`
		Message   string   `json:"message,omitempty"`
		Trace     string   `json:"trace,omitempty"`
		Tags      []string `json:"tags,omitempty"`
		FilePath  string   `json:"filePath,omitempty"`
	}
)

// WriteCTRF writes one test per case. Its few statuses tell less than our
// outcomes, which stand in rawStatus. As in JUnit, a run that is incomplete
// without a failed test has one of its own, so that nothing looks green.
func WriteCTRF(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	start := run.Started.UnixMilli()
	out := ctrfReport{Format: "CTRF", Version: "0.0.0", Timestamp: run.Started.UTC().Format("2006-01-02T15:04:05Z07:00"), GeneratedBy: run.Tool.Name}
	out.Results = ctrfResults{
		Tool:        ctrfTool{run.Tool.Name, run.Tool.Version},
		Summary:     ctrfSummary{Suites: len(ByEndpoint(run)), Start: start, Stop: start + int64(math.Ceil(run.Duration))},
		Tests:       []ctrfTest{},
		Environment: map[string]string{"appName": "Kibana", "appVersion": run.Target.Version, "testEnvironment": run.Target.URL},
		Extra:       map[string]any{"verdict": run.Verdict, "exitCode": run.ExitCode, "totals": run.Totals, "contract": run.Tool.Contract, "digest": run.Tool.Digest, "run": run.ID, "seed": run.Seed},
	}
	for _, c := range run.Cases {
		out.Results.add(ctrfOf(c))
	}
	if run.Verdict == Incomplete {
		out.Results.add(ctrfTest{Name: "the run is complete", Status: "failed", RawStatus: string(Incomplete), Suite: []string{incompleteSuite}, Message: line(run.problem()), Trace: strings.Join(run.Reasons, "\n")})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func ctrfOf(c Case) ctrfTest {
	t := ctrfTest{
		Name: line(c.ID + " " + c.Title), RawStatus: string(c.Outcome), Duration: int(math.Round(c.Duration)), Suite: []string{c.Area, c.Endpoint},
		Tags: []string{c.Level, c.Kind, c.Mode}, FilePath: c.Source,
	}
	switch c.Outcome {
	case Passed:
		t.Status = "passed"
	case Warned:
		t.Status, t.Message = "passed", headOf(c)
	case Failed:
		t.Status, t.Message, t.Trace = "failed", headOf(c), explain(c)
	case Blocked:
		t.Status, t.Message = "other", c.because()
	default:
		t.Status, t.Message = "skipped", c.Outcome.words()+": "+c.because()
	}
	return t
}

func (r *ctrfResults) add(t ctrfTest) {
	r.Tests = append(r.Tests, t)
	s := &r.Summary
	s.Tests++
	switch t.Status {
	case "passed":
		s.Passed++
	case "failed":
		s.Failed++
	case "skipped":
		s.Skipped++
	default:
		s.Other++
	}
}
