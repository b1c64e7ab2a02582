package reports

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The parts of SARIF 2.1.0 that code scanning reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		Properties  map[string]any    `json:"properties"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
		Help  sarifText `json:"help"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		ExitCode      int                 `json:"exitCode"`
		Start         string              `json:"startTimeUtc"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level      string         `json:"level"`
		Message    sarifText      `json:"message"`
		Properties map[string]any `json:"properties,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]any     `json:"properties"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
	}
)

// WriteSARIF writes one result for every case with violations: what code
// scanning lists. A known deviation is a suppressed result, a blocked case a
// notification of the tool; all totals are in the properties of the run.
func WriteSARIF(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	out := sarifRun{
		Tool: sarifTool{sarifDriver{Name: run.Tool.Name, Version: run.Tool.Version, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{
			Successful: run.Verdict != Incomplete, ExitCode: run.ExitCode, Start: run.Started.UTC().Format("2006-01-02T15:04:05Z07:00"), Notifications: []sarifNotification{},
		}},
		Results:    []sarifResult{},
		Properties: map[string]any{"verdict": run.Verdict, "totals": run.Totals, "target": run.Target.URL, "contract": run.Tool.Contract, "digest": run.Tool.Digest},
	}
	rules := map[string]int{}
	for _, c := range run.Cases {
		if c.Outcome == Failed || c.Outcome == Warned || c.Outcome == Known {
			rules[typeOf(c)] = 0
		}
	}
	for i, rule := range slices.Sorted(maps.Keys(rules)) {
		rules[rule] = i
		out.Tool.Driver.Rules = append(out.Tool.Driver.Rules, sarifRule{
			rule, sarifText{strings.ReplaceAll(rule, "-", " ")}, sarifText{"The answer breaks the rule " + rule + " of the Kibana HTTP API."},
			sarifText{run.Tool.Name + " explain " + rule + " says what the rule demands and why."},
		})
	}
	note := &out.Invocations[0].Notifications
	for _, reason := range run.Reasons {
		*note = append(*note, sarifNotification{Level: "warning", Message: sarifText{reason}})
	}
	for _, c := range run.Cases {
		switch c.Outcome {
		case Failed, Warned, Known:
			out.Results = append(out.Results, sarifOf(c, rules))
		case Blocked:
			level := "warning"
			if c.decides(run.Level) {
				level = "error"
			}
			*note = append(*note, sarifNotification{level, sarifText{c.ID + ": " + c.because()}, map[string]any{"case": c.ID}})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{out}})
}

// fingerprint makes one alert of the same deviation in several runs.
func fingerprint(id, rule string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(id+" "+rule)))[:16]
}

// stated takes a source apart, into the relative reference and the line that
// code scanning wants in any case.
func stated(source string) (file string, at int) {
	source, _, _ = strings.Cut(source, "#") // a pointer into a document is no file
	file = source
	if i := strings.LastIndexByte(source, ':'); i >= 0 {
		if n, err := strconv.Atoi(source[i+1:]); err == nil && n > 0 {
			file, at = source[:i], n
		}
	}
	if file = strings.TrimLeft(file, "/"); file == "" {
		file = "run.json"
	}
	return (&url.URL{Path: file}).EscapedPath(), max(at, 1)
}

func sarifOf(c Case, rules map[string]int) sarifResult {
	file, startLine := stated(c.Source)
	rule := typeOf(c)
	r := sarifResult{
		RuleID: rule, RuleIndex: rules[rule], Level: "error", Message: sarifText{explain(c)},
		Locations:    []sarifLocation{{sarifPhysical{sarifArtifact{file}, sarifRegion{startLine}}, []sarifLogical{{c.Endpoint}}}},
		Fingerprints: map[string]string{"primaryLocationLineHash": fingerprint(c.ID, rule)}, // the name that GitHub looks for
		Properties:   map[string]any{"case": c.ID, "outcome": c.Outcome, "level": c.Level},
	}
	switch c.Outcome {
	case Warned:
		r.Level = "warning"
	case Known:
		r.Suppressions = []sarifSuppression{{"external", c.because()}}
	}
	return r
}
