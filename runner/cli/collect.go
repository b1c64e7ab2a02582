package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// judgedAs is the version whose contract applies.
func (s *sitting) judgedAs() string { return cmp.Or(s.target.version, fixtures.ContractVersion) }

// collect makes the report model of the run.
func (s *sitting) collect(session *play.Session, interrupted bool) *reports.Run {
	exchanges := session.Exchanges()
	index := map[string]int{}
	for i, x := range exchanges {
		index[x.Step] = i // the last attempt counts
	}
	run := &reports.Run{
		Schema: reports.SchemaV1, ID: s.plan.Run, Config: s.config(), Seed: s.options.seed, Level: s.options.level, Mode: s.options.mode,
		Tool:    reports.Tool{Name: "kbn-conformance", Version: version(), Contract: fixtures.ContractVersion, Digest: s.contract.digest()},
		Target:  reports.Target{URL: s.target.client.Base(), Reference: s.target.reference, Version: s.target.version, Flavour: s.target.info.Flavor, Name: s.target.info.Name},
		Started: s.begun.UTC(), Duration: ms(time.Since(s.begun)), Planned: len(s.plan.Cases),
		Conditions: s.target.conditions, Load: load(exchanges, s.options.concurrency), Undo: undo(session.Undone()),
	}
	if gone := session.Gone(); gone != "" {
		run.Interrupted = append(run.Interrupted, gone)
	}
	if interrupted {
		run.Interrupted = append(run.Interrupted, "the run was interrupted")
	}
	run.Cases = make([]reports.Case, len(s.plan.Cases))
	var writers sync.WaitGroup
	for half := range 2 {
		writers.Go(func() {
			for i := half; i < len(run.Cases); i += 2 {
				c := s.plan.Cases[i]
				v, ok := s.verdicts[c.ID]
				if !ok {
					v = kit.Verdict{Case: c, Outcome: kit.Blocked, Reason: "the run ended before this case was reached"}
				}
				run.Cases[i] = caseOf(c, v, index)
			}
		})
	}
	writers.Wait()
	room := messageRoom
	for i, c := range s.plan.Cases { // in order, so that the room always goes to the same cases
		if v := s.verdicts[c.ID]; len(v.Violations) > 0 && v.Answer != nil {
			said(run.Cases[i].Exchange, v.Answer.Exchange, &room)
		}
	}
	reports.Finish(run)
	return run
}

// caseOf is the report of one case.
func caseOf(c *plan.Case, v kit.Verdict, index map[string]int) reports.Case {
	out := reports.Case{
		ID: c.ID, Title: c.Title, Endpoint: c.Endpoint, Area: c.Area, Kind: c.Kind, Level: c.Level, Mode: c.Mode, Why: c.Why, Ref: c.Ref,
		Source: c.Source(), Outcome: reports.Outcome(v.Outcome), Reason: v.Reason,
	}
	for _, x := range v.Violations {
		out.Violations = append(out.Violations, reports.Violation{Rule: x.Rule, Level: x.Level.String(), Pointer: x.Pointer, Want: x.Want, Got: x.Got, Ref: x.Ref})
	}
	if v.Answer != nil {
		x := v.Answer.Exchange
		out.Duration = ms(x.Duration)
		out.Exchange = &reports.Exchange{Index: index[x.Step], Method: x.Request.Method, Path: x.Path(), Attempts: v.Answer.Attempts, Curl: x.Curl()}
		if x.Response != nil {
			out.Exchange.Status = x.Response.Status
		}
		if x.Failure != nil {
			out.Exchange.Failure = string(x.Failure.Kind)
		}
	}
	return out
}

// load is what the run cost the target.
func load(exchanges []recording.Exchange, concurrency int) reports.Load {
	l := reports.Load{Requests: len(exchanges), Concurrency: concurrency}
	times := make([]time.Duration, 0, len(exchanges))
	for _, x := range exchanges {
		times = append(times, x.Duration)
		l.BytesSent += x.Request.Size
		if x.Attempt > 1 {
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

func undo(a play.Account) reports.Undo {
	out := reports.Undo{Planned: a.Planned, Done: a.Done}
	for _, x := range a.Leftovers {
		out.Leftovers = append(out.Leftovers, reports.Leftover{Case: x.Flow, Method: x.Method, Path: x.Path, Error: x.Error})
	}
	slices.SortFunc(out.Leftovers, func(a, b reports.Leftover) int { return cmp.Compare(a.Case+a.Path, b.Case+b.Path) })
	return out
}

// config is what was asked for, so that a second person can ask the same.
func (s *sitting) config() map[string]string {
	o := s.options
	out := map[string]string{
		"mode": o.mode, "level": o.level, "concurrency": strconv.Itoa(o.concurrency), "seed": strconv.FormatInt(o.seed, 10), "timeout": o.timeout.String(),
		"unprivileged": strconv.FormatBool(s.target.unprivileged), "insecure": strconv.FormatBool(o.insecure),
	}
	for key, value := range map[string]string{"filter": o.filter, "case": strings.Join(o.cases, ","), "allow": strings.Join(o.allow, ","), "kibana-version": o.choice.version} {
		if value != "" {
			out[key] = value
		}
	}
	return out
}

// saveRecording writes the exchanges, redacted since they were recorded.
func (s *sitting) saveRecording(session *play.Session) error {
	path := filepath.Join(s.options.out, "exchanges.har")
	file, err := os.Create(path + ".part")
	if err != nil {
		return fmt.Errorf("recording: %w; choose another --out", err)
	}
	meta := recording.Meta{Tool: "kbn-conformance", Version: version(), Run: s.plan.Run, Seed: s.options.seed, Target: s.target.client.Base(), Contract: "kibana " + fixtures.ContractVersion, Config: s.config()}
	if err := recording.WriteHAR(file, meta, session.Exchanges()); err != nil {
		file.Close()
		return fmt.Errorf("recording %s: %w; choose another --out", path, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("recording %s: %w; choose another --out", path, err)
	}
	return os.Rename(path+".part", path)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
