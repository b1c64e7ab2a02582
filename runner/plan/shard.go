package plan

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Shard is one of several shares of a plan; the zero value is the whole.
type Shard struct {
	Index int // from 1
	Count int
}

// ParseShard reads "2/5"; the empty text is the whole.
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	index, count, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, bad := strconv.Atoi(count)
	if err != nil || bad != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("shard %q: want a form like 2/5, the second of five", text)
	}
	return Shard{i, n}, nil
}

func (s Shard) String() string {
	if s.Count == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}

// share keeps the cases and flows of one shard. An endpoint stays whole, since
// its flows wait for each other and its cases are compared with its plain
// request; requirements about several endpoints are decided when the shards are
// merged. Every shard of a plan computes the same shares.
func (p *Plan) share(s Shard) error {
	if s.Count == 0 {
		return nil
	}
	shares := p.shares(s.Count)
	if len(shares) < s.Count {
		return fmt.Errorf("shard %s: there are at most as many shards as endpoints in the plan, which are %d", s, len(shares))
	}
	mine := shares[s.Index-1]
	p.Cases = slices.DeleteFunc(p.Cases, func(k *Case) bool { return k.Flow == nil || !mine[k.Endpoint] })
	p.Flows = slices.DeleteFunc(p.Flows, func(f *Flow) bool { return !mine[f.Endpoint.ID] })
	return nil
}

// shares deals the endpoints out: the one with most requests first, each to the
// share that has least so far. Shares without an endpoint are left out.
func (p *Plan) shares(count int) []map[string]bool {
	weight := map[string]int{}
	for _, k := range p.Cases {
		if k.Flow != nil {
			weight[k.Endpoint]++ // what is skipped has no request, but is somebody's too
		}
	}
	for _, f := range p.Flows {
		weight[f.Endpoint.ID] += len(f.Steps)
	}
	ids := make([]string, 0, len(weight))
	for id := range weight {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool {
		if weight[ids[i]] != weight[ids[j]] {
			return weight[ids[i]] > weight[ids[j]]
		}
		return ids[i] < ids[j]
	})
	count = min(count, len(ids))
	shares, load := make([]map[string]bool, count), make([]int, count)
	for i := range shares {
		shares[i] = map[string]bool{}
	}
	for _, id := range ids {
		least := 0
		for i := range load {
			if load[i] < load[least] {
				least = i
			}
		}
		shares[least][id] = true
		load[least] += weight[id]
	}
	return shares
}
