package reports

import (
	"fmt"
	"slices"
	"strings"
)

// The levels of conformance that a run can claim.
const (
	ClaimRead = "read" // everything required that changes nothing
	ClaimFull = "full" // everything required
)

// Claim is the level that a run has reached, with what stands against each.
type Claim struct {
	Level   string              // ClaimFull, ClaimRead, or empty
	Holds   int                 // required cases that it rests on
	Against map[string][]string // by level, why it is not reached
	Code    int                 // what the process ends with if a level is refused
}

// ClaimOf says what a run may claim. A level is reached when each of its
// required cases was judged and conforms, or does not apply to the target; a
// case that was skipped, blocked or expected to fail proves nothing, and
// neither does a run of a part.
func ClaimOf(run *Run) Claim {
	out := Claim{Code: Incomplete.ExitCode(), Against: map[string][]string{}}
	if run.Verdict == Violations {
		out.Code = Violations.ExitCode()
	}
	var both []string
	for _, key := range []string{"case", "filter", "shard"} {
		if value := run.Config[key]; value != "" {
			both = append(both, line(fmt.Sprintf("the run selected a part: --%s %s", key, value)))
		}
	}
	switch run.Verdict {
	case Violations:
		both = append(both, fmt.Sprintf("%s failed", Plural(run.Totals[Failed], "case")))
	case Incomplete:
		both = append(both, line("the run is incomplete: "+run.problem()))
	}
	read, rest := stand(run, "read"), stand(run, "write")
	out.Against[ClaimRead] = slices.Concat(both, read.against)
	out.Against[ClaimFull] = slices.Concat(out.Against[ClaimRead], rest.against)
	if len(out.Against[ClaimRead]) == 0 {
		out.Level, out.Holds = ClaimRead, read.holds
		if len(out.Against[ClaimFull]) == 0 {
			out.Level, out.Holds = ClaimFull, read.holds+rest.holds
		}
	}
	return out
}

// Requires says why a run does not reach a level; nil when it does.
func (c Claim) Requires(level string) error {
	if c.Level == ClaimFull || c.Level == level {
		return nil
	}
	return fmt.Errorf("the claim %q is refused: %s", level, strings.Join(c.Against[level], "; "))
}

type standing struct {
	holds   int
	against []string
}

// overall is the endpoint of cases that compare answers of several endpoints.
// They need most of the plan, so they belong to the whole.
const overall = "platform"

// stand looks at the required cases of one mode.
func stand(run *Run, mode string) (s standing) {
	ids := map[Outcome][]string{}
	for _, c := range run.Cases {
		of := c.Mode
		if c.Endpoint == overall {
			of = "write"
		}
		if rank(c.Level) < rank("required") || of != mode {
			continue
		}
		switch c.Outcome {
		case Passed, Warned:
			s.holds++
		case NotApplicable:
		default:
			ids[c.Outcome] = append(ids[c.Outcome], c.ID)
		}
	}
	if s.holds == 0 {
		s.against = append(s.against, fmt.Sprintf("no required case of %s mode was judged", mode))
	}
	words := map[Outcome]string{Failed: "failed", Blocked: "blocked", Known: "expected to fail", Skipped: "skipped"}
	for _, o := range gravity {
		if n := len(ids[o]); n > 0 {
			s.against = append(s.against, line(fmt.Sprintf("%s of %s mode %s %s: %s", Plural(n, "required case"), mode, Verb(n, "be"), words[o], some(ids[o]))))
		}
	}
	return s
}
