package plan

// Pairwise gives rows of indices in which every two values of two factors meet.
// It is greedy and takes the first of equals, so equal sizes give equal rows.
func Pairwise(sizes []int) [][]int {
	open := pairsOf(sizes)
	var rows [][]int
	for {
		row, found := openPair(sizes, open)
		if !found {
			return rows
		}
		for i := range row {
			if row[i] < 0 {
				row[i] = best(row, i, sizes[i], open)
			}
		}
		for i := range row {
			for j := range i {
				delete(open, pair{j, row[j], i, row[i]})
			}
		}
		rows = append(rows, row)
	}
}

// pair is a value of one factor beside a value of a later one.
type pair struct{ i, a, j, b int }

func pairsOf(sizes []int) map[pair]bool {
	open := map[pair]bool{}
	for j := range sizes {
		for i := range j {
			for a := range sizes[i] {
				for b := range sizes[j] {
					open[pair{i, a, j, b}] = true
				}
			}
		}
	}
	return open
}

// openPair begins a row with the first pair that has not met; -1 is undecided.
func openPair(sizes []int, open map[pair]bool) ([]int, bool) {
	for j := range sizes {
		for i := range j {
			for a := range sizes[i] {
				for b := range sizes[j] {
					if !open[pair{i, a, j, b}] {
						continue
					}
					row := make([]int, len(sizes))
					for k := range row {
						row[k] = -1
					}
					row[i], row[j] = a, b
					return row, true
				}
			}
		}
	}
	return nil, false
}

// best is the value of factor i that makes the most open pairs with the rest of
// the row.
func best(row []int, i, size int, open map[pair]bool) int {
	choice, most := 0, -1
	for a := range size {
		n := 0
		for j, b := range row {
			if b >= 0 && (j < i && open[pair{j, b, i, a}] || j > i && open[pair{i, a, j, b}]) {
				n++
			}
		}
		if n > most {
			choice, most = a, n
		}
	}
	return choice
}
