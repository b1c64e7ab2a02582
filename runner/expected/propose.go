package expected

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// grace is how long a proposed entry holds.
const grace = 90 * 24 * time.Hour

// Propose writes a file that would excuse the failures of a run, after those
// that are expected already. Reasons and owners are left to people: without
// them the file is refused. It returns the number of new entries.
func Propose(w io.Writer, run *reports.Run, entries []Entry, today time.Time) (int, error) {
	var b strings.Builder
	target := run.Target.URL
	if run.Target.Reference {
		target = "the embedded reference server"
	}
	fmt.Fprintf(&b, "# Failures of %s, Kibana %s, proposed on %s. Each needs a reason and\n# an owner before --expected-failures takes this file; better still, a remedy.\n", oneLine(target), oneLine(run.Target.Version), today.UTC().Format(time.DateOnly))
	for _, e := range entries {
		write(&b, e, "")
	}
	until, added := today.UTC().Add(grace).Format(time.DateOnly), 0
	for _, c := range run.Cases {
		for _, v := range failures(c, run.Level) {
			write(&b, Entry{Case: c.ID, Rule: v.Rule, Until: until}, strings.TrimSpace(v.Pointer+" "+v.Got))
			added++
		}
	}
	_, err := io.WriteString(w, b.String())
	return added, err
}

// failures are what an entry could excuse: one violation per rule, or that the
// case is blocked.
func failures(c reports.Case, line string) []reports.Violation {
	var out []reports.Violation
	switch c.Outcome {
	case reports.Blocked:
		if reports.Weighs(c, reports.Violation{Level: "required"}, line) {
			out = append(out, reports.Violation{Rule: Blocked, Got: c.Reason})
		}
	case reports.Failed:
		seen := map[string]bool{"expected-failure-stale": true}
		for _, v := range c.Violations {
			if !seen[v.Rule] && reports.Weighs(c, v, line) {
				out = append(out, v)
			}
			seen[v.Rule] = true
		}
	}
	return out
}

func write(b *strings.Builder, e Entry, got string) {
	fmt.Fprintf(b, "\n- case: %s\n  rule: %s", plain(e.Case), plain(e.Rule))
	if got != "" {
		fmt.Fprintf(b, " # %s", oneLine(got))
	}
	fmt.Fprintf(b, "\n  reason: %s\n  owner: %s\n  until: %s\n", strconv.Quote(e.Reason), strconv.Quote(e.Owner), plain(e.Until))
	if e.Versions != "" {
		fmt.Fprintf(b, "  versions: %s\n", strconv.Quote(e.Versions))
	}
}

// plain leaves ids readable; an asterisk at the beginning would be an alias.
func plain(s string) string {
	if strings.HasPrefix(s, "*") {
		return strconv.Quote(s)
	}
	return s
}

// oneLine makes a text from a target harmless in a comment.
func oneLine(s string) string {
	s = strings.Trim(strconv.QuoteToASCII(s), `"`)
	if len(s) > 120 {
		s = s[:120] + "..."
	}
	return s
}
