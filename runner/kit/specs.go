package kit

import (
	"context"
	"encoding/json"
	"fmt"
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
	Cases   []*plan.Case
	Timeout time.Duration // for one spec, the waiting for its exchange included
	Decided func(Verdict) // called once per case that was decided
}

// Register declares the specs of all areas: a container per area and endpoint,
// one It per case. Call it once, before RunSpecs.
//
// Ginkgo sorts specs by their texts before it shuffles the areas, and compares
// slowly; it gets them in that order already.
func Register(areas []Area, env Env) {
	byEndpoint := map[string][]*plan.Case{}
	for _, c := range env.Cases {
		byEndpoint[c.Endpoint] = append(byEndpoint[c.Endpoint], c)
	}
	for _, cases := range byEndpoint {
		slices.SortStableFunc(cases, func(a, b *plan.Case) int { return strings.Compare(a.Title, b.Title) })
	}
	byName := func(a, b Area) int { return strings.Compare(a.Name, b.Name) }
	byID := func(a, b Endpoint) int { return strings.Compare(a.ID, b.ID) }
	for _, a := range slices.SortedStableFunc(slices.Values(areas), byName) {
		ginkgo.Describe(a.Name, func() {
			for _, e := range slices.SortedStableFunc(slices.Values(a.Endpoints), byID) {
				container(e.ID, byEndpoint[e.ID], env)
			}
		})
	}
	ginkgo.Describe(plan.PlatformEndpoint, func() {
		container(plan.PlatformEndpoint, byEndpoint[plan.PlatformEndpoint], env)
	})
}

func container(endpoint string, cases []*plan.Case, env Env) {
	if len(cases) == 0 {
		return
	}
	ginkgo.Describe(endpoint, func() {
		for _, c := range cases {
			place := types.NewCustomCodeLocation(c.Source() + "#" + c.ID)
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
