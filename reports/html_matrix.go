package reports

import (
	"fmt"
	"net/url"
	"slices"
	"sort"
)

// matrix is endpoints by kinds of requirement.
type matrix struct {
	Kinds []string
	Rows  []matrixRow
	Quiet []matrixRow // those that need no attention, where there are many
	All   matrixRow
}

// matrixRows is how many endpoints are shown before the quiet ones stand back.
const matrixRows = 40

type matrixRow struct {
	Endpoint string
	Cells    []matrixCell
	Total    matrixCell
}

// matrixCell sums up the cases of one endpoint and kind.
type matrixCell struct {
	Totals   Totals
	Endpoint string
	Kind     string
}

// kindOrder is the order in which kinds are read; others follow by name.
var kindOrder = []string{"success", "query", "input", "access", "protocol", "state", "consistency"}

func matrixOf(run *Run) matrix {
	var m matrix
	m.Kinds = distinct(run, func(c Case) string { return c.Kind })
	place := func(kind string) int {
		if i := slices.Index(kindOrder, kind); i >= 0 {
			return i
		}
		return len(kindOrder)
	}
	sort.SliceStable(m.Kinds, func(i, j int) bool { return place(m.Kinds[i]) < place(m.Kinds[j]) })
	rows := map[string]int{}
	for i, r := range ByEndpoint(run) {
		rows[r.Endpoint] = i
		m.Rows = append(m.Rows, m.row(r.Endpoint))
	}
	m.All = m.row("")
	column := map[string]int{}
	for i, kind := range m.Kinds {
		column[kind] = i
	}
	for _, c := range run.Cases {
		row, at := &m.Rows[rows[c.Endpoint]], column[c.Kind]
		for _, t := range []Totals{row.Cells[at].Totals, row.Total.Totals, m.All.Cells[at].Totals, m.All.Total.Totals} {
			t[c.Outcome]++
		}
	}
	if len(m.Rows) > matrixRows {
		all := m.Rows
		m.Rows = nil
		for _, row := range all {
			switch row.Total.Worst() {
			case Passed, Skipped, NotApplicable:
				m.Quiet = append(m.Quiet, row)
			default:
				m.Rows = append(m.Rows, row)
			}
		}
	}
	return m
}

func (m matrix) row(endpoint string) matrixRow {
	r := matrixRow{Endpoint: endpoint, Total: matrixCell{Totals{}, endpoint, ""}}
	for _, kind := range m.Kinds {
		r.Cells = append(r.Cells, matrixCell{Totals{}, endpoint, kind})
	}
	return r
}

// gravity is the order in which outcomes ask for attention.
var gravity = []Outcome{Failed, Blocked, Warned, Known, Passed, Skipped, NotApplicable}

// Worst is the outcome that decides the look of the cell; empty without cases.
func (c matrixCell) Worst() Outcome {
	for _, o := range gravity {
		if c.Totals[o] > 0 {
			return o
		}
	}
	return ""
}

// Figure is how many cases have that outcome, and of how many if not of all.
func (c matrixCell) Figure() string {
	n, all := c.Totals[c.Worst()], c.Totals.Sum()
	if n == all || c.Worst() == Passed {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d / %d", n, all)
}

// Words is the cell for those who do not see it.
func (c matrixCell) Words() string { return parts(c.Totals, gravity...) }

// Href selects the cases of the cell in the list.
func (c matrixCell) Href() string {
	q := url.Values{}
	if c.Endpoint != "" {
		q.Set("endpoint", c.Endpoint)
	}
	if c.Kind != "" {
		q.Set("kind", c.Kind)
	}
	if len(q) == 0 {
		return "#cases"
	}
	return "#" + q.Encode()
}

// segment is one outcome of the bar, in thousandths.
type segment struct {
	Outcome  Outcome
	Words    string
	Count    int
	From, To float64
}

// Width is never so small that the segment cannot be seen.
func (s segment) Width() float64 { return max(s.To-s.From-2, 2) }

func bar(t Totals) []segment {
	var out []segment
	at := 0.0
	for _, o := range gravity {
		if t[o] == 0 {
			continue
		}
		to := at + 1000*float64(t[o])/float64(t.Sum())
		out = append(out, segment{o, o.words(), t[o], at, to})
		at = to
	}
	return out
}

// distinct lists the values of a field, sorted.
func distinct(run *Run, field func(Case) string) []string {
	set := map[string]bool{}
	for _, c := range run.Cases {
		set[field(c)] = true
	}
	return keys(set)
}

// shown is a finding as the page shows it.
type shownFinding struct {
	Finding
	Outcome Outcome // what it looks like
	Reach   string
	First   []string // some of its cases
	Number  int      // from 1, as in the address
}

func shownFindings(run *Run) []shownFinding {
	endpoints := len(ByEndpoint(run))
	var out []shownFinding
	for i, f := range run.Findings[:min(len(run.Findings), htmlFindings)] {
		s := shownFinding{Finding: f, Outcome: Warned, Reach: f.reach(endpoints), First: f.Cases[:min(len(f.Cases), htmlFindingCases)], Number: i + 1}
		if rank(f.Level) >= rank(run.Level) {
			s.Outcome = Failed
		}
		out = append(out, s)
	}
	return out
}
