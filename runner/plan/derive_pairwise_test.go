package plan

import (
	"fmt"
	"slices"
	"testing"
)

func TestPairwise(t *testing.T) {
	for _, r := range []struct {
		sizes []int
		rows  int // at most
	}{
		{nil, 0}, {[]int{4}, 0}, {[]int{1, 1}, 1}, {[]int{2, 2}, 4}, {[]int{2, 2, 2}, 5}, {[]int{3, 3, 3, 3}, 12}, {[]int{5, 2, 3, 3, 2, 3}, 20}, {[]int{1, 4, 1}, 4},
	} {
		rows := Pairwise(r.sizes)
		if len(rows) > r.rows {
			t.Errorf("%v: %d rows", r.sizes, len(rows))
		}
		met := pairsOf(r.sizes)
		for _, row := range rows {
			for i, a := range row {
				if a < 0 || a >= r.sizes[i] {
					t.Fatalf("%v: row %v", r.sizes, row)
				}
			}
			for j := range row {
				for i := range j {
					delete(met, pair{i, row[i], j, row[j]})
				}
			}
		}
		if len(met) > 0 {
			t.Errorf("%v: %d pairs never meet", r.sizes, len(met))
		}
		if again := Pairwise(r.sizes); !slices.EqualFunc(rows, again, slices.Equal[[]int]) {
			t.Errorf("%v: other rows the second time", r.sizes)
		}
	}
}

func TestPairsOf(t *testing.T) {
	if got := pairsOf([]int{2, 3, 1}); len(got) != 2*3+2*1+3*1 {
		t.Error(fmt.Sprint(got))
	}
}
