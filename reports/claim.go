package reports

import (
	"fmt"
	"strings"
)

// The levels of conformance that a run can claim.
const (
	ClaimRead = "read" // everything required that changes nothing
	ClaimFull = "full" // everything required
)

// Claim is the level that a run has reached, with what stands against a higher
// one.
type Claim struct {
	Level   string   // ClaimFull, ClaimRead, or empty
	Against []string // why not full, or why nothing at all
	Code    int      // what the process ends with if a claim is refused
	Holds   int      // required cases that the claim rests on
}

// ClaimOf says what a run may claim. A level is reached when each of its
// required cases was judged and conforms, or does not apply to the target; a
// case that was skipped, blocked or expected to fail proves nothing, and
// neither does a run of a part.
func ClaimOf(run *Run) Claim {
	var out Claim
	against := func(format string, args ...any) {
		out.Against = append(out.Against, line(fmt.Sprintf(format, args...)))
	}
	for _, key := range []string{"case", "filter", "shard"} {
		if value := run.Config[key]; value != "" {
			against("the run selected a part: --%s %s", key, value)
		}
	}
	if run.Verdict == Incomplete {
		against("the run is incomplete: %s", run.problem())
	}
	read, write := stand(run, "read"), stand(run, "write")
	if read.holds == 0 {
		against("no required case of read mode was judged")
	}
	out.Against = append(out.Against, read.against...)
	if run.Verdict != Violations && len(out.Against) == 0 {
		out.Level, out.Holds = ClaimRead, read.holds
	}
	out.Against = append(out.Against, write.against...)
	if write.holds == 0 && len(write.against) == 0 {
		against("no required case of write mode was judged")
	}
	switch {
	case out.Level == ClaimRead && len(out.Against) == 0:
		out.Level, out.Holds = ClaimFull, read.holds+write.holds
	case run.Verdict == Violations:
		out.Code = Violations.ExitCode()
	default:
		out.Code = Incomplete.ExitCode()
	}
	return out
}

// Requires says why a run does not reach a level; nil when it does.
func (c Claim) Requires(level string) error {
	if c.Level == ClaimFull || c.Level == level {
		return nil
	}
	return fmt.Errorf("the claim %q is refused: %s", level, strings.Join(c.Against, "; "))
}

type standing struct {
	holds   int
	against []string
}

// stand looks at the required cases of one mode.
func stand(run *Run, mode string) (s standing) {
	ids := map[Outcome][]string{}
	for _, c := range run.Cases {
		if rank(c.Level) < rank("required") || c.Mode != mode {
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
	words := map[Outcome]string{Failed: "failed", Blocked: "blocked", Known: "expected to fail", Skipped: "skipped"}
	for _, o := range gravity {
		if n := len(ids[o]); n > 0 {
			s.against = append(s.against, line(fmt.Sprintf("%s of %s mode %s %s: %s", plural(n, "required case"), mode, isAre(n), words[o], some(ids[o]))))
		}
	}
	return s
}
