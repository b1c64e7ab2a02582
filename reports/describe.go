package reports

import (
	"fmt"
	"strings"
)

// longestValue bounds what one violation may print of a target's text.
const longestValue = 300

// Describe words a case for the implementer of the target: the requirement
// with its request first, then one line for each broken rule.
func Describe(c Case) string { return strings.Join(describe(c), "\n") }

func describe(c Case) []string {
	head := c.ID
	if c.Exchange != nil {
		head += "  " + c.Exchange.String()
	}
	head += "  (" + c.Level
	if c.Ref != "" {
		head += "; ref " + c.Ref
	}
	out := []string{line(head + ")")}
	wide := 0
	for _, v := range c.Violations {
		wide = max(wide, columns(v.Rule))
	}
	for _, v := range c.Violations {
		text := fmt.Sprintf("  %-*s  %s", wide, line(v.Rule), v.fact())
		if rank(v.Level) < rank(c.Level) {
			text += "  (" + line(v.Level) + ")"
		}
		out = append(out, strings.TrimRight(text, " "))
	}
	if len(c.Violations) == 0 {
		out = append(out, "  "+string(c.Outcome)+"  "+c.because())
	}
	return out
}

// String is the exchange in one line: what was asked and what came.
func (e *Exchange) String() string {
	s := e.Method + " " + e.Path + " -> "
	switch {
	case e.Status != 0 && e.Failure != "":
		s += fmt.Sprintf("%d, cut short: %s", e.Status, e.Failure)
	case e.Status != 0:
		s += fmt.Sprint(e.Status)
	case e.Failure != "":
		s += "no answer: " + e.Failure
	default:
		s += "no answer"
	}
	if e.Attempts > 1 {
		s += fmt.Sprintf(" (attempt %d)", e.Attempts)
	}
	return line(s)
}

// fact is a violation without its rule: where, what was wanted, what came.
func (v Violation) fact() string { return fact(v.Pointer, v.Want, v.Got) }

func fact(pointer, want, got string) string {
	var values []string
	if want != "" {
		values = append(values, "want "+cut(line(want), longestValue))
	}
	if got != "" {
		values = append(values, "got "+cut(line(got), longestValue))
	}
	switch {
	case pointer == "":
		return strings.Join(values, ", ")
	case len(values) == 0:
		return line(pointer)
	}
	return line(pointer) + ": " + strings.Join(values, ", ")
}
