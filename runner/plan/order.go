package plan

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sort"
)

// order shuffles the flows by the seed, then puts long ones first so that the
// last worker does not start one when the others are done. Flows of one lane
// stay in file order.
func (p *Plan) order(seed int64) {
	lanes := map[string][]*Flow{}
	for _, f := range p.Flows {
		if f.Lane != "" {
			lanes[f.Lane] = append(lanes[f.Lane], f)
		}
	}
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	r.Shuffle(len(p.Flows), func(i, j int) { p.Flows[i], p.Flows[j] = p.Flows[j], p.Flows[i] })
	sort.SliceStable(p.Flows, func(i, j int) bool { return len(p.Flows[i].Steps) > len(p.Flows[j].Steps) })
	for i, f := range p.Flows {
		if lane := lanes[f.Lane]; f.Lane != "" {
			p.Flows[i], lanes[f.Lane] = lane[0], lane[1:]
		}
	}
}

// Jobs groups the flows into what can be sent side by side: each lane is one
// job, each other flow its own. Lanes come first, they take longest. They are in
// the order of their stages.
func (p *Plan) Jobs() [][]*Flow { return slices.Concat(p.Stages()...) }

// Stages are the jobs of which each group is sent when the one before is done.
func (p *Plan) Stages() [][][]*Flow {
	flows := map[int][]*Flow{}
	for _, f := range p.Flows {
		flows[f.stage()] = append(flows[f.stage()], f)
	}
	var out [][][]*Flow
	for _, stage := range slices.Sorted(maps.Keys(flows)) {
		out = append(out, jobs(flows[stage]))
	}
	return out
}

func (f *Flow) stage() int {
	if f.Endpoint == nil {
		return 0
	}
	return f.Endpoint.Stage
}

func jobs(flows []*Flow) [][]*Flow {
	var lanes, single [][]*Flow
	at := map[string]int{}
	for _, f := range flows {
		if f.Lane == "" {
			single = append(single, []*Flow{f})
			continue
		}
		i, ok := at[f.Lane]
		if !ok {
			i = len(lanes)
			at[f.Lane] = i
			lanes = append(lanes, nil)
		}
		lanes[i] = append(lanes[i], f)
	}
	return append(lanes, single...)
}

// InOrder lists the cases in the order in which Jobs sends their flows; cases
// about several flows come last.
func (p *Plan) InOrder() []*Case {
	at := map[*Flow]int{}
	for _, job := range p.Jobs() {
		for _, f := range job {
			at[f] = len(at)
		}
	}
	place := func(c *Case) int {
		if i, known := at[c.Flow]; known && c.Over == nil {
			return i
		}
		return len(at)
	}
	cases := slices.Clone(p.Cases)
	slices.SortStableFunc(cases, func(a, b *Case) int { return place(a) - place(b) })
	return cases
}
