package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Env is what specs are made from.
type Env struct {
	Judge   Decider
	Cases   []*plan.Case  // in the order in which their answers come, roughly
	Timeout time.Duration // for one spec, the waiting for its exchange included
	Decided func(Verdict) // called once per case that was decided
}

// parts is in how many pieces the specs are handed to Ginkgo, one after the
// other: a spec that waits for its answer keeps back those after it.
const parts = 16

// Register declares the specs: a container per endpoint, one It per case. Call
// it once, before RunSpecs.
//
// Ginkgo shuffles the outermost containers, so there is one. It sorts specs by
// the lines of their places, and compares slowly: it gets them in that order.
func Register(env Env) {
	place := func(file string, line int) types.CodeLocation {
		at := types.NewCustomCodeLocation(file)
		at.LineNumber = line
		return at
	}
	ginkgo.Describe("Kibana HTTP API", func() {
		line := 0
		for part := range slices.Chunk(env.Cases, max(1, (len(env.Cases)+parts-1)/parts)) {
			of := map[string][]*plan.Case{}
			for _, c := range part {
				of[c.Endpoint] = append(of[c.Endpoint], c)
			}
			for _, id := range slices.Sorted(maps.Keys(of)) {
				line++
				ginkgo.Describe(id, place(id, line), func() {
					for i, c := range of[id] {
						it(c, place(c.Source()+"#"+c.ID, i), env)
					}
				})
			}
		}
	})
}

func it(c *plan.Case, place types.CodeLocation, env Env) {
	ginkgo.It(c.Title, ginkgo.Label(c.Labels...), ginkgo.SpecTimeout(env.Timeout), place, func(ctx ginkgo.SpecContext) {
		v, panicked := Decide(ctx, env.Judge, c)
		if env.Decided != nil {
			env.Decided(v)
		}
		if panicked != nil {
			panic(panicked) // Ginkgo says where
		}
		report(v)
	})
}

// Decide decides a case; a suite that panics blocks its case and no other.
func Decide(ctx context.Context, judge Decider, c *plan.Case) (v Verdict, panicked any) {
	defer func() {
		if panicked = recover(); panicked != nil {
			v = Verdict{Case: c, Outcome: Blocked, Reason: fmt.Sprintf("a fault of this program: %v", panicked)}
		}
	}()
	return judge.Decide(ctx, c), nil
}

// report passes a verdict to Ginkgo: an entry for its reports, then the outcome.
func report(v Verdict) {
	entry, err := json.Marshal(struct {
		ID, Outcome, Reason string
		Violations          []string
	}{v.Case.ID, string(v.Outcome), v.Reason, lines(v.Violations)})
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	ginkgo.AddReportEntry("verdict", string(entry), ginkgo.ReportEntryVisibilityNever)
	switch v.Outcome {
	case Skipped, NotApplicable, Blocked:
		ginkgo.Skip(string(v.Outcome) + ": " + v.Reason)
	}
	gomega.Expect(v).To(Conform())
}

func lines(violations []rules.Violation) []string {
	out := make([]string, len(violations))
	for i, x := range violations {
		out[i] = strings.Join(strings.Fields(x.String()), " ")
	}
	return out
}
