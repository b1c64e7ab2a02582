package selftest

import (
	"context"
	_ "embed"
	"fmt"
	"sort"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
)

// Matrix is what all trials came to: the figure that says how far the checks
// can be trusted.
type Matrix struct {
	Faults     int            `json:"faults"`
	Killed     int            `json:"killed"`
	Explained  int            `json:"explained"` // survivors whose reason is known
	Variants   int            `json:"variants"`
	Alarms     int            `json:"alarms"`
	KillRate   float64        `json:"kill_rate"` // killed per fault, 0 to 1
	Cases      int            `json:"cases"`     // judged on the server without any fault
	Rules      map[string]int `json:"rules"`     // faults that a rule alone saw in some case
	Duration   time.Duration  `json:"-"`
	DurationMS int64          `json:"duration_ms"`
	Trials     []Trial        `json:"trials"`
}

// Floor is the kill rate below which the selftest fails.
const Floor = 0.98

//go:embed survivors.yaml
var survivorsFile []byte

// Survivors gives the reasons for which faults are known to survive.
func Survivors() (map[string]string, error) {
	var reasons map[string]string
	if err := yaml.Load(survivorsFile, &reasons); err != nil {
		return nil, fmt.Errorf("survivors.yaml: %w", err)
	}
	return reasons, nil
}

// Measure holds the trials and adds them up. A server without any fault must
// be found without fault first: otherwise every fault would look killed.
func Measure(ctx context.Context, c Contract, trials []Trial, done func(Trial)) (*Matrix, error) {
	begun := time.Now()
	reasons, err := Survivors()
	if err != nil {
		return nil, err
	}
	baseline, err := Hold(ctx, c, Scenario{Concurrency: 8, Seed: 1})
	if err != nil {
		return nil, err
	}
	for _, v := range baseline.Verdicts {
		if v.Outcome != kit.Passed {
			return nil, fmt.Errorf("the reference server without any fault does not pass, so no kill could be believed: %s %s %s", v.Outcome, v, v.Reason)
		}
	}
	m := &Matrix{Cases: len(baseline.Verdicts), Rules: map[string]int{}}
	m.Trials = Run(ctx, c, trials, done)
	for i := range m.Trials {
		m.count(&m.Trials[i], reasons)
	}
	if m.Faults > 0 {
		m.KillRate = float64(m.Killed) / float64(m.Faults)
	}
	m.Duration = time.Since(begun)
	m.DurationMS = m.Duration.Milliseconds()
	return m, ctx.Err()
}

func (m *Matrix) count(t *Trial, reasons map[string]string) {
	switch t.Kind {
	case "fault":
		m.Faults++
		if t.Result == Killed {
			m.Killed++
		} else if t.Reason == "" {
			if t.Reason = reasons[t.Name]; t.Reason != "" {
				m.Explained++
			}
		}
		for _, rule := range t.Alone {
			m.Rules[rule]++
		}
	case "variant":
		m.Variants++
		if t.Result == Alarm {
			m.Alarms++
		}
	}
}

// Holds says why the checks cannot be trusted as measured; nil when they can.
func (m *Matrix) Holds() error {
	for _, t := range m.Trials {
		if t.Result == Broken {
			return fmt.Errorf("%s did not work: %s", t.Name, t.Reason)
		}
	}
	switch {
	case m.Faults+m.Variants == 0:
		return fmt.Errorf("nothing was tried")
	case m.Alarms > 0:
		return fmt.Errorf("%d of %d legal variants raised a false alarm", m.Alarms, m.Variants)
	case m.Faults > 0 && m.KillRate < Floor:
		return fmt.Errorf("%d of %d faults killed, %.1f %%; the floor is %.0f %%", m.Killed, m.Faults, 100*m.KillRate, 100*Floor)
	}
	return nil
}

// Row is one line of the matrix: an endpoint, and per group killed of tried.
type Row struct {
	Endpoint string
	Cells    []Cell
	Total    Cell
}

// Cell counts the faults of one endpoint and group.
type Cell struct{ Killed, Tried int }

// Table arranges the faults by endpoint and group.
func (m *Matrix) Table() (groups []string, rows []Row) {
	cells := map[string]map[string]*Cell{}
	seen := map[string]bool{}
	for _, t := range m.Trials {
		if t.Kind != "fault" {
			continue
		}
		if cells[t.Endpoint] == nil {
			cells[t.Endpoint] = map[string]*Cell{}
		}
		c := cells[t.Endpoint][t.Group]
		if c == nil {
			c = &Cell{}
			cells[t.Endpoint][t.Group] = c
		}
		c.Tried++
		if t.Result == Killed {
			c.Killed++
		}
		seen[t.Group] = true
	}
	for g := range seen {
		groups = append(groups, g)
	}
	sort.Strings(groups)
	for endpoint, byGroup := range cells {
		row := Row{Endpoint: endpoint}
		for _, g := range groups {
			c := Cell{}
			if byGroup[g] != nil {
				c = *byGroup[g]
			}
			row.Cells = append(row.Cells, c)
			row.Total.Killed += c.Killed
			row.Total.Tried += c.Tried
		}
		rows = append(rows, row)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].Endpoint < rows[j].Endpoint })
	return groups, rows
}
