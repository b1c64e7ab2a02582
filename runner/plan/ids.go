package plan

import (
	"errors"
	"sort"
	"strings"
)

// ErrEmpty says that nothing is selected; a run of nothing must not look green.
var ErrEmpty = errors.New("nothing is selected: no case fits the filter; `list` shows the labels and ids that exist")

// under reports whether id is one of the ids, or lies below one of them.
func under(id string, ids []string) bool {
	if len(ids) == 0 {
		return true
	}
	for _, want := range ids {
		if id == want || strings.HasPrefix(id, want+".") {
			return true
		}
	}
	return false
}

func (p *Plan) knows(id string) bool {
	for _, k := range p.Cases {
		if under(k.ID, []string{id}) {
			return true
		}
	}
	return false
}

// near names up to three ids that resemble a mistyped one.
func (p *Plan) near(id string) string {
	type guess struct {
		id   string
		dist int
	}
	seen := map[string]bool{}
	var all []guess
	for _, k := range p.Cases {
		for _, candidate := range []string{k.ID, k.Endpoint} {
			if !seen[candidate] {
				seen[candidate] = true
				all = append(all, guess{candidate, distance(id, candidate)})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].dist != all[j].dist {
			return all[i].dist < all[j].dist
		}
		return all[i].id < all[j].id
	})
	var names []string
	for _, g := range all {
		if g.dist <= 2+len(id)/4 && len(names) < 3 {
			names = append(names, g.id)
		}
	}
	if len(names) == 0 {
		return "; `list` shows them"
	}
	return "; did you mean " + strings.Join(names, " or ") + "?"
}

// distance is the Levenshtein distance of two ids.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
