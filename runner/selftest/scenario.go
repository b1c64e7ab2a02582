// Package selftest shows how good the checks are: it judges the reference
// server with each of its faults and each of its legal variants, and counts
// which faults were seen and which variants raised a false alarm. It asks the
// same judge as a run, without Ginkgo, which allows one run per process.
package selftest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Contract is what is judged by.
type Contract struct {
	Fixtures *fixtures.Contract
	Schemas  *schemas.Set
	Areas    []kit.Area
}

// Scenario is one server to judge.
type Scenario struct {
	Options     []reference.Option
	Version     string // judged as; the contract's when empty
	Cases       []string
	Concurrency int
	Seed        int64
	Timeout     time.Duration // for one request
	Wrap        func(http.Handler) http.Handler
}

// Sitting is what a scenario came to.
type Sitting struct {
	Verdicts  []kit.Verdict // in the order of the plan
	Exchanges []recording.Exchange
	Undone    play.Account
	Left      []reference.Object // what exists on the server afterwards
}

// Hold plays and judges one scenario against a reference server of its own.
func Hold(ctx context.Context, c Contract, s Scenario) (*Sitting, error) {
	server, err := reference.New(append([]reference.Option{reference.WithUploadInterval(time.Second)}, s.Options...)...)
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	var handler http.Handler = server
	if s.Wrap != nil {
		handler = s.Wrap(handler)
	}
	listener := httptest.NewServer(handler)
	defer listener.Close()
	concurrency := max(s.Concurrency, 1)
	client, err := target.New(target.Config{
		BaseURL: listener.URL, Mode: target.Write, Concurrency: concurrency, Timeout: s.Timeout,
		Credentials: target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())},
	})
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	p, err := plan.Build(c.Fixtures, plan.Options{
		Run: "selftest", Version: s.Version, Mode: "write", Allow: plan.Consents(c.Fixtures), Unprivileged: true, Cases: s.Cases, Seed: s.Seed,
	})
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	session := play.Start(ctx, p, client, play.Options{Concurrency: concurrency})
	judge := kit.NewJudge(c.Areas, c.Fixtures, c.Schemas, s.Version, rules.Required, session.Wait)
	out := &Sitting{}
	for _, k := range p.Cases {
		out.Verdicts = append(out.Verdicts, judge.Decide(ctx, k))
	}
	<-session.Done()
	out.Exchanges, out.Undone, out.Left = session.Exchanges(), session.Undone(), server.Objects()
	return out, ctx.Err()
}
