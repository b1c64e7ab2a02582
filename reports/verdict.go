package reports

import (
	"fmt"
	"strings"
)

// Headline is the verdict in one line, with everything that limits it: a run
// that judged half of the plan must not read like one that judged all of it.
func (run *Run) Headline() string {
	t := run.Totals
	var b strings.Builder
	b.WriteString(string(run.Verdict))
	if run.Mode != "" {
		fmt.Fprintf(&b, " in %s mode", run.Mode)
	}
	b.WriteString(": ")
	if run.Verdict == Violations {
		fmt.Fprintf(&b, "%d failed, %s; ", t[Failed], Plural(len(run.Findings), "finding"))
	}
	b.WriteString(judged(t))
	switch {
	case run.Verdict == Incomplete:
		b.WriteString("; " + run.problem())
	case len(run.Reasons) > len(run.Conditions):
		b.WriteString("; the run is also incomplete")
	}
	return line(b.String())
}

// problem is the first reason why the run is incomplete.
func (run *Run) problem() string {
	n := len(run.Reasons) - len(run.Conditions)
	switch {
	case n <= 0:
		return "no reason was recorded"
	case n == 1:
		return run.Reasons[0]
	}
	return fmt.Sprintf("%s (and %s)", run.Reasons[0], Plural(n-1, "more reason"))
}

// judged says how much was judged, how much not, and why not.
func judged(t Totals) string {
	s := fmt.Sprintf("%d judged", t.Judged())
	if part := parts(t, Warned, Known); part != "" {
		s += " (" + part + ")"
	}
	if rest := t.Sum() - t.Judged(); rest > 0 {
		s += fmt.Sprintf(", %d not judged (%s)", rest, parts(t, Blocked, NotApplicable, Skipped))
	}
	return s
}

// words name outcomes where a hyphen would not read well.
func (o Outcome) words() string {
	switch o {
	case NotApplicable:
		return "not applicable"
	case Known:
		return "known deviation"
	}
	return string(o)
}

func parts(t Totals, outcomes ...Outcome) string {
	var out []string
	for _, o := range outcomes {
		switch {
		case t[o] > 0 && o == Known:
			out = append(out, Plural(t[o], o.words()))
		case t[o] > 0:
			out = append(out, fmt.Sprintf("%d %s", t[o], o.words()))
		}
	}
	return strings.Join(out, ", ")
}
