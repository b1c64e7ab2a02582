package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/collect"
	"github.com/kbn-conformance/kbn-conformance/runner/expected"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// sitting is one run from the plan to the reports.
type sitting struct {
	world    World
	options  runOptions
	contract *contract
	target   *connected
	plan     *plan.Plan
	line     rules.Level
	expected []expected.Entry
	begun    time.Time
	room     memory
	words    []string // secrets that the reports hold anyway

	mu       sync.Mutex
	verdicts map[string]kit.Verdict
}

// hold plays and judges side by side: flows are sent in the background while
// each spec waits for its own exchange.
func (s *sitting) hold(ctx context.Context) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s.verdicts = map[string]kit.Verdict{}
	journal, err := s.journal()
	if err != nil {
		return incomplete(err)
	}
	defer journal.Close()
	s.remind()
	if s.words = s.ownWords(); len(s.words) > 0 {
		s.target.conditions = append(s.target.conditions, "a secret of the run is an ordinary word, which reports hold anyway; it was removed from every exchange, but the files were not searched for it")
	}
	progress := newProgress(s.world, len(s.plan.Cases), s.heading())
	s.room.begin(s.contract.document != nil, len(s.plan.Cases))
	var session *play.Session
	started := make(chan struct{}) // the first flow may be sent before Start returns
	source := func(ctx context.Context, step string) (kit.Answer, bool) {
		<-started
		return session.Wait(ctx, step)
	}
	judge := kit.NewAhead(ctx, s.contract.whole().Judge(s.target.version, s.line, source), s.plan.Cases)
	session = play.Start(ctx, s.plan, s.target.client, play.Options{Concurrency: s.options.concurrency, Journal: journal, Limits: s.options.limits.play(), OnExchange: s.room.note, OnSent: judge.Sent})
	close(started)
	defer func() {
		if broken := recover(); broken != nil {
			stop()
			<-session.Done() // nothing that was made may stay
			err = incomplete(fmt.Errorf("a fault of this program: %v; what the run made was undone. Please report it with this:\n%s", broken, debug.Stack()))
		}
	}()
	runSpecs(kit.Env{Judge: judge, Cases: s.plan.InOrder(), Timeout: specTimeout, Decided: func(v kit.Verdict) {
		s.mu.Lock()
		s.verdicts[v.Case.ID] = v
		s.mu.Unlock()
		progress.step(v)
	}}, s.options.seed)
	<-session.Done()
	if ctx.Err() != nil { // an interrupt ends the specs without their exchange, but what was recorded is judged
		s.mu.Lock()
		for _, c := range s.plan.Cases {
			s.verdicts[c.ID], _ = kit.Decide(context.WithoutCancel(ctx), judge, c)
		}
		s.mu.Unlock()
	}
	progress.end()
	return s.report(s.meta(session, ended(ctx)), session.Exchanges())
}

// journal is kept for targets that outlive the process; the reference server
// takes its objects with it.
func (s *sitting) journal() (*play.Journal, error) {
	if s.target.reference || s.options.mode == "read" {
		return nil, nil
	}
	journal, err := play.OpenJournal(filepath.Join(s.options.out, "journal.jsonl"), s.plan.Run, s.target.client.Base())
	if err == nil {
		journal.Secrets = s.target.client.Redactor()
	}
	return journal, err
}

// remind names the journals of earlier runs that did not remove everything.
func (s *sitting) remind() {
	kept, _ := filepath.Glob(filepath.Join(s.options.out, "journal-*.jsonl"))
	for _, path := range kept {
		if u, err := play.ReadJournal(path); err == nil && len(u.Notes) > 0 {
			fmt.Fprintf(s.world.Stderr, "%s: an earlier run ended before it removed everything that it made; `kbn-conformance sweep --out %s` shows what is left, --yes removes it\n", path, s.options.out)
		}
	}
}

// heading says what is about to happen.
func (s *sitting) heading() string {
	name := s.target.client.Base()
	if s.target.reference {
		name = "the embedded reference server"
	}
	return fmt.Sprintf("%s, Kibana %s, mode %s: %s, %s%s", name, s.judgedAs(), s.options.mode, reports.Plural(len(s.plan.Cases), "case"), reports.Plural(s.plan.Requests(), "request"), onTop(s.plan))
}

// files writes what the run leaves, looked through for its secrets.
func (s *sitting) files() output.Files {
	return output.Files{Redactor: s.target.client.Redactor(), Words: s.words}
}

// report writes everything that can be written and says how it went.
func (s *sitting) report(meta recording.Meta, exchanges []recording.Exchange) error {
	measured := s.measure(exchanges)
	if short := s.options.short(measured); short != "" {
		meta.Interrupted = append(meta.Interrupted, short)
	}
	var harErr error
	var saving sync.WaitGroup
	saving.Go(func() { harErr = s.saveRecording(meta, exchanges) })
	run := collect.Run(meta, exchanges, s.plan, s.verdicts)
	run.Coverage = measured
	_, saveErr := reports.Save(s.options.out, run, s.files().Write)
	saving.Wait()
	proposeErr := s.options.deviations.write(s.world, run, s.expected, s.files())
	overlayErr := s.writeOverlay(exchanges)
	return tell(s.world, run, s.options.out, errors.Join(saveErr, harErr, proposeErr, overlayErr))
}
