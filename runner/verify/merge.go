package verify

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Part is the recording of one shard.
type Part struct {
	File      string
	Meta      recording.Meta
	Exchanges []recording.Exchange
}

// Merge joins the recordings of all shards of a run into the one that a single
// run would have left. The error names the part that does not belong, or the
// shards that are missing.
func Merge(parts []Part) (recording.Meta, []recording.Exchange, error) {
	if len(parts) == 0 {
		return recording.Meta{}, nil, errors.New("no recording to merge")
	}
	first := parts[0]
	if err := complete(parts); err != nil {
		return recording.Meta{}, nil, err
	}
	m := first.Meta
	m.Config = maps.Clone(m.Config)
	delete(m.Config, "shard")
	delete(m.Config, "run-id") // which a whole run need not share with another
	m.Unsent, m.Undo, m.Interrupted, m.Conditions = map[string]recording.Unsent{}, recording.Account{}, nil, nil
	var exchanges []recording.Exchange
	end := m.Begun
	for _, p := range parts {
		maps.Copy(m.Unsent, p.Meta.Unsent)
		m.Undo.Planned += p.Meta.Undo.Planned
		m.Undo.Done += p.Meta.Undo.Done
		m.Undo.Leftovers = append(m.Undo.Leftovers, p.Meta.Undo.Leftovers...)
		for _, why := range p.Meta.Interrupted {
			m.Interrupted = append(m.Interrupted, fmt.Sprintf("shard %s: %s", p.Meta.Config["shard"], why))
		}
		for _, what := range p.Meta.Conditions {
			if !slices.Contains(m.Conditions, what) {
				m.Conditions = append(m.Conditions, what)
			}
		}
		if p.Meta.Target != m.Target {
			m.Conditions = append(m.Conditions, fmt.Sprintf("shard %s was run against %s", p.Meta.Config["shard"], p.Meta.Target))
		}
		if p.Meta.Begun.Before(m.Begun) {
			m.Begun = p.Meta.Begun
		}
		if last := p.Meta.Begun.Add(p.Meta.Lasted); last.After(end) {
			end = last
		}
		exchanges = append(exchanges, p.Exchanges...)
	}
	m.Lasted = end.Sub(m.Begun).Round(time.Microsecond)
	sort.SliceStable(exchanges, func(i, j int) bool { return exchanges[i].Started.Before(exchanges[j].Started) })
	return m, exchanges, nil
}

// complete checks that the parts are the shards of one run, each once.
func complete(parts []Part) error {
	first, have := parts[0], map[int]string{}
	count := 0
	for _, p := range parts {
		shard, err := plan.ParseShard(p.Meta.Config["shard"])
		switch {
		case p.Meta.Run == "":
			return fmt.Errorf("%s is no recording of this program", p.File)
		case err != nil || shard.Count == 0:
			return fmt.Errorf("%s is the recording of a whole run, not of a shard (run --shard)", p.File)
		case have[shard.Index] != "":
			return fmt.Errorf("%s and %s are both shard %s", have[shard.Index], p.File, shard)
		}
		if what := differs(first.Meta, p.Meta); what != "" {
			return fmt.Errorf("%s and %s differ in %s: give all shards the same --run-id and settings", first.File, p.File, what)
		}
		count, have[shard.Index] = shard.Count, p.File
	}
	var missing []string
	for i := 1; i <= count; i++ {
		if have[i] == "" {
			missing = append(missing, fmt.Sprintf("%d/%d", i, count))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("shards are missing: %v", missing)
	}
	return nil
}

// differs names what two shards of one run have in common and these have not.
func differs(a, b recording.Meta) string {
	shards := func(m recording.Meta) string { s, _ := plan.ParseShard(m.Config["shard"]); return fmt.Sprint(s.Count) }
	for _, x := range []struct{ what, a, b string }{
		{"the run id", a.Run, b.Run}, {"the contract", a.Digest, b.Digest}, {"the number of shards", shards(a), shards(b)},
		{"the version of the target", a.Server.Version, b.Server.Version}, {"the flavour of the target", a.Server.Flavour, b.Server.Flavour},
	} {
		if x.a != x.b {
			return fmt.Sprintf("%s (%s and %s)", x.what, x.a, x.b)
		}
	}
	for _, key := range []string{"mode", "level", "filter", "case", "allow", "unprivileged", "kibana-version", "space"} {
		if a.Config[key] != b.Config[key] {
			return fmt.Sprintf("--%s (%q and %q)", key, a.Config[key], b.Config[key])
		}
	}
	return ""
}
