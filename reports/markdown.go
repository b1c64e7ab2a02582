package reports

import (
	"fmt"
	"io"
	"strings"
)

// Bounds that keep a CI summary readable and below the size that CI systems cut at.
const (
	markdownFindings = 20
	markdownCases    = 10
	markdownAsides   = 20
	markdownRows     = 200
)

// WriteMarkdown writes a short report for a pull request or a CI summary. All
// text that is not ours stands in code spans and fences, where no markup works.
func WriteMarkdown(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	var b strings.Builder
	mark := map[Verdict]string{Conforms: "✅", Violations: "❌", Incomplete: "⚠️"}[run.Verdict]
	fmt.Fprintf(&b, "## %s %s\n\n%s\n\n", mark, run.Verdict, code(run.Headline()))
	for _, h := range header(run) {
		fmt.Fprintf(&b, "- %s\n", code(h.s))
	}
	for _, reason := range run.Reasons {
		fmt.Fprintf(&b, "- %s\n", code(reason))
	}
	if run.Coverage != nil {
		for _, s := range run.Coverage.lines() {
			fmt.Fprintf(&b, "- %s\n", code(strings.TrimSpace(s)))
		}
	}
	markdownTable(&b, run)
	markdownFound(&b, run)
	markdownExamples(&b, run)
	markdownAside(&b, run)
	markdownUnknown(&b, run)
	markdownUnmatched(&b, run)
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownTable(b *strings.Builder, run *Run) {
	rows, columns := ByEndpoint(run), used(run.Totals)
	if len(rows) == 0 {
		return
	}
	b.WriteString("\n| endpoint |")
	for _, o := range columns {
		fmt.Fprintf(b, " %s |", o)
	}
	b.WriteString("\n|---|" + strings.Repeat("--:|", len(columns)) + "\n")
	shown, folded := fold(rows, markdownRows)
	if folded.Endpoint != "" {
		shown = append(shown, folded)
	}
	for _, r := range shown {
		b.WriteString("| " + strings.Join(cells(cell(r.Endpoint), r.Totals, columns), " | ") + " |\n")
	}
	b.WriteString("| " + strings.Join(cells("**all**", run.Totals, columns), " | ") + " |\n")
}

func markdownFound(b *strings.Builder, run *Run) {
	if len(run.Findings) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n| finding | level | cases | endpoints |\n|---|---|--:|---|\n", Plural(len(run.Findings), "finding"))
	for i, f := range run.Findings {
		if i == markdownFindings {
			fmt.Fprintf(b, "\n%s\n", rest(len(run.Findings)-i, i, "finding", elsewhere(Options{})))
			break
		}
		fmt.Fprintf(b, "| %s | %s | %d | %s |\n", cell(f.String()), cell(f.Level), len(f.Cases), cell(some(f.Targets)))
	}
}

func markdownExamples(b *strings.Builder, run *Run) {
	chosen, all := exemplary(run)
	if len(chosen) == 0 {
		return
	}
	chosen = chosen[:min(len(chosen), markdownCases)]
	fmt.Fprintf(b, "\n<details><summary>%s with violations</summary>\n\n", Of(len(chosen), all, "case"))
	for _, c := range chosen {
		body := Describe(c)
		if c.Exchange != nil && c.Exchange.Curl != "" {
			body += "\n\n" + c.Exchange.Curl
		}
		b.WriteString(Fence(body) + "\n")
	}
	b.WriteString("</details>\n")
}

func markdownAside(b *strings.Builder, run *Run) {
	all := SetAside(run)
	if len(all) == 0 {
		return
	}
	b.WriteString("\n| set aside | cases | because |\n|---|--:|---|\n")
	for i, a := range all {
		if i == markdownAsides {
			fmt.Fprintf(b, "\n%s\n", rest(len(all)-i, i, "reason", elsewhere(Options{})))
			break
		}
		fmt.Fprintf(b, "| %s | %d | %s |\n", a.Outcome, a.Count, cell(a.Reason))
	}
}

// Fence is a block in which no markup works.
func Fence(body string) string {
	fence := strings.Repeat("`", max(3, longestRun(body)+1))
	return fence + "\n" + body + "\n" + fence + "\n"
}

// Cell is a code span for a table of Markdown, in which no markup works.
func Cell(s string) string { return cell(s) }

func markdownUnmatched(b *strings.Builder, run *Run) {
	if run.Source == nil || len(run.Source.Unmatched) == 0 {
		return
	}
	b.WriteString("\n| not judged: no operation of the contract | exchanges |\n|---|--:|\n")
	for i, u := range run.Source.Unmatched {
		if i == markdownAsides {
			fmt.Fprintf(b, "\n%s\n", rest(len(run.Source.Unmatched)-i, i, "place", elsewhere(Options{})))
			break
		}
		fmt.Fprintf(b, "| %s | %d |\n", cell(u.Place()), u.Count)
	}
}

// code is a code span; its delimiter is longer than any backticks within.
func code(s string) string {
	s = line(s)
	if s == "" {
		return ""
	}
	delimiter := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return delimiter + s + delimiter
}

// cell is a code span within a table, where a bar would end the cell.
func cell(s string) string { return strings.ReplaceAll(code(s), "|", `\|`) }

// longestRun is the number of backticks in the longest row of them.
func longestRun(s string) int {
	longest, n := 0, 0
	for _, r := range s {
		if r != '`' {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}
