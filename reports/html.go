package reports

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed report.css
var reportStyle string

//go:embed report.html
var reportHTML string

// The script in reading order: the list with its filters, the view of a case,
// and the body of an answer with the offending places marked.
var (
	//go:embed report_body.js
	reportBodyScript string
	//go:embed report_case.js
	reportCaseScript string
	//go:embed report_list.js
	reportListScript string
)

var reportTemplate = template.Must(template.New("report").Funcs(PageFuncs()).Parse(reportHTML))

// What a page shows of findings before it gets too long to read; the list of
// cases has all.
const (
	htmlFindings     = 100
	htmlFindingCases = 12
)

// WriteHTML writes the report for people: one file that works offline, sorted
// from the verdict to the single exchange. What decides is plain HTML; a
// script adds the list of all cases.
func WriteHTML(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	data, err := packed(run)
	if err != nil {
		return err
	}
	links := []PageLink{{"#matrix", "Matrix"}, {"#findings", "Findings"}, {"#cases", "Cases"}, {"#run", "Run"}}
	if run.Coverage != nil {
		links = slices.Insert(links, 1, PageLink{"#coverage", "Coverage"})
	}
	return WritePage(w, Page{
		Title:  fmt.Sprintf("%s: %s", title(string(run.Verdict)), run.Target.label()),
		Style:  reportStyle,
		Script: reportBodyScript + reportCaseScript + reportListScript,
		Links:  links,
		Body:   reportTemplate,
		Data: map[string]any{
			"Run": run, "Sign": verdictSign[run.Verdict], "Title": title(string(run.Verdict)), "Lead": run.lead(), "Facts": facts(run), "Settings": settings(run),
			"Bar": bar(run.Totals), "Matrix": matrixOf(run), "Coverage": run.Coverage, "Findings": shownFindings(run), "More": max(0, len(run.Findings)-htmlFindings),
			"Asides": SetAside(run), "Command": run.Command(), "Data": template.JS(data),
			"Areas": distinct(run, func(c Case) string { return c.Area }), "Levels": distinct(run, func(c Case) string { return c.Level }),
		},
	})
}

// verdictSign borrows the signs of the outcomes.
var verdictSign = map[Verdict]Outcome{Conforms: Passed, Violations: Failed, Incomplete: Blocked}

func title(s string) string {

	return strings.ToUpper(s[:1]) + s[1:]
}
