package reports

import (
	"fmt"
	"strings"
)

// findingList shows each cause with how far it reaches.
func findingList(run *Run, where string) section {
	endpoints := len(ByEndpoint(run))
	return func(limit int) []text {
		out := []text{{}, {Plural(len(run.Findings), "finding"), bold}}
		if len(run.Findings) == 0 || limit < 4 {
			return nil
		}
		for i, f := range run.Findings {
			more := len(run.Findings) - i
			if room := limit - len(out); room < 2 || (room < 3 && more > 1) {
				return append(out, text{"  " + rest(more, i, "finding", where), dim})
			}
			out = append(out, text{"  " + f.String(), tintOf(run, f)}, text{"    " + f.reach(endpoints), dim})
		}
		return out
	}
}

func tintOf(run *Run, f Finding) tint {
	if rank(f.Level) >= rank(run.Level) {
		return red
	}
	return yellow
}

// String is the cause in one line, in the words of a violation.
func (f Finding) String() string {
	return strings.TrimSpace(line(f.Rule) + "  " + fact(f.Pointer, f.Want, f.Got))
}

// reach says in how many cases and where a finding shows.
func (f Finding) reach(endpoints int) string {
	s := f.Level + ", " + Plural(len(f.Cases), "case") + " on "
	if n := len(f.Targets); n == endpoints && n > 1 {
		return s + fmt.Sprintf("all %d endpoints", n)
	}
	return s + some(f.Targets)
}

// examplesPerFinding bounds how often the screen repeats itself.
const examplesPerFinding = 3

// examples shows violations: first one case for every finding, then further
// ones as far as they fit.
func examples(run *Run, where string) section {
	chosen, all := exemplary(run)
	return func(limit int) []text {
		var out []text
		shown := 0
		for i, c := range chosen {
			block := []text{{}}
			for j, s := range describe(c) {
				t := text{s, noTint}
				if j == 0 {
					t.tint = bold
				}
				block = append(block, t)
			}
			last := i == len(chosen)-1 && len(chosen) == all
			if room := limit - len(out); len(block) > room || (!last && len(block) > room-2) {
				break
			}
			out = append(out, block...)
			shown++
		}
		if n := all - shown; n > 0 && limit-len(out) >= 2 {
			what := "more case"
			if shown == 0 {
				what = "case"
			}
			out = append(out, text{}, text{fmt.Sprintf("%s with violations in %s", Plural(n, what), where), dim})
		}
		return out
	}
}

// exemplary picks the cases worth showing, and counts all that have violations.
func exemplary(run *Run) (chosen []Case, all int) {
	byID := map[string]Case{}
	for _, c := range run.Cases {
		if c.Outcome == Failed || c.Outcome == Warned {
			byID[c.ID] = c
			all++
		}
	}
	taken := map[string]bool{}
	spread := make([][]string, len(run.Findings))
	for i, f := range run.Findings {
		spread[i] = acrossEndpoints(f.Cases, byID)
	}
	for round := range examplesPerFinding {
		for _, ids := range spread {
			if round >= len(ids) || taken[ids[round]] {
				continue
			}
			taken[ids[round]] = true
			chosen = append(chosen, byID[ids[round]])
		}
	}
	// A case that failed without a violation belongs to no finding.
	for _, c := range run.Cases {
		if c.Outcome == Failed && len(c.Violations) == 0 && !taken[c.ID] {
			taken[c.ID] = true
			chosen = append(chosen, c)
		}
	}
	return chosen, all
}

// acrossEndpoints puts one case of each endpoint first: a second example tells
// more about a cause when it comes from elsewhere.
func acrossEndpoints(ids []string, byID map[string]Case) []string {
	var first, rest []string
	seen := map[string]bool{}
	for _, id := range ids {
		c, ok := byID[id]
		switch {
		case !ok: // a finding of a run that was edited by hand
		case seen[c.Endpoint]:
			rest = append(rest, id)
		default:
			seen[c.Endpoint] = true
			first = append(first, id)
		}
	}
	return append(first, rest...)
}
