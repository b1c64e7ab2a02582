package reports

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// DefaultLines is the height of a summary when Options does not say.
const DefaultLines = 40

// Options say what the summary has to fit into.
type Options struct {
	Width    int    // columns; 0: lines are not cut
	Colour   bool   // colour by SGR sequences; everything else is plain text
	MaxLines int    // 0: DefaultLines; negative: no limit
	Dir      string // where the other reports lie, to point at what is not shown
}

// WriteSummary writes what a person reads at the end of a run. The verdict is
// the last line, because the end is what a terminal still shows; above it,
// from the general to the particular: endpoints, reasons, findings, examples.
func WriteSummary(w io.Writer, run *Run, opts Options) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	limit := opts.MaxLines
	if limit == 0 {
		limit = DefaultLines
	}
	if limit < 0 {
		limit = unlimited
	}
	var b strings.Builder
	for _, t := range arrange(run, limit, opts) {
		b.WriteString(t.render(opts))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const unlimited = 1 << 30

// text is one line of the summary with its colour.
type text struct {
	s    string
	tint tint
}

type tint string

const (
	noTint tint = ""
	bold   tint = "1"
	dim    tint = "2"
	red    tint = "31"
	green  tint = "32"
	yellow tint = "33"
)

// render cuts before it colours, so that no sequence is ever cut in two.
func (t text) render(opts Options) string {
	s := cut(strings.TrimRight(line(t.s), " "), opts.Width)
	if opts.Colour && t.tint != noTint && s != "" {
		s = "\x1b[" + string(t.tint) + "m" + s + "\x1b[0m"
	}
	return s + "\n"
}

// section renders one part of the summary into at most limit lines.
type section func(limit int) []text

// arrange gives each section the lines it wants, as long as the sections after
// it keep half of what is left or need less than that.
func arrange(run *Run, limit int, opts Options) []text {
	head, tail := header(run), footer(run)
	if limit < len(head)+len(tail) {
		return tail[max(0, len(tail)-limit):]
	}
	where := elsewhere(opts)
	sections := []section{table(run), asides(run), unmatched(run, where), findingList(run, where), examples(run, where), unknownFields(run, where)}
	wants := make([]int, len(sections))
	sum := 0
	for i, s := range sections {
		wants[i] = len(s(unlimited))
		sum += wants[i]
	}
	left := limit - len(head) - len(tail)
	out := head
	for i, s := range sections {
		sum -= wants[i]
		lines := s(min(wants[i], max(left-sum, left/2)))
		left -= len(lines)
		out = append(out, lines...)
	}
	return append(out, tail...)
}

// elsewhere names the page that shows what the screen does not.
func elsewhere(opts Options) string {
	const page = "report.html"
	if opts.Dir != "" {
		return strings.TrimSuffix(opts.Dir, "/") + "/" + page
	}
	return page
}

func header(run *Run) []text {
	out := []text{
		{join(run.Tool.Name+" "+run.Tool.Version, prefixed("contract ", run.Tool.Contract), run.target()), bold},
	}
	asked := join(prefixed("mode ", run.Mode), prefixed("line ", run.Level))
	if run.Source != nil { // sent by another program: this one neither chose the order nor cost the target anything
		return append(out, text{asked, dim}, text{run.Source.words(), dim})
	}
	return append(out, text{join(asked, fmt.Sprintf("seed %d", run.Seed), run.cost()), dim})
}

// target names the target: what it is, which version, and where.
func (run *Run) target() string {
	t := run.Target
	return join(t.Name, t.label(), prefixed("version ", run.version()), t.Flavour, prefixed("space ", t.Space))
}

// version is what the target was judged as, and whether it told so itself.
func (run *Run) version() string {
	if v := run.Target.Version; v == "" || v != run.Config["kibana-version"] {
		return v
	}
	return run.Target.Version + " (stated)"
}

func (run *Run) cost() string {
	took := time.Duration(run.Duration * float64(time.Millisecond))
	s := fmt.Sprintf("%s in %s", Plural(run.Load.Requests, "request"), took.Round(time.Millisecond))
	if run.Load.Retries > 0 {
		s += fmt.Sprintf(", %d sent again", run.Load.Retries)
	}
	if run.Load.Failures > 0 {
		s += fmt.Sprintf(", %d without a whole answer", run.Load.Failures)
	}
	if run.Load.Unsent > 0 {
		s += fmt.Sprintf("; %d more not sent", run.Load.Unsent)
	}
	return s
}

// footer is the verdict, above it what else there is to know about it.
func footer(run *Run) []text {
	out := []text{{}}
	if run.Coverage != nil {
		for _, s := range run.Coverage.lines() {
			out = append(out, text{s, noTint})
		}
	}
	const shown = 3
	for i, reason := range run.Reasons {
		if i == shown {
			out = append(out, text{fmt.Sprintf("  and %s", Plural(len(run.Reasons)-shown, "more reason")), yellow})
			break
		}
		out = append(out, text{"  " + reason, yellow})
	}
	colour := map[Verdict]tint{Conforms: green, Violations: red, Incomplete: yellow}[run.Verdict]
	return append(out, text{run.Headline(), colour})
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// join joins what is not empty.
func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
