package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// perSection is how many lines of a kind the terminal gets; the page has all.
const perSection = 8

// WriteSummary writes what a person reads at the end; the verdict comes last,
// because the end is what a terminal still shows.
func WriteSummary(w io.Writer, report *Report, o reports.Options) error {
	r := reports.Cleaned(report)
	var b strings.Builder
	line := func(tint, format string, args ...any) {
		text := strings.NewReplacer("\n", " ", "\t", " ").Replace(fmt.Sprintf(format, args...))
		if o.Width > 1 && len([]rune(text)) > o.Width {
			text = string([]rune(text)[:o.Width-1]) + "…"
		}
		if o.Colour && tint != "" {
			text = "\x1b[" + tint + "m" + text + "\x1b[0m"
		}
		b.WriteString(text + "\n")
	}
	list := func(tint, heading string, all []string) {
		if len(all) == 0 {
			return
		}
		line(tint, "")
		line(tint, "%s", heading)
		for i, text := range all {
			if i == perSection && len(all) > perSection+1 {
				line("2", "  and %d more", len(all)-perSection)
				break
			}
			line("", "  %s", text)
		}
	}
	line("1", "before  %s", r.Before)
	line("1", "after   %s", r.After)
	requirements, behaviour := r.figures()
	line("", "requirements  %s", requirements)
	line("", "behaviour     %s", behaviour)
	var regressions, open []string
	for _, c := range r.Requirements.Causes {
		regressions = append(regressions, c.Line())
	}
	for _, x := range r.of(Inconclusive) {
		open = append(open, x.Line())
	}
	list("31", headings[Regression], regressions)
	list("33", headings[Inconclusive], open)
	for _, class := range Classes {
		var all []string
		for _, d := range r.in(class, false) {
			all = append(all, d.Line())
		}
		list(map[Class]string{Breaking: "31", Risky: "33"}[class], string(class), all)
	}
	var announced []string
	for _, class := range Classes {
		for _, d := range r.in(class, true) {
			announced = append(announced, string(class)+": "+d.Line())
		}
	}
	list("", "changed as documented", announced)
	list("2", "conditions", r.Conditions)
	b.WriteString("\n")
	line(map[Verdict]string{Go: "32", NoGo: "31", Undecided: "33"}[r.Verdict], "%s", r.Headline())
	_, err := io.WriteString(w, b.String())
	return err
}

// headings of the changes of requirements.
var headings = map[Change]string{
	Regression: "met before, not met now", StillFailing: "met neither before nor now", Inconclusive: "decided before, not decided now", Gone: "not asked any more",
	Documented: "changed as documented", Accepted: "not met now, as the file of expected failures says", Fixed: "met now", New: "decided after only",
}

// Line is a requirement in one line.
func (x Requirement) Line() string {
	s := x.Case
	if x.Rule != "" {
		s += "  " + x.Rule
	}
	last := x.After.Text
	if i := strings.LastIndexByte(last, '\n'); i >= 0 && x.Rule != "" {
		last = last[i+1:]
	}
	return s + "  " + strings.ReplaceAll(last, "\n", ", ")
}
