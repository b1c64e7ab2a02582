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
	Cases   []*plan.Case  // in the order in which their answers come, roughly
	Timeout time.Duration // for one spec, the waiting for its exchange included
	Decided func(Verdict) // called once per case that was decided
}

// parts is in how many pieces the specs are handed to Ginkgo, one after the
// other: a spec that waits for its answer keeps back those after it.
const parts = 8

// Register declares the specs of all areas: a container per area and endpoint,
// one It per case. Call it once, before RunSpecs.
func Register(areas []Area, env Env) {
	byName := func(a, b Area) int { return strings.Compare(a.Name, b.Name) }
	areas = slices.SortedStableFunc(slices.Values(areas), byName)
	areas = append(areas, Area{Name: plan.PlatformEndpoint, Endpoints: []Endpoint{{ID: plan.PlatformEndpoint}}})
	ginkgo.Describe("Kibana HTTP API", func() { // Ginkgo shuffles the outermost containers
		number := 0
		for part := range slices.Chunk(env.Cases, max(1, (len(env.Cases)+parts-1)/parts)) {
			number++
			register(areas, part, number, env)
		}
	})
}

// register declares one part. Ginkgo sorts specs by the places of their
// containers, then by texts, and compares slowly; it gets them in that order
// already.
func register(areas []Area, cases []*plan.Case, part int, env Env) {
	byEndpoint := map[string][]*plan.Case{}
	for _, c := range cases {
		byEndpoint[c.Endpoint] = append(byEndpoint[c.Endpoint], c)
	}
	for _, cases := range byEndpoint {
		slices.SortStableFunc(cases, func(a, b *plan.Case) int { return strings.Compare(a.Title, b.Title) })
	}
	byID := func(a, b Endpoint) int { return strings.Compare(a.ID, b.ID) }
	for i, a := range areas {
		place := types.NewCustomCodeLocation("suites/" + a.Name)
		place.LineNumber = part*len(areas) + i
		ginkgo.Describe(a.Name, place, func() {
			for _, e := range slices.SortedStableFunc(slices.Values(a.Endpoints), byID) {
				container(e.ID, byEndpoint[e.ID], env)
			}
		})
	}
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
