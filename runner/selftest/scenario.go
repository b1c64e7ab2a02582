// Package selftest shows how good the checks are: it judges the reference
// server with each of its faults and each of its legal variants, and counts
// which faults were seen and which variants raised a false alarm. It asks the
// same judge as a run, without Ginkgo, which allows one run per process.
package selftest

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// Contract is what is judged by.
type Contract = kit.Contract

// Scenario is one server to judge.
type Scenario struct {
	Run         string // names the objects; selftest when empty
	Options     []reference.Option
	Cases       []string
	Concurrency int
	Seed        int64
	Timeout     time.Duration // for one request
	First       bool          // stop at the first required violation
	Version     string        // judged as; the contract's when empty
	Patience    time.Duration // see play.Options
	Discover    bool          // judge as the version and the flavour that the server tells
	Serve       string        // how to listen; see reference.Variant
	Wrap        func(http.Handler) http.Handler
}

// Sitting is what a scenario came to.
type Sitting struct {
	Plan      *plan.Plan
	Verdicts  []kit.Verdict  // in the order of the plan
	Meta      recording.Meta // the head of the recording
	Exchanges []recording.Exchange
	Undone    play.Account
	Left      []reference.Object // what exists on the server afterwards
}

// Hold plays and judges one scenario against a reference server of its own.
func Hold(ctx context.Context, c Contract, s Scenario) (*Sitting, error) {
	server, err := reference.New(append([]reference.Option{reference.WithUploadInterval(time.Second), reference.WithSample()}, s.Options...)...)
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	var handler http.Handler = server
	if s.Wrap != nil {
		handler = s.Wrap(handler)
	}
	url, stop, err := serve(handler, s.Serve)
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	defer stop()
	concurrency := max(s.Concurrency, 1)
	client, err := target.New(target.Config{
		BaseURL: url, Insecure: s.Serve != "", Mode: target.Write, Concurrency: concurrency, Timeout: s.Timeout,
		Credentials: target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())},
	})
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	info := target.Info{Version: s.Version}
	if s.Discover {
		if info, err = target.Discover(ctx, client); err != nil {
			return nil, fmt.Errorf("scenario: %w", err)
		}
	}
	p, err := plan.Build(c.Fixtures, plan.Options{
		Run: cmp.Or(s.Run, "selftest"), Version: info.Version, Flavour: info.Flavor, Mode: "write", Allow: plan.Consents(c.Fixtures), Unprivileged: true, Cases: s.Cases, Seed: s.Seed, Schemas: c.Schemas,
	})
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	defer client.Close()
	playing, enough := context.WithCancel(ctx)
	defer enough()
	session := play.Start(playing, p, client, play.Options{Concurrency: concurrency, Patience: s.Patience})
	judge := c.Judge(info.Version, rules.Required, session.Wait)
	out := &Sitting{Plan: p, Verdicts: make([]kit.Verdict, len(p.Cases))}
	var judging sync.WaitGroup
	for i, k := range p.Cases {
		decide := func() {
			out.Verdicts[i] = judge.Decide(ctx, k)
			if s.First && out.Verdicts[i].Outcome == kit.Failed {
				enough()
			}
		}
		if s.First { // whichever exchange comes first
			judging.Go(decide)
		} else {
			decide()
		}
	}
	judging.Wait()
	<-session.Done()
	out.Exchanges, out.Undone, out.Left = session.Exchanges(), session.Undone(), server.Objects()
	out.Meta = recording.Meta{
		Tool: "selftest", Run: p.Run, Seed: s.Seed, Target: url, Digest: c.Digest(), Server: recording.Server{Version: info.Version, Flavour: info.Flavor, Reference: true},
		Config: map[string]string{"mode": "write", "level": "required", "allow": strings.Join(plan.Consents(c.Fixtures), ","), "unprivileged": "true", "case": strings.Join(s.Cases, ",")},
		Unsent: session.Unsent(), Undo: session.Undone(),
	}
	if gone := session.Gone(); gone != "" {
		out.Meta.Interrupted = []string{gone}
	}
	return out, ctx.Err()
}
