package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/selftest"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

func contract(t testing.TB) selftest.Contract {
	t.Helper()
	c, err := suites.Contract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// side plays a scenario and keeps what was recorded.
func side(t testing.TB, c selftest.Contract, s selftest.Scenario) compare.Side {
	t.Helper()
	sitting, err := selftest.Hold(t.Context(), c, s)
	if err != nil {
		t.Error(err)
		return compare.Side{}
	}
	return compare.Side{Name: s.Run, Meta: recording.Meta{Tool: "kbn-conformance", Run: s.Run}, Exchanges: sitting.Exchanges, Recorded: true}
}

// Forty planted changes: each is found by the rule that it was planned for, in
// the class that it was planned for, and nothing worse is said of it.
func TestFindsPlantedChanges(t *testing.T) {
	t.Parallel()
	c := contract(t)
	counts := map[compare.Class]int{}
	var running sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, p := range plantedChanges {
		counts[p.class]++
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			scenario := selftest.Scenario{Cases: []string{p.cases}, Concurrency: 1, Patience: 300 * time.Millisecond}
			b, a := scenario, scenario
			b.Run, b.Seed, b.Options = fmt.Sprintf("before%d", i), 1, p.before
			a.Run, a.Seed, a.Options, a.Wrap = fmt.Sprintf("after%d", i), 2, p.after, p.rewrite.wrap
			t.Run(p.name, func(t *testing.T) {
				check(t, p, compare.Compare(side(t, c, b), side(t, c, a), compare.Options{FailOn: compare.Breaking}))
			})
		})
	}
	running.Wait()
	if counts[compare.Breaking] != 12 || counts[compare.Risky] != 12 || counts[compare.Harmless] != 16 {
		t.Errorf("planted %v; want 12 breaking, 12 risky and 16 harmless", counts)
	}
}

func check(t *testing.T, p planted, report *compare.Report) {
	found := false
	for _, d := range report.Behaviour.Differences {
		if d.Rule == p.rule && strings.Contains(strings.Join(append(d.Places, d.Subject), " "), p.subject) {
			found = true
			if d.Class != p.class {
				t.Errorf("%s: classed as %s, planned as %s", p.name, d.Class, p.class)
			}
		}
	}
	worst := compare.Harmless
	if len(report.Behaviour.Differences) > 0 {
		worst = report.Behaviour.Differences[0].Class // they are sorted
	}
	if !found || worst != p.class {
		t.Errorf("%s: want %s about %s, %s at worst; got\n%s", p.name, p.rule, p.subject, p.class, listed(report))
	}
	if want := map[bool]compare.Verdict{true: compare.NoGo, false: compare.Go}[p.class == compare.Breaking]; found && report.Verdict != want && len(report.Behaviour.OnlyBefore) == 0 {
		t.Errorf("%s: verdict %s, want %s", p.name, report.Verdict, want)
	}
}

func listed(report *compare.Report) string {
	var b strings.Builder
	for _, d := range report.Behaviour.Differences {
		fmt.Fprintf(&b, "  %s %s %s: %s → %s, %d of %d", d.Class, d.Rule, d.Subject, d.Before, d.After, d.Answers, d.Of)
		for _, s := range d.Samples[:1] {
			fmt.Fprintf(&b, " (%s %s)", s.Step, s.Request)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Twenty pairs of runs of the same server: another seed, run, order and
// concurrency, other ids, another clock, other objects in the deployment. No
// difference is found.
func TestSameServerShowsNoDifference(t *testing.T) {
	t.Parallel()
	c := contract(t)
	sides := make([][2]compare.Side, len(sameServers))
	var running sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, options := range sameServers {
		for half := range 2 {
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots }()
				s := selftest.Scenario{Run: fmt.Sprintf("run%c%d", 'a'+half, i), Seed: int64(10*i + half + 1), Concurrency: []int{1, 8, 32}[(i+half)%3]}
				s.Options = []reference.Option{reference.WithSeed(uint64(i*7 + half))}
				if half == 1 {
					s.Options = append(s.Options, options...)
				}
				sides[i][half] = side(t, c, s)
			})
		}
	}
	running.Wait()
	for i, s := range sides {
		report := compare.Compare(s[0], s[1], compare.Options{FailOn: compare.Breaking})
		if report.Behaviour.Pairs < 1000 {
			t.Errorf("pair %d: only %d exchanges compared", i, report.Behaviour.Pairs)
		}
		if len(report.Behaviour.Differences) > 0 {
			t.Errorf("pair %d:\n%s", i, listed(report))
		}
		foreign := compare.Compare(stepless(s[0]), stepless(s[1]), compare.Options{FailOn: compare.Breaking})
		if foreign.Verdict != compare.Go || foreign.Behaviour.Pairs != report.Behaviour.Pairs {
			t.Errorf("pair %d, as recorded by another program: %s, %d pairs\n%s", i, foreign.Verdict, foreign.Behaviour.Pairs, listed(foreign))
		}
	}
}

// stepless is a recording as another program would have made it.
func stepless(s compare.Side) compare.Side {
	s.Exchanges, s.Meta = slices.Clone(s.Exchanges), recording.Meta{Tool: "a proxy"}
	for i := range s.Exchanges {
		s.Exchanges[i].Step, s.Exchanges[i].Request.Credential = "", ""
	}
	return s
}

func clock(ahead time.Duration) reference.Option {
	return reference.WithClock(func() time.Time { return time.Now().Add(ahead) })
}

// sameServers is what the second run of each pair has otherwise.
var sameServers = [][]reference.Option{
	nil,
	nil,
	nil,
	{clock(400 * 24 * time.Hour)},
	{clock(-90 * 24 * time.Hour)},
	{reference.WithName("kibana of staging")},
	{reference.WithVariant("other-objects")},
	{reference.WithVariant("many-objects")},
	{reference.WithVariant("look-alike-names")},
	{reference.WithVariant("lists-elsewhere")},
	{reference.WithVariant("other-spaces")},
	{reference.WithVariant("policies-with-integrations")},
	{reference.WithVariant("endpoint-list-exists")},
	{reference.WithVariant("entity-store-large")},
	{reference.WithVariant("no-fleet-server-host"), reference.WithVariant("other-objects")},
	{reference.WithVariant("second-client")},
	{reference.WithVariant("slow-answers")},
	{reference.WithVariant("license-signature-longer"), reference.WithVariant("date-of-another-clock")},
	{reference.WithVariant("opaque-document-versions")},
	{reference.WithVariant("other-objects"), reference.WithVariant("second-client"), clock(time.Hour), reference.WithName("another")},
}
