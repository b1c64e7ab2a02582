package reports

import "sort"

// Row is one endpoint with its cases by outcome.
type Row struct {
	Endpoint string
	Totals   Totals
}

// ByEndpoint counts the cases of each endpoint, sorted by endpoint id.
func ByEndpoint(run *Run) []Row {
	totals := map[string]Totals{}
	for _, c := range run.Cases {
		if totals[c.Endpoint] == nil {
			totals[c.Endpoint] = Totals{}
		}
		totals[c.Endpoint][c.Outcome]++
	}
	rows := make([]Row, 0, len(totals))
	for endpoint, t := range totals {
		rows = append(rows, Row{endpoint, t})
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].Endpoint < rows[j].Endpoint })
	return rows
}

// Aside is one reason for which cases were not judged or not counted as failed.
type Aside struct {
	Outcome Outcome
	Reason  string
	Count   int
}

// SetAside groups known, blocked, not applicable and skipped cases by reason:
// in the order of Outcomes, the most frequent reason first.
func SetAside(run *Run) []Aside {
	counts := map[Aside]int{}
	for _, c := range run.Cases {
		switch c.Outcome {
		case Known, Blocked, NotApplicable, Skipped:
			counts[Aside{Outcome: c.Outcome, Reason: c.because()}]++
		}
	}
	out := make([]Aside, 0, len(counts))
	for a, n := range counts {
		a.Count = n
		out = append(out, a)
	}
	order := map[Outcome]int{}
	for i, o := range Outcomes {
		order[o] = i
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Outcome != b.Outcome {
			return order[a.Outcome] < order[b.Outcome]
		}
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Reason < b.Reason
	})
	return out
}

// because is the reason of a case, in one line, never empty.
func (c Case) because() string {
	if c.Reason == "" {
		return "no reason was recorded"
	}
	return line(c.Reason)
}

// used lists the outcomes that occur, in the order of Outcomes.
func used(t Totals) (out []Outcome) {
	for _, o := range Outcomes {
		if t[o] > 0 {
			out = append(out, o)
		}
	}
	return out
}
