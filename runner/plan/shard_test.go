package plan

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseShard(t *testing.T) {
	for text, want := range map[string]string{"": "", "1/1": "1/1", "2/5": "2/5", "5/5": "5/5"} {
		if got, err := ParseShard(text); err != nil || got.String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0/3", "4/3", "1", "a/b", "1/", "/2", "-1/2", "1/2/3"} {
		if got, err := ParseShard(text); err == nil || !strings.Contains(err.Error(), "2/5") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// TestShardsAreTheWhole: every case and flow is in exactly one shard, but for
// what compares endpoints; and the shares are of a size.
func TestShardsAreTheWhole(t *testing.T) {
	c := contract(t)
	whole := build(t, c, everything(c))
	for _, count := range []int{1, 2, 3, 5} {
		seen, most := map[string]int{}, 0
		for i := range count {
			o := everything(c)
			o.Shard, o.Seed = Shard{i + 1, count}, int64(i)
			p := build(t, c, o)
			for _, k := range p.Cases {
				seen["case "+k.ID]++
			}
			for _, f := range p.Flows {
				seen["flow "+f.ID]++
			}
			most = max(most, p.Requests())
		}
		for _, k := range whole.Cases {
			want := 1
			if k.Flow == nil {
				want = 0
			}
			if seen["case "+k.ID] != want {
				t.Errorf("of %d shards, %d have case %s", count, seen["case "+k.ID], k.ID)
			}
		}
		for _, f := range whole.Flows {
			if seen["flow "+f.ID] != 1 {
				t.Errorf("of %d shards, %d have flow %s", count, seen["flow "+f.ID], f.ID)
			}
		}
		if most > whole.Requests()*2/count {
			t.Errorf("of %d shards, one has %d of %d requests", count, most, whole.Requests())
		}
	}
}

func TestMoreShardsThanEndpoints(t *testing.T) {
	_, err := Build(contract(t), Options{Mode: "write", Shard: Shard{1, 99}})
	if err == nil || !strings.Contains(fmt.Sprint(err), "shard 1/99: there are at most as many shards as endpoints") {
		t.Error(err)
	}
}
