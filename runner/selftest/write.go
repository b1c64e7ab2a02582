package selftest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"text/tabwriter"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// WriteJSON writes the matrix with all trials.
func (m *Matrix) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(m)
}

// WriteText writes the matrix for a terminal: what survived and what alarmed,
// then the figures.
func (m *Matrix) WriteText(w io.Writer) error {
	groups, rows := m.Table()
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "killed / faults\t")
	for _, g := range append(groups, "all") {
		fmt.Fprintf(t, "%s\t", g)
	}
	fmt.Fprintln(t)
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t", r.Endpoint)
		for _, c := range append(r.Cells, r.Total) {
			if c.Tried == 0 {
				fmt.Fprint(t, "·\t")
				continue
			}
			fmt.Fprintf(t, "%d/%d\t", c.Killed, c.Tried)
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	m.list(w, "\nfaults that were not killed:\n", func(t Trial) bool { return t.Kind == "fault" && t.Result != Killed })
	m.list(w, "\nlegal variants that raised a false alarm:\n", func(t Trial) bool { return t.Result == Alarm })
	fmt.Fprintf(w, "\n%d of %d faults killed (%.1f %%), %d of %d legal variants without a false alarm; %d cases; %.1fs\n",
		m.Killed, m.Faults, 100*m.KillRate, m.Variants-m.Alarms, m.Variants, m.Cases, m.Duration.Seconds())
	return nil
}

func (m *Matrix) list(w io.Writer, heading string, wanted func(Trial) bool) {
	for _, t := range m.Trials {
		if !wanted(t) {
			continue
		}
		fmt.Fprint(w, heading)
		heading = ""
		reason := t.Reason
		if reason == "" {
			reason = "no reason known"
		}
		if t.Result == Alarm {
			reason = t.Example
		}
		fmt.Fprintf(w, "  %-8s  %s: %s\n            %s\n", t.Result, t.Name, t.Title, reason)
	}
}

//go:embed matrix.html
var page string

//go:embed matrix.css
var pageStyle string

var pageTemplate = template.Must(template.New("matrix").Funcs(reports.PageFuncs()).Funcs(template.FuncMap{"cases": func(n int) string { return reports.Plural(n, "case") }}).Parse(page))

// WriteHTML writes the matrix as one page in the style of all reports.
func (m *Matrix) WriteHTML(w io.Writer) error {
	groups, rows := m.Table()
	var survivors, alarms, variants []Trial
	for _, t := range m.Trials {
		switch {
		case t.Kind == "variant":
			variants = append(variants, t)
			if t.Result == Alarm {
				alarms = append(alarms, t)
			}
		case t.Result != Killed:
			survivors = append(survivors, t)
		}
	}
	percent := fmt.Sprintf("%.1f", 100*m.KillRate)
	return reports.WritePage(w, reports.Page{
		Title: fmt.Sprintf("Kill matrix: %s %% of %d faults", percent, m.Faults), Style: pageStyle, Body: pageTemplate,
		Links: []reports.PageLink{{Href: "#matrix", Text: "Matrix"}, {Href: "#survivors", Text: "Survivors"}, {Href: "#variants", Text: "Variants"}},
		Data: map[string]any{
			"Matrix": m, "Percent": percent, "Groups": groups, "Rows": rows, "Survivors": survivors, "Alarms": alarms, "Variants": variants,
		},
	})
}
