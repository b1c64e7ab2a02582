package reports

import (
	"fmt"
	"sort"
)

// ExitCode is what the process ends with. The code for usage errors is the
// caller's; a verdict that is none is as good as no verdict.
func (v Verdict) ExitCode() int {
	switch v {
	case Conforms:
		return 0
	case Violations:
		return 1
	}
	return 3
}

// Finish derives everything that follows from the cases: order, totals,
// findings, reasons, verdict and exit code. It may be called again after cases
// changed; what it derives is replaced.
func Finish(run *Run) {
	run.Schema, run.Complete = SchemaV1, true
	sort.SliceStable(run.Cases, func(i, j int) bool { return run.Cases[i].ID < run.Cases[j].ID })
	problems := settle(run.Cases)
	run.Totals = count(run.Cases)
	run.Findings = findings(run.Cases)
	run.Unknown = unknown(run.Cases)

	problems = append(append([]string{}, run.Interrupted...), problems...)
	problems = append(problems, gaps(run)...)
	switch {
	case run.Totals[Failed] > 0:
		run.Verdict = Violations
	case len(problems) > 0:
		run.Verdict = Incomplete
	default:
		run.Verdict = Conforms
	}
	run.ExitCode = run.Verdict.ExitCode()
	run.Reasons = append(problems, run.Conditions...)
}

// settle gives every case a known outcome. A case without one was planned and
// never judged, which is what blocked means; it must not vanish from the sum.
func settle(cases []Case) (problems []string) {
	var silent []string
	for i := range cases {
		if !known(cases[i].Outcome) {
			silent = append(silent, cases[i].ID)
			cases[i].Reason = "no verdict was reported for this case"
			if cases[i].Outcome != "" {
				cases[i].Reason = fmt.Sprintf("unknown outcome %q", cases[i].Outcome)
			}
			cases[i].Outcome = Blocked
		}
	}
	if len(silent) > 0 {
		problems = append(problems, fmt.Sprintf("%s without a verdict: %s", Plural(len(silent), "case"), some(silent)))
	}
	return problems
}

func known(o Outcome) bool {
	for _, k := range Outcomes {
		if o == k {
			return true
		}
	}
	return false
}

func count(cases []Case) Totals {
	totals := Totals{}
	for _, o := range Outcomes {
		totals[o] = 0
	}
	for _, c := range cases {
		totals[c.Outcome]++
	}
	return totals
}

// Judged is the number of cases about which the run can say something.
func (t Totals) Judged() int { return t[Passed] + t[Failed] + t[Warned] + t[Known] }

// Sum is the number of all cases.
func (t Totals) Sum() int {
	n := 0
	for _, v := range t {
		n += v
	}
	return n
}

// rank orders levels; an unknown level ranks highest, so that nothing becomes
// harmless by a slip of the pen.
func rank(level string) int {
	switch level {
	case "optional":
		return 1
	case "recommended":
		return 2
	case "required":
		return 3
	}
	return 4
}

// weight is the rank of a violation within its case: a required rule in an
// optional case is optional.
func weight(c Case, v Violation) int { return min(rank(c.Level), rank(v.Level)) }

// Weighs reports whether a violation of a case is at or above a line.
func Weighs(c Case, v Violation, line string) bool { return weight(c, v) >= rank(line) }
