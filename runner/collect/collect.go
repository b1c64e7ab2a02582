// Package collect makes the report model out of a recording and the verdicts
// about it. A run that just ended and a recording from last month go through
// the same code, so that they cannot be told differently.
package collect

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/expected"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Run is the report of what was planned, said and decided; verdicts are by case
// id. Everything else that it tells is in the head of the recording.
func Run(m recording.Meta, exchanges []recording.Exchange, p *plan.Plan, verdicts map[string]kit.Verdict) *reports.Run {
	run := &reports.Run{
		Schema: reports.SchemaV1, ID: m.Run, Config: m.Config, Seed: m.Seed, Level: m.Config["level"], Mode: m.Config["mode"],
		Tool:    reports.Tool{Name: m.Tool, Version: m.Version, Contract: fixtures.ContractVersion, Digest: m.Digest},
		Target:  reports.Target{URL: m.Target, Reference: m.Server.Reference, Version: m.Server.Version, Flavour: m.Server.Flavour, Name: m.Server.Name, Licence: m.Server.Licence, Space: m.Server.Space},
		Started: m.Begun.UTC(), Duration: ms(m.Lasted), Planned: len(p.Cases),
		Interrupted: m.Interrupted, Conditions: m.Conditions, Load: load(exchanges, m.Config["concurrency"]), Undo: undo(m.Undo),
	}
	doc, useless := document(p, verdicts), ""
	if !doc.absent() {
		useless = unusable(p, exchanges)
	}
	if why := cmp.Or(useless, doc.nothing(m.Config["shard"])); why != "" {
		run.Interrupted = append(slices.Clone(run.Interrupted), why)
	}
	if lacking := doc.lacking(); lacking != "" {
		run.Conditions = append(slices.Clone(run.Conditions), lacking)
	}
	index := map[string]int{}
	for i, x := range exchanges {
		index[x.Step] = i // the last attempt counts
	}
	run.Cases = make([]reports.Case, len(p.Cases))
	var writers sync.WaitGroup
	for half := range 2 {
		writers.Go(func() {
			for i := half; i < len(run.Cases); i += 2 {
				c := p.Cases[i]
				v, ok := verdicts[c.ID]
				if !ok {
					v = kit.Verdict{Case: c, Outcome: kit.Blocked, Reason: "the run ended before this case was reached"}
				}
				if useless != "" {
					v = withdraw(v, useless)
				}
				run.Cases[i] = caseOf(c, v, index)
			}
		})
	}
	writers.Wait()
	room := Room
	for i, c := range p.Cases { // in order, so that the room always goes to the same cases
		if v := verdicts[c.ID]; useless == "" && len(v.Violations) > 0 && v.Answer != nil {
			Said(run.Cases[i].Exchange, v.Answer.Exchange, &room)
		}
	}
	expected.Apply(run, m.Expected)
	reports.Finish(run)
	return run
}

// caseOf is the report of one case.
func caseOf(c *plan.Case, v kit.Verdict, index map[string]int) reports.Case {
	out := reports.Case{
		ID: c.ID, Title: c.Title, Endpoint: c.Endpoint, Area: c.Area, Kind: c.Kind, Level: c.Level, Mode: c.Mode, Why: c.Why, Ref: c.Ref,
		Source: c.Source(), Outcome: reports.Outcome(v.Outcome), Reason: v.Reason, NoRoute: v.Routeless,
	}
	for _, x := range v.Violations {
		out.Violations = append(out.Violations, reports.Violation{Rule: x.Rule, Level: x.Level.String(), Pointer: x.Pointer, Want: x.Want, Got: x.Got, Ref: x.Ref})
	}
	for _, x := range v.Unknown {
		out.Unknown = append(out.Unknown, reports.Field{Pointer: x.Pointer, Got: x.Got})
	}
	if v.Answer != nil {
		x := v.Answer.Exchange
		out.Duration = ms(x.Duration)
		out.Exchange = Exchange(x, index[x.Step])
		out.Exchange.Attempts = v.Answer.Attempts
	}
	return out
}

// Exchange is the short form of the exchange at a place of a recording.
func Exchange(x recording.Exchange, index int) *reports.Exchange {
	out := &reports.Exchange{Index: index, Method: x.Request.Method, Path: x.Path(), Attempts: x.Attempt, Curl: x.Curl()}
	if x.Response != nil {
		out.Status = x.Response.Status
	}
	if x.Failure != nil {
		out.Failure = string(x.Failure.Kind)
	}
	return out
}

// load is what the run cost the target.
func load(exchanges []recording.Exchange, concurrency string) reports.Load {
	l := reports.Load{}
	l.Concurrency, _ = strconv.Atoi(concurrency)
	times := make([]time.Duration, 0, len(exchanges))
	for _, x := range exchanges {
		if x.Failure != nil && x.Failure.Kind == recording.FailedRefused {
			l.Unsent++ // by the guard of the client
			continue
		}
		times = append(times, x.Duration)
		l.BytesSent += x.Request.Size
		l.Requests += 1 + x.Resent
		if l.Retries += x.Resent; x.Attempt > 1 {
			l.Retries++
		}
		if !x.Complete() {
			l.Failures++
		}
		if x.Response != nil {
			l.BytesRead += int64(len(x.Response.Body))
		}
	}
	if len(times) > 0 {
		slices.Sort(times)
		l.MedianMS, l.MaxMS = ms(times[len(times)/2]), ms(times[len(times)-1])
	}
	return l
}

func undo(a recording.Account) reports.Undo {
	out := reports.Undo{Planned: a.Planned, Done: a.Done}
	for _, x := range a.Leftovers {
		out.Leftovers = append(out.Leftovers, reports.Leftover{Case: x.Flow, Method: x.Method, Path: x.Path, Error: x.Error})
	}
	slices.SortFunc(out.Leftovers, func(a, b reports.Leftover) int { return cmp.Compare(a.Case+a.Path, b.Case+b.Path) })
	return out
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
