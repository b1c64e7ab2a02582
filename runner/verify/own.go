// Package verify judges a recording offline. A recording of this program is
// judged like the run that made it, case by case; one of another program by
// what holds for every exchange of an operation. It sends nothing.
package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/collect"
	"github.com/kbn-conformance/kbn-conformance/runner/expected"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Options say how a recording is judged.
type Options struct {
	Version string // as this version of Kibana, instead of the one that was recorded
	Present bool   // under the contract of this program, also when it was planned from another
	Asked   bool   // only what the run that was recorded was asked: else what is missing is blocked

	Expected   []expected.Entry // instead of those that the run expected; nil keeps them
	Deviations string           // the file that they are from

	// For recordings of other programs.
	Level  string // violations at or above it fail; empty: required
	Target string // only exchanges below this URL are judged
	File   string // name of the recording, for the report
	Tool   string // version of this program
}

// ErrContract says that a recording was planned from another contract.
type ErrContract struct{ Recorded, Tool, Present string }

func (e ErrContract) Error() string {
	return fmt.Sprintf("the recording was planned from another contract: %s (by %s), this program has %s", e.Recorded, e.Tool, e.Present)
}

// Own judges a recording of this program as the run that made it was judged.
func Own(ctx context.Context, c kit.Contract, m recording.Meta, exchanges []recording.Exchange, o Options) (*reports.Run, error) {
	if present := c.Digest(); m.Digest != present {
		if !o.Present {
			return nil, ErrContract{m.Digest, strings.TrimSpace(m.Tool + " " + m.Version), present}
		}
		m.Digest = present
	}
	was := m
	if o.Version != "" {
		m.Server.Version, m.Config = o.Version, maps.Clone(m.Config)
		m.Config["kibana-version"] = o.Version
		m.Conditions = append(slices.Clone(m.Conditions), outside(o.Version)...)
	}
	if o.Expected != nil {
		m.Expected, m.Config = o.Expected, maps.Clone(m.Config)
		m.Config["expected-failures"] = o.Deviations
	}
	line, err := rules.ParseLevel(m.Config["level"])
	if err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	p, err := Plan(c, m)
	if err != nil {
		return nil, err
	}
	if o.Asked {
		if err := leaveOut(c, p, was); err != nil {
			return nil, err
		}
	}
	judge := c.Judge(m.Server.Version, line, NewReplay(p, m, exchanges).Wait)
	verdicts := decide(ctx, judge, p.Cases)
	if ctx.Err() != nil { // some were decided without their exchange
		return nil, ctx.Err()
	}
	return collect.Run(m, exchanges, p, verdicts), nil
}

// outside is the condition of a verdict about a version that the contract does not describe.
func outside(version string) []string {
	if beyond := fixtures.Beyond(version); beyond != "" {
		return []string{fmt.Sprintf("judged as %s, which is %s", version, beyond)}
	}
	return nil
}

// Unasked is why a case is left out of which the run that was recorded, being one
// of another version, was not asked.
const Unasked = "it was not asked of the version that was recorded"

// leaveOut takes out of a plan what the run that made the recording left out,
// since its version does not have it: there can be no exchange to judge.
func leaveOut(c kit.Contract, p *plan.Plan, was recording.Meta) error {
	recorded, err := Plan(c, was)
	if err != nil {
		return err
	}
	lacked := map[string]bool{}
	for _, k := range recorded.Cases {
		lacked[k.ID] = k.Skip != nil && k.Skip.NotApplicable
	}
	for _, k := range p.Cases {
		if k.Skip == nil && lacked[k.ID] {
			k.Skip = &plan.Skip{Reason: Unasked}
		}
	}
	return nil
}

// Plan is the plan of the run that made a recording.
func Plan(c kit.Contract, m recording.Meta) (*plan.Plan, error) {
	match, err := kit.Select(m.Config["filter"])
	if err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	shard, err := plan.ParseShard(m.Config["shard"])
	if err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	p, err := plan.Build(c.Fixtures, plan.Options{
		Run: m.Run, Version: m.Server.Version, Flavour: m.Server.Flavour, Mode: m.Config["mode"], Allow: list(m.Config["allow"]),
		Unprivileged: m.Config["unprivileged"] == "true", Select: match, Cases: list(m.Config["case"]), Seed: m.Seed, Shard: shard, Schemas: c.Schemas,
	})
	if err != nil {
		return nil, fmt.Errorf("recording: the plan of its run: %w", err)
	}
	return p, nil
}

func list(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, ",")
}

// decide judges all cases, on two cores where there are two.
func decide(ctx context.Context, judge *kit.Judge, cases []*plan.Case) map[string]kit.Verdict {
	verdicts := make([]kit.Verdict, len(cases))
	var judging sync.WaitGroup
	for half := range 2 {
		judging.Go(func() {
			for i := half; i < len(cases); i += 2 {
				verdicts[i], _ = kit.Decide(ctx, judge, cases[i]) // a suite that panics did so in the run, too
			}
		})
	}
	judging.Wait()
	out := make(map[string]kit.Verdict, len(cases))
	for _, v := range verdicts {
		out[v.Case.ID] = v
	}
	return out
}
