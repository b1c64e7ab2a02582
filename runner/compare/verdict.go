package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Verdict is the answer to "can we upgrade?".
type Verdict string

// The verdicts, with the exit codes 0, 1 and 3.
const (
	Go        Verdict = "GO"
	NoGo      Verdict = "NO-GO"
	Undecided Verdict = "INCONCLUSIVE"
)

// exitCode is what the verdict tells to machines.
func (v Verdict) exitCode() int {
	switch v {
	case Go:
		return 0
	case NoGo:
		return 1
	}
	return 3
}

// conclude gives the verdict. What is certainly broken decides even where
// something could not be compared; GO is said only when nothing is missing.
func (r *Report) conclude(before, after Side) {
	r.Reasons, r.Conditions = []string{}, []string{}
	against := r.against()
	missing := r.missing(before, after)
	r.conditions(before, after)
	switch {
	case len(against) > 0:
		r.Verdict = NoGo
		r.Reasons = append(against, missing...)
	case len(missing) > 0:
		r.Verdict, r.Reasons = Undecided, missing
	default:
		r.Verdict = Go
	}
	r.ExitCode = r.Verdict.exitCode()
	r.Complete = true
}

// against lists what speaks for NO-GO.
func (r *Report) against() []string {
	var out []string
	if n := r.Requirements.Counts[Regression]; n > 0 {
		out = append(out, reports.Plural(n, "requirement")+" met before "+reports.Verb(n, "be")+" not met now")
	}
	counts := map[Class]int{}
	for _, d := range r.Behaviour.Differences {
		if d.Announced == "" {
			counts[d.Class]++
		}
	}
	for _, class := range Classes[:rank(r.FailOn)+1] {
		if n := counts[class]; n > 0 {
			out = append(out, reports.Plural(n, string(class)+" change")+" of behaviour")
		}
	}
	return out
}

// missing lists what keeps the report from saying GO.
func (r *Report) missing(before, after Side) []string {
	var out []string
	for _, side := range []struct {
		name string
		Side
	}{{"BEFORE", before}, {"AFTER", after}} {
		if side.Run != nil && side.Run.Verdict == reports.Incomplete {
			out = append(out, fmt.Sprintf("%s is incomplete: %s; %s", side.name, strings.Join(side.Run.Reasons, "; "), r.again("repeat that run", after)))
		}
		if side.Recorded && len(side.Exchanges) == 0 {
			out = append(out, side.name+" holds no exchange")
		}
	}
	if r.Behaviour.Compared && r.Behaviour.Pairs == 0 {
		out = append(out, "the two recordings have no request in common: record the same automation on both sides")
	} else if n := requests(r.Behaviour.OnlyBefore); n > 0 && !byStep(before, after) {
		out = append(out, fmt.Sprintf("%s of BEFORE %s no counterpart in AFTER (%s): record the same automation on both sides", reports.Plural(n, "request"), reports.Verb(n, "have"), some(r.Behaviour.OnlyBefore)))
	}
	if n := r.Requirements.Counts[Inconclusive]; n > 0 {
		out = append(out, reports.Plural(n, "requirement")+" decided before "+reports.Verb(n, "be")+" not decided now: "+r.again("repeat the run with the settings of the one before, or mend what its reason names", after))
	}
	if n := r.Requirements.Counts[Gone]; n > 0 && sameContract(before, after) {
		out = append(out, reports.Plural(n, "requirement")+" decided before "+reports.Verb(n, "be")+" not asked now: "+r.again("repeat the run with the settings of the one before", after))
	}
	if !r.Requirements.Compared && !r.Behaviour.Compared {
		out = append(out, "there is nothing to compare")
	}
	return out
}

// conditions lists under what the verdict holds.
func (r *Report) conditions(before, after Side) {
	add := func(format string, args ...any) { r.Conditions = append(r.Conditions, fmt.Sprintf(format, args...)) }
	if before.Run != nil && after.Run != nil {
		for _, d := range settingsApart(before.Run, after.Run, r.one) {
			add("%s", d)
		}
		if before.Run.Target.Flavour != after.Run.Target.Flavour {
			add("the flavour differs: %s before, %s after", orNone(before.Run.Target.Flavour), orNone(after.Run.Target.Flavour))
		}
	}
	if !sameContract(before, after) && before.Run != nil && after.Run != nil {
		add("the runs were judged by different contracts (%s and %s): requirements that only one of them has cannot be compared", contractsOf(before.Run.Tool, after.Run.Tool)...)
		if n := r.Requirements.Counts[Gone]; n > 0 {
			add("%s of the contract before %s not in the contract after", reports.Plural(n, "requirement"), reports.Verb(n, "be"))
		}
	}
	if n := r.Requirements.Counts[New]; n > 0 {
		add("%s %s decided after only", reports.Plural(n, "requirement"), reports.Verb(n, "be"))
	}
	if n := r.Requirements.Counts[StillFailing]; n > 0 {
		add("%s failed before, too", reports.Plural(n, "requirement"))
	}
	if n := r.Requirements.Counts[Documented]; n > 0 {
		add("%s changed as documented", reports.Plural(n, "requirement"))
	}
	if n := r.Requirements.Counts[Accepted]; n > 0 {
		add("%s %s not met now, as the file of expected failures says", reports.Plural(n, "requirement"), reports.Verb(n, "be"))
	}
	if !r.Behaviour.Compared {
		add("behaviour was not compared: %s", r.unrecorded(before, after))
	} else if !r.Requirements.Compared {
		add("requirements were not compared: no request is one of an operation of the contract")
	}
	if n := requests(r.Behaviour.OnlyAfter); n > 0 {
		add("%s of AFTER %s no counterpart in BEFORE", reports.Plural(n, "request"), reports.Verb(n, "have"))
	}
	if n := requests(r.Behaviour.OnlyBefore); n > 0 && byStep(before, after) {
		add("%s of BEFORE %s no counterpart in AFTER (%s)", reports.Plural(n, "request"), reports.Verb(n, "have"), some(r.Behaviour.OnlyBefore))
	}
	announced := map[Class]int{}
	for _, d := range r.Behaviour.Differences {
		if d.Announced != "" {
			announced[d.Class]++
		}
	}
	for _, class := range Classes[:2] {
		if n := announced[class]; n > 0 {
			add("your automation is prepared for %s that the documents announce", reports.Plural(n, string(class)+" change"))
		}
	}
}

// byStep recordings are of this program: what was not sent shows in the cases.
func byStep(before, after Side) bool { return stepped(before.Exchanges) && stepped(after.Exchanges) }

// again is the remedy for what was not decided. A recording that is judged twice
// cannot say more; another one can.
func (r *Report) again(remedy string, after Side) string {
	if r.one && after.Run != nil {
		return "record it anew, with run --kibana-version " + after.Run.Target.Version
	}
	return remedy
}

func (r *Report) unrecorded(before, after Side) string {
	switch {
	case r.one:
		return "it is one recording, judged by two contracts"
	case !before.Recorded && !after.Recorded:
		return "there is no exchanges.har on either side"
	case !before.Recorded:
		return "BEFORE has no exchanges.har"
	}
	return "AFTER has no exchanges.har"
}

// settingsApart names the settings that decide what is asked, where they differ.
func settingsApart(before, after *reports.Run, one bool) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(map[string]bool{"mode": true, "filter": true, "case": true, "allow": true, "level": true, "kibana-version": true, "unprivileged": true, "spec": true})) {
		b, a := before.Config[key], after.Config[key]
		if key == "spec" { // wherever each run found it
			b, a = b[strings.LastIndexByte(b, '/')+1:], a[strings.LastIndexByte(a, '/')+1:]
		}
		if b != a && !(one && key == "kibana-version") {
			out = append(out, fmt.Sprintf("%s differs: %s before, %s after", key, orNone(b), orNone(a)))
		}
	}
	return out
}

// contractsOf names two contracts so that they can be told apart: by the build
// of the program, or where two builds bear one name, by digest.
func contractsOf(b, a reports.Tool) []any {
	if b.Version != a.Version {
		return []any{"kbn-conformance " + b.Version, "kbn-conformance " + a.Version}
	}
	const enough = 12
	short := func(digest string) string {
		return orNone(digest[:min(len(digest), strings.IndexByte(digest, ':')+1+enough)])
	}
	return []any{short(b.Digest), short(a.Digest)}
}

func sameContract(before, after Side) bool {
	return before.Run == nil || after.Run == nil || before.Run.Tool.Digest == after.Run.Tool.Digest
}

func requests(list []Unpaired) int {
	n := 0
	for _, u := range list {
		n += u.Requests
	}
	return n
}

// some names the first operations of a list.
func some(list []Unpaired) string {
	var names []string
	for i, u := range list {
		if i == 2 && len(list) > 3 {
			names = append(names, fmt.Sprintf("and %d more operations", len(list)-2))
			break
		}
		names = append(names, u.String())
	}
	return strings.Join(names, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
