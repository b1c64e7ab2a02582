package reports

import (
	"fmt"
	"strconv"
	"strings"
)

// table shows endpoints by outcomes with the columns that occur. Where there
// are too many endpoints, those without a failure are folded into one row.
func table(run *Run) section {
	rows, columns := ByEndpoint(run), used(run.Totals)
	return func(limit int) []text {
		if len(rows) == 0 || limit < 4 { // a blank line, the heading, a row, the sum
			return nil
		}
		shown, folded := fold(rows, limit-3)
		grid := [][]string{heading(columns)}
		for _, r := range shown {
			grid = append(grid, cells(r.Endpoint, r.Totals, columns))
		}
		if folded.Endpoint != "" {
			grid = append(grid, cells(folded.Endpoint, folded.Totals, columns))
		}
		grid = append(grid, cells("all", run.Totals, columns))
		out := []text{{}}
		for i, s := range align(grid) {
			t := text{s, noTint}
			switch {
			case i == 0 || i == len(grid)-1:
				t.tint = bold
			case i <= len(shown) && shown[i-1].Totals[Failed] > 0:
				t.tint = red
			}
			out = append(out, t)
		}
		return out
	}
}

// fold keeps at most limit rows: those that need attention first, then the
// others as far as they fit, in the order of endpoints.
func fold(rows []Row, limit int) (shown []Row, folded Row) {
	if len(rows) <= limit {
		return rows, Row{}
	}
	keep := map[string]bool{}
	for _, wanted := range []func(Totals) bool{
		func(t Totals) bool { return t[Failed] > 0 },
		func(t Totals) bool { return t[Blocked] > 0 },
		func(Totals) bool { return true },
	} {
		for _, r := range rows {
			if len(keep) < limit-1 && wanted(r.Totals) {
				keep[r.Endpoint] = true
			}
		}
	}
	folded.Totals = Totals{}
	for _, r := range rows {
		if keep[r.Endpoint] {
			shown = append(shown, r)
			continue
		}
		for o, n := range r.Totals {
			folded.Totals[o] += n
		}
	}
	folded.Endpoint = fmt.Sprintf("(%d more)", len(rows)-len(shown))
	return shown, folded
}

func heading(columns []Outcome) []string {
	out := []string{"endpoint"}
	for _, o := range columns {
		out = append(out, string(o))
	}
	return out
}

func cells(name string, t Totals, columns []Outcome) []string {
	out := []string{name}
	for _, o := range columns {
		cell := "-"
		if t[o] > 0 {
			cell = strconv.Itoa(t[o])
		}
		out = append(out, cell)
	}
	return out
}

// align sets the first column flush left, the others flush right.
func align(grid [][]string) []string {
	wide := make([]int, len(grid[0]))
	for _, row := range grid {
		for i, cell := range row {
			wide[i] = max(wide[i], columns(cell))
		}
	}
	out := make([]string, len(grid))
	for i, row := range grid {
		var b strings.Builder
		for j, cell := range row {
			pad := strings.Repeat(" ", wide[j]-columns(cell))
			if j == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		out[i] = b.String()
	}
	return out
}

// asides shows why cases were not judged, or not counted as failed.
func asides(run *Run) section {
	all := SetAside(run)
	return func(limit int) []text {
		if len(run.Findings) > 0 {
			limit = min(limit, 5) // what is wrong comes before what was not looked at
		}
		fit := min(len(all), limit-1)
		if fit < 1 {
			return nil
		}
		if fit < len(all) && fit > 1 {
			fit-- // room for the line that says how many more
		}
		grid := [][]string{}
		for _, a := range all[:fit] {
			grid = append(grid, []string{"  " + string(a.Outcome), strconv.Itoa(a.Count)})
		}
		out := []text{{}}
		for i, s := range align(grid) {
			out = append(out, text{s + "  " + all[i].Reason, noTint})
		}
		if fit < len(all) && len(out) < limit {
			out = append(out, text{fmt.Sprintf("  and %s", Plural(len(all)-fit, "more reason")), dim})
		}
		return out
	}
}
