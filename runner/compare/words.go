package compare

import (
	"fmt"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Headline is the verdict with what decided it.
func (r *Report) Headline() string {
	if len(r.Reasons) == 0 {
		return string(r.Verdict) + ": " + r.nothing()
	}
	return string(r.Verdict) + ": " + strings.Join(r.Reasons, "; ")
}

// nothing words what GO means, with the line that was drawn.
func (r *Report) nothing() string {
	what := map[Class]string{Breaking: "no breaking change", Risky: "no breaking or risky change", Harmless: "no change"}[r.FailOn]
	if !r.Behaviour.Compared {
		return "every requirement that was met is met"
	}
	return fmt.Sprintf("%s in %s", what, reports.Plural(r.Behaviour.Pairs, "pair")+" of answers")
}

// String says what was looked at.
func (s SideInfo) String() string {
	parts := []string{s.Name}
	for _, part := range []string{s.Kind + " " + s.ID, s.Target, prefixed("Kibana ", s.Version), s.Flavour, prefixed("contract ", s.Contract), prefixed("mode ", s.Mode)} {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	if !s.Started.IsZero() {
		parts = append(parts, s.Started.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return strings.Join(parts, ", ")
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// Reach says in how many answers of which operations a difference shows.
func (d Difference) Reach() string {
	s := reports.Of(d.Answers, d.Of, "answer")
	if d.Answers > d.Of { // several places in one answer
		s = reports.Plural(d.Answers, "place") + " in " + reports.Plural(d.Of, "answer")
	}
	if n := len(d.paths()); n > 1 {
		return s + " of " + reports.Plural(n, "operation")
	}
	return s + " of " + d.Operations[0].Operation.String()
}

func (d Difference) paths() map[Operation]bool {
	out := map[Operation]bool{}
	for _, o := range d.Operations {
		out[o.Operation] = true
	}
	return out
}

// Line is a difference in one line.
func (d Difference) Line() string {
	s := d.Title + ": " + d.Subject
	if d.Before != "" && !strings.HasPrefix(d.Subject, "status ") {
		s += ", " + d.Before + " → " + d.After
	}
	return s + " (" + d.Reach() + ")"
}

// Line is a cause in one line.
func (c Cause) Line() string {
	s := c.Rule
	if w := words(c.Pointer, c.Want, c.Got); w != "" {
		s = strings.TrimLeft(s+"  "+w, " ")
	}
	if len(c.Cases) == 1 {
		return s + "  (" + c.Cases[0] + ")"
	}
	return fmt.Sprintf("%s  (%s of %s)", s, reports.Plural(len(c.Cases), "requirement"), reports.Plural(len(c.Endpoints), "endpoint"))
}

// figures counts what was compared, in words.
func (r *Report) figures() (requirements, behaviour string) {
	requirements, behaviour = "not compared", "not compared"
	if r.Requirements.Compared {
		var parts []string
		for _, change := range Changes {
			if n := r.Requirements.Counts[change]; n > 0 {
				what := fmt.Sprintf("%d %s", n, change)
				if change == Regression {
					what = reports.Plural(n, string(change))
				}
				parts = append(parts, what)
			}
		}
		requirements = strings.Join(parts, ", ")
	}
	if r.Behaviour.Compared {
		var parts []string
		for _, class := range Classes {
			parts = append(parts, fmt.Sprintf("%d %s", r.Behaviour.Counts[class], class))
		}
		behaviour = strings.Join(parts, ", ") + " in " + reports.Plural(r.Behaviour.Pairs, "pair") + " of answers"
	}
	return requirements, behaviour
}

// of picks the requirements of one change.
func (r *Report) of(change Change) []Requirement {
	var out []Requirement
	for _, x := range r.Requirements.Changes {
		if x.Change == change {
			out = append(out, x)
		}
	}
	return out
}

// in picks the differences of one class; those that the documents announce
// come apart.
func (r *Report) in(class Class, announced bool) []Difference {
	var out []Difference
	for _, d := range r.Behaviour.Differences {
		if d.Class == class && (d.Announced != "") == announced {
			out = append(out, d)
		}
	}
	return out
}
