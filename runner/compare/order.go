package compare

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// order collects whether the lists at one place were sorted, and still are. A
// list that was in no recognisable order may come in any other.
type order struct {
	lists  int
	keys   map[string]*sorting
	broken seen // lists that were sorted as the request asked, and are not now
	plain  seen // plain values that came sorted, and do not now
}

// sorting is what the lists of one place say about one member.
type sorting struct {
	bits  float64 // how unlikely it is that the lists were sorted by chance
	all   int     // lists that were sorted by it
	wrong seen    // of these, not sorted any more
}

// enoughBits of evidence are needed before an order counts as meant: more than
// ten members times two directions could show by chance.
const enoughBits = 12

// sequence is the objects that both lists hold, in the order of each side.
type sequence struct {
	by     string
	before []any
	ids    map[string]int
	others []any // after
}

func newSequence(by string) *sequence { return &sequence{by: by, ids: map[string]int{}} }

func (s *sequence) pair(before, _ any, id string) {
	s.ids[id] = len(s.before)
	s.before = append(s.before, before)
}

func (s *sequence) after(list []any, id func(any) string) {
	for _, item := range list {
		if _, common := s.ids[id(item)]; common {
			s.others = append(s.others, item)
		}
	}
}

// add looks at one pair of lists.
func (o *order) add(w *walk, s *sequence) {
	if len(s.before) < 2 || len(s.others) != len(s.before) {
		return
	}
	o.lists++
	if o.keys == nil {
		o.keys = map[string]*sorting{}
	}
	first, _ := s.before[0].(map[string]any)
	asked := strings.Join(w.query["sort_field"], " ") + " " + strings.Join(w.query["sortField"], " ") + " " + strings.Join(w.query["sort"], " ")
	for _, name := range append(sorted(first), "entity.name") {
		up, distinct := direction(s.before, name)
		if up == 0 || distinct < 2 || random(s.before, name) {
			continue
		}
		k := o.keys[name]
		if k == nil {
			k = &sorting{}
			o.keys[name] = k
		}
		k.all++
		k.bits += logFactorial(distinct)
		now, _ := direction(s.others, name)
		if now != up {
			k.wrong.see(w.pair, column(s.before, name), column(s.others, name))
			if slices.Contains(strings.Fields(asked), name) {
				o.broken.see(w.pair, column(s.before, name), column(s.others, name))
			}
		}
	}
}

// random values are in some order by chance only; nobody sorts by them.
func random(list []any, name string) bool {
	form := formOf(textAt(list[0], name))
	return volatile(form) && !strings.HasPrefix(form, formTime) && form != formDate || form == formOwn
}

// direction is 1 for a list that rises by a member, -1 for one that falls, and
// 0 for one that does neither.
func direction(list []any, name string) (up, distinct int) {
	rises, falls := true, true
	distinct = 1
	for i := 1; i < len(list); i++ {
		switch c, ok := compareAt(list[i-1], list[i], name); {
		case !ok:
			return 0, 0
		case c < 0:
			falls, distinct = false, distinct+1
		case c > 0:
			rises, distinct = false, distinct+1
		}
	}
	switch {
	case distinct < 2:
		return 0, distinct
	case rises:
		return 1, distinct
	case falls:
		return -1, distinct
	}
	return 0, distinct
}

func compareAt(a, b any, name string) (int, bool) {
	x, y := textAt(a, name), textAt(b, name)
	if x == "" || y == "" {
		return 0, false
	}
	if tx, ok := parseTime(x); ok {
		if ty, ok := parseTime(y); ok {
			return tx.Compare(ty), true
		}
	}
	nx, errX := json.Number(x).Float64()
	ny, errY := json.Number(y).Float64()
	if errX == nil && errY == nil {
		return cmp.Compare(nx, ny), true
	}
	return strings.Compare(x, y), true
}

func column(list []any, name string) []any {
	out := make([]any, 0, len(list))
	for _, item := range list {
		out = append(out, textAt(item, name))
	}
	return out
}

func logFactorial(n int) float64 {
	lg, _ := math.Lgamma(float64(n + 1))
	return lg / math.Ln2
}

// plainOrder: the same plain values that came sorted come in another order.
func (w *walk) plainOrder(n *node, before, after []any) {
	if len(before) < 3 {
		return
	}
	b, a := make([]string, len(before)), make([]string, len(after))
	for i := range before {
		b[i], a[i] = show(before[i]), show(after[i])
	}
	if !slices.IsSorted(b) || slices.Equal(a, b) {
		return
	}
	slices.Sort(a)
	if slices.Equal(a, b) {
		n.order.plain.see(w.pair, before, after)
	}
}

// meant names the member by which the lists were sorted throughout; empty when
// there is none, or when chance could have done it.
func (o *order) meant() (string, *sorting) {
	for _, name := range sorted(o.keys) {
		if k := o.keys[name]; k.all == o.lists && k.bits >= enoughBits {
			return name, k
		}
	}
	return "", nil
}
