package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Bounds that keep a CI summary readable.
const (
	markdownRows    = 30
	markdownSamples = 10
)

// WriteMarkdown writes the report for a pull request, a ticket or a CI summary.
// All text that is not ours stands in code spans and fences.
func WriteMarkdown(w io.Writer, report *Report) error {
	r := reports.Cleaned(report)
	var b strings.Builder
	mark := map[Verdict]string{Go: "✅", NoGo: "❌", Undecided: "⚠️"}[r.Verdict]
	fmt.Fprintf(&b, "## %s %s\n\n", mark, r.Verdict)
	for _, reason := range r.Reasons {
		fmt.Fprintf(&b, "- %s\n", reports.Cell(reason))
	}
	if len(r.Reasons) == 0 {
		fmt.Fprintf(&b, "%s\n", r.nothing())
	}
	requirements, behaviour := r.figures()
	fmt.Fprintf(&b, "\n| | |\n|---|---|\n| before | %s |\n| after | %s |\n| requirements | %s |\n| behaviour | %s |\n",
		reports.Cell(r.Before.String()), reports.Cell(r.After.String()), requirements, behaviour)
	if len(r.Conditions) > 0 {
		b.WriteString("\n### Conditions\n\n")
		for _, c := range r.Conditions {
			fmt.Fprintf(&b, "- %s\n", reports.Cell(c))
		}
	}
	r.markdownCauses(&b)
	for _, change := range Changes[1 : len(Changes)-1] {
		r.markdownRequirements(&b, change)
	}
	for _, class := range Classes {
		markdownDifferences(&b, string(class), r.in(class, false))
	}
	for _, class := range Classes {
		markdownDifferences(&b, string(class)+", announced by the documents", r.in(class, true))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) markdownCauses(b *strings.Builder) {
	if len(r.Requirements.Causes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### Requirements: %s (%d)\n\n| rule | what | cases | endpoints | for example |\n|---|---|--:|--:|---|\n", headings[Regression], r.Requirements.Counts[Regression])
	for i, c := range r.Requirements.Causes {
		if i == markdownRows {
			fmt.Fprintf(b, "\nand %d more in comparison.json\n", len(r.Requirements.Causes)-i)
			break
		}
		fmt.Fprintf(b, "| %s | %s | %d | %d | %s |\n", reports.Cell(c.Rule), reports.Cell(first80(words(c.Pointer, c.Want, c.Got))), len(c.Cases), len(c.Endpoints), reports.Cell(c.Cases[0]))
	}
}

func (r *Report) markdownRequirements(b *strings.Builder, change Change) {
	all := r.of(change)
	if len(all) == 0 || change == New || change == StillFailing && len(all) > markdownRows {
		return
	}
	fmt.Fprintf(b, "\n### Requirements: %s (%d)\n\n| case | rule | before | after |\n|---|---|---|---|\n", headings[change], r.Requirements.Counts[change])
	for i, x := range all {
		if i == markdownRows {
			fmt.Fprintf(b, "\nand %d more in comparison.json\n", len(all)-i)
			break
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", reports.Cell(x.Case), reports.Cell(x.Rule), reports.Cell(first80(x.Before.Text)), reports.Cell(first80(x.After.Text)))
	}
}

func markdownDifferences(b *strings.Builder, heading string, all []Difference) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### Behaviour: %s (%d)\n\n| what | where | before | after | reach |\n|---|---|---|---|---|\n", heading, len(all))
	for i, d := range all {
		if i == markdownRows {
			fmt.Fprintf(b, "\nand %d more in comparison.json\n", len(all)-i)
			break
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", d.Title, reports.Cell(d.Subject), reports.Cell(d.Before), reports.Cell(d.After), reports.Cell(d.Reach()))
	}
	shown := min(len(all), markdownSamples)
	fmt.Fprintf(b, "\n<details><summary>%s with an answer of each side</summary>\n", reports.Of(shown, len(all), "change"))
	for _, d := range all[:shown] {
		fmt.Fprintf(b, "\n**%s** %s. %s\n\n", d.Title, reports.Cell(d.Subject), d.Why)
		if len(d.Samples) > 0 {
			s := d.Samples[0]
			b.WriteString(reports.Fence("before  "+s.Before+"\n\nafter   "+s.After+"\n\n"+s.Curl) + "\n")
		}
	}
	b.WriteString("\n</details>\n")
}

func first80(s string) string {
	s = strings.ReplaceAll(s, "\n", "; ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
