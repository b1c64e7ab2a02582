package expected

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// Apply makes known deviations out of the failures that are expected, and a
// failure out of each entry that expects one in vain. It comes before Finish.
func Apply(run *reports.Run, entries []Entry) {
	var due []*entry
	for _, e := range entries {
		if concerns(e, run) {
			due = append(due, &entry{Entry: e})
		}
	}
	for i := range run.Cases {
		c := &run.Cases[i]
		var mine []*entry
		for _, e := range due {
			if Covers(e.Case, c.ID) {
				mine = append(mine, e)
				e.covered = append(e.covered, c)
			}
		}
		excuse(c, run.Level, mine)
	}
	for _, e := range due {
		e.settle(run)
	}
}

// entry is an entry and what the run says about it.
type entry struct {
	Entry
	covered []*reports.Case
	seen    bool // the failure
	open    bool // some case that it covers was not judged
}

// concerns reports whether the target is of a version that the entry is about.
func concerns(e Entry, run *reports.Run) bool {
	if e.Versions == "" {
		return true
	}
	version, err := semver.NewVersion(cmp.Or(run.Target.Version, run.Tool.Contract))
	if err != nil {
		return true
	}
	range_, err := semver.NewConstraint(e.Versions)
	return err != nil || range_.Check(semver.New(version.Major(), version.Minor(), version.Patch(), "", ""))
}

// excuse turns a case whose every failure is expected into a known deviation.
func excuse(c *reports.Case, line string, entries []*entry) {
	var reasons []string
	note := func(rule string) bool {
		for _, e := range entries {
			if e.Rule == rule {
				e.seen = true
				if text := e.words(); !slices.Contains(reasons, text) {
					reasons = append(reasons, text)
				}
				return true
			}
		}
		return false
	}
	excused := true
	switch c.Outcome {
	case reports.Failed, reports.Warned:
		for _, v := range c.Violations {
			known := note(v.Rule)
			excused = excused && (known || !reports.Weighs(*c, v, line))
		}
		if c.Outcome == reports.Failed && excused {
			c.Outcome, c.Reason = reports.Known, strings.Join(reasons, "; ")
		}
	case reports.Blocked:
		if note(Blocked) {
			c.Reason, c.Outcome = strings.Join(reasons, "; ")+": "+c.Reason, reports.Known
			return
		}
		fallthrough
	case reports.Skipped, reports.NotApplicable:
		for _, e := range entries {
			e.open = true
		}
	}
}

// words are the reason that reports show.
func (e *entry) words() string {
	return fmt.Sprintf("expected until %s (%s): %s", e.Until, e.Owner, e.Reason)
}

// settle makes a failure of an entry that expected one in vain. Where the run
// did not judge all that the entry covers, nobody knows.
func (e *entry) settle(run *reports.Run) {
	part := strings.Contains(e.Case, "*") && run.Config["filter"]+run.Config["case"] != ""
	if e.seen || e.open || part || len(e.covered) == 0 {
		return
	}
	c := e.covered[0]
	c.Outcome = reports.Failed
	c.Violations = append(c.Violations, reports.Violation{
		Rule: "expected-failure-stale", Level: "required", Want: fmt.Sprintf("%s, as %s expects", e.Rule, e.At), Got: "no such failure: take the entry out", Ref: e.At,
	})
}
