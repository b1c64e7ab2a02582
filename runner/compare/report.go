package compare

import (
	"cmp"
	_ "embed"
	"slices"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// SchemaV1 names the format of comparison.json.
const SchemaV1 = "kbn-conformance/comparison/v1"

// Schema is the JSON Schema of comparison.json.
//
//go:embed comparison.schema.json
var Schema []byte

// Report is a finished comparison.
type Report struct {
	Schema       string       `json:"schema"`
	Verdict      Verdict      `json:"verdict"`
	ExitCode     int          `json:"exit_code"`
	FailOn       Class        `json:"fail_on"`
	Reasons      []string     `json:"reasons"`    // what decided
	Conditions   []string     `json:"conditions"` // under which the verdict holds
	Before       SideInfo     `json:"before"`
	After        SideInfo     `json:"after"`
	Requirements Requirements `json:"requirements"`
	Behaviour    Behaviour    `json:"behaviour"`
	Complete     bool         `json:"complete"` // last: absent from a truncated file

	one bool // both sides are of one recording
}

// SideInfo says what was compared.
type SideInfo struct {
	Name      string    `json:"name"`
	Kind      string    `json:"kind"` // run | recording
	ID        string    `json:"id,omitempty"`
	Target    string    `json:"target,omitempty"`
	Version   string    `json:"version,omitempty"`
	Flavour   string    `json:"flavour,omitempty"`
	Contract  string    `json:"contract,omitempty"`
	Digest    string    `json:"digest,omitempty"`
	Mode      string    `json:"mode,omitempty"`
	Outcome   string    `json:"outcome,omitempty"` // verdict of the run
	Started   time.Time `json:"started,omitzero"`
	Exchanges int       `json:"exchanges"`
	Tool      string    `json:"tool,omitempty"` // that made the recording
}

// Behaviour is what the answers show beyond requirements.
type Behaviour struct {
	Compared    bool          `json:"compared"`
	Pairs       int           `json:"pairs"` // exchanges that both sides have
	Counts      map[Class]int `json:"counts"`
	Differences []Difference  `json:"differences"`
	OnlyBefore  []Unpaired    `json:"only_before,omitempty"`
	OnlyAfter   []Unpaired    `json:"only_after,omitempty"`
}

// Unpaired are requests of one operation that only one side has.
type Unpaired struct {
	Operation
	Requests int      `json:"requests"`
	Steps    []string `json:"steps,omitempty"` // up to three
}

func unpaired(list []*recording.Exchange, side int, ops *operations) []Unpaired {
	byOp := map[Operation]*Unpaired{}
	for _, x := range list {
		op := ops.of(side, x.Request.Method, x.Path())
		u := byOp[op]
		if u == nil {
			u = &Unpaired{Operation: op}
			byOp[op] = u
		}
		u.Requests++
		if x.Step != "" && len(u.Steps) < maxSamples {
			u.Steps = append(u.Steps, x.Step)
		}
	}
	out := make([]Unpaired, 0, len(byOp))
	for _, u := range byOp {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(x, y Unpaired) int {
		return cmp.Or(cmp.Compare(y.Requests, x.Requests), cmp.Compare(x.Path, y.Path), cmp.Compare(x.Method, y.Method))
	})
	return out
}

func (s Side) describe() SideInfo {
	info := SideInfo{Name: s.Name, Kind: "recording", ID: s.Meta.Run, Target: s.Meta.Target, Contract: s.Meta.Contract, Mode: s.Meta.Config["mode"],
		Exchanges: len(s.Exchanges), Tool: s.Meta.Tool}
	if s.Run != nil {
		info.Kind = "run"
	}
	if len(s.Exchanges) > 0 {
		info.Started = s.Exchanges[0].Started.UTC()
	}
	info.Version, info.Flavour = s.Meta.Server.Version, s.Meta.Server.Flavour
	if s.Meta.Server.Reference {
		info.Target = "the embedded reference server"
	}
	if run := s.Run; run != nil {
		info.ID, info.Target, info.Version, info.Flavour = run.ID, run.Target.URL, run.Target.Version, run.Target.Flavour
		info.Contract, info.Digest, info.Mode, info.Outcome, info.Started = run.Tool.Contract, run.Tool.Digest, run.Mode, string(run.Verdict), run.Started
		if run.Target.Reference {
			info.Target = "the embedded reference server"
		}
	}
	return info
}
