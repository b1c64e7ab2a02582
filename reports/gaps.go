package reports

import (
	"fmt"
	"sort"
)

// gaps lists why the run does not carry a verdict of "conforms": what was not
// judged although it had to be, what is still on the target, and what
// contradicts itself.
func gaps(run *Run) (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch sum := run.Totals.Sum(); {
	case run.Planned != sum:
		add("%s planned, but %d %s an outcome", Plural(run.Planned, "case"), sum, Verb(sum, "have"))
	case run.Planned == 0:
		add("nothing was planned: no case is selected")
	case run.Planned == 1 && run.Totals.Judged() == 0:
		add("no case was judged: the only one was %s", run.Cases[0].Outcome.words())
	case run.Totals.Judged() == 0:
		add("no case was judged: all %d were blocked, skipped or not applicable", run.Planned)
	}
	if rank(run.Level) == 4 {
		add("the line %q is not a level", run.Level)
	}
	out = append(out, blocked(run)...)
	out = append(out, contradictions(run)...)
	if n := len(run.Undo.Leftovers); n > 0 {
		first := run.Undo.Leftovers[0]
		add("%s may still be on the target, first: %s %s; kbn-conformance sweep shows them", Plural(n, "object"), first.Method, first.Path)
	}
	return out
}

func blocked(run *Run) []string {
	var ids []string
	for _, c := range run.Cases {
		if c.Outcome == Blocked && c.decides(run.Level) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s at or above the line %s blocked: %s", Plural(len(ids), "case"), Verb(len(ids), "be"), some(ids))}
}

// decides reports whether a case is at or above the line: without a verdict on
// it, the run has none.
func (c Case) decides(line string) bool { return rank(c.Level) >= rank(line) }

// contradictions guards against a wrong green: a case that says it passed and
// carries violations, an id that was judged twice, a level that is none.
func contradictions(run *Run) (out []string) {
	found := map[string][]string{}
	seen := map[string]bool{}
	for _, c := range run.Cases {
		if seen[c.ID] {
			found["more than once in the run"] = append(found["more than once in the run"], c.ID)
		}
		seen[c.ID] = true
		if what := contradiction(c, run.Level); what != "" {
			found[what] = append(found[what], c.ID)
		}
	}
	for what, ids := range found {
		out = append(out, fmt.Sprintf("%s %s: %s", Plural(len(ids), "case"), what, some(ids)))
	}
	sort.Strings(out)
	return out
}

func contradiction(c Case, line string) string {
	worst := 0
	for _, v := range c.Violations {
		worst = max(worst, weight(c, v))
	}
	switch {
	case rank(c.Level) == 4:
		return "with an unknown level"
	case c.Outcome == Passed && worst > 0:
		return "passed in spite of violations"
	case c.Outcome == Warned && worst >= rank(line):
		return "warned in spite of violations at or above the line"
	case c.Outcome == Failed && worst == 0:
		return "failed without a violation that says why"
	}
	return ""
}
