package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// queue is a contract of three endpoints with many flows: one free, two in
// lanes; every fifth case has two steps.
func queue() *fixtures.Contract {
	c := small()
	c.Endpoints = nil
	for _, lane := range []string{"", "slow", "slower"} {
		e := fixtures.Endpoint{ID: "lists.x" + lane, Area: "lists", Errors: "siem", Lane: lane, Request: fixtures.Line{Method: "GET", Path: "/"}, Probe: fixtures.Probe{Method: "POST"}}
		for i := range 20 {
			k := fixtures.Case{Kind: "state", Step: fixtures.Step{ID: fmt.Sprintf("c%02d", i), Title: "t"}, Last: lane != "" && i == 3}
			if i%5 == 0 {
				k.Steps = []fixtures.Step{{ID: "a", Title: "a"}, {ID: "b", Title: "b"}}
			}
			e.Cases = append(e.Cases, k)
		}
		c.Endpoints = append(c.Endpoints, e)
	}
	return c
}

func flowIDs(flows []*Flow) []string {
	var out []string
	for _, f := range flows {
		out = append(out, f.ID)
	}
	return out
}

func TestOrder(t *testing.T) {
	order := func(seed int64) []string {
		c := queue()
		o := everything(c)
		o.Seed = seed
		return flowIDs(build(t, c, o).Flows)
	}
	first := order(7)
	if again := order(7); !slices.Equal(first, again) {
		t.Errorf("one seed, two orders:\n%v\n%v", first, again)
	}
	if len(first) != 63 {
		t.Errorf("%d flows", len(first))
	}
	for _, seed := range []int64{8, 0, -1} {
		other := order(seed)
		if slices.Equal(first, other) {
			t.Errorf("seeds 7 and %d give one order", seed)
		}
		slices.Sort(other)
		all := slices.Sorted(slices.Values(first))
		if !slices.Equal(other, all) {
			t.Errorf("seed %d loses or repeats flows", seed)
		}
	}
}

func TestLongFlowsComeFirst(t *testing.T) {
	c := queue()
	c.Endpoints = c.Endpoints[:1]
	p := build(t, c, everything(c))
	lengths := make([]int, len(p.Flows))
	for i, f := range p.Flows {
		lengths[i] = -len(f.Steps)
	}
	if !slices.IsSorted(lengths) || lengths[0] != -2 {
		t.Error(lengths)
	}
}

func TestLanesKeepTheOrderOfTheFile(t *testing.T) {
	for seed := range int64(20) {
		c := queue()
		o := everything(c)
		o.Seed = seed
		p := build(t, c, o)
		lanes := map[string][]string{}
		for _, f := range p.Flows {
			lanes[f.Lane] = append(lanes[f.Lane], f.ID)
		}
		for _, lane := range []string{"slow", "slower"} {
			var want []string // the cases, the obligations, then what comes last
			for i := range 20 {
				if i != 3 {
					want = append(want, fmt.Sprintf("lists.x%s.c%02d", lane, i))
				}
			}
			want = append(want, "lists.x"+lane+".no-credentials", "lists.x"+lane+".c03")
			if !slices.Equal(lanes[lane], want) {
				t.Errorf("seed %d: got %v, want %v", seed, lanes[lane], want)
			}
		}
	}
}

func TestJobs(t *testing.T) {
	c := queue()
	p := build(t, c, everything(c))
	jobs := p.Jobs()
	if len(jobs) != 2+21 {
		t.Fatalf("%d jobs", len(jobs))
	}
	var all []string
	for i, job := range jobs {
		lane := job[0].Lane
		if (lane == "") != (i >= 2) {
			t.Errorf("job %d is of lane %q; lanes come first", i, lane)
		}
		if lane == "" && len(job) != 1 || lane != "" && len(job) != 21 {
			t.Errorf("job %d of lane %q has %d flows", i, lane, len(job))
		}
		var inPlan []string
		for _, f := range p.Flows {
			if f.Lane == lane {
				inPlan = append(inPlan, f.ID)
			}
		}
		if lane != "" && !slices.Equal(flowIDs(job), inPlan) {
			t.Errorf("lane %s is sent in another order than planned", lane)
		}
		for _, f := range job {
			if all = append(all, f.ID); f.Lane != lane {
				t.Errorf("%s of lane %q is in a job of lane %q", f.ID, f.Lane, lane)
			}
		}
	}
	if slices.Sort(all); !slices.Equal(all, slices.Sorted(slices.Values(flowIDs(p.Flows)))) {
		t.Error("the jobs lose or repeat flows")
	}
	if got := (&Plan{}).Jobs(); len(got) != 0 {
		t.Error(got)
	}
}

func TestCasesInTheOrderOfTheirFlows(t *testing.T) {
	c := queue()
	p := build(t, c, everything(c))
	sent := map[*Flow]int{}
	for _, job := range p.Jobs() {
		for _, f := range job {
			sent[f] = len(sent)
		}
	}
	cases, last := p.InOrder(), 0
	for _, k := range cases {
		at, single := sent[k.Flow]
		if !single {
			at = len(sent)
		}
		if at < last {
			t.Errorf("%s comes after cases whose flows are sent later", k.ID)
		}
		last = at
	}
	if len(cases) != len(p.Cases) {
		t.Errorf("%d of %d cases", len(cases), len(p.Cases))
	}
}

// TestWhatReachesFarComesLast: the stages follow each other, and no lane is torn
// within one.
func TestWhatReachesFarComesLast(t *testing.T) {
	c := queue()
	for i, stage := range []int{fixtures.StageGlobal, 0, fixtures.StageFirst} {
		c.Endpoints[i].Stage = stage
	}
	stages := build(t, c, everything(c)).Stages()
	if len(stages) != 3 {
		t.Fatalf("%d stages", len(stages))
	}
	for i, endpoint := range []string{"lists.xslower", "lists.xslow", "lists.x"} {
		flows := slices.Concat(stages[i]...)
		if len(flows) != 21 {
			t.Errorf("stage %d has %d flows", i, len(flows))
		}
		for _, f := range flows {
			if f.Endpoint.ID != endpoint {
				t.Errorf("stage %d has a flow of %s", i, f.Endpoint.ID)
			}
		}
	}
	if jobs := build(t, c, everything(c)).Jobs(); len(jobs) != 2+21 || jobs[0][0].Lane != "slower" || jobs[22][0].Lane != "" {
		t.Errorf("the jobs are not in the order of the stages")
	}
}
