package compare

import (
	"maps"
	"slices"
)

// tally collects what the pairs of one operation and status show, so that a
// member that is there or not from case to case is no difference.
type tally struct {
	op      Operation
	status  string // "200", or "200 → 204"
	pairs   int
	success bool
	nodes   map[string]*node
	headers map[string]*node
	single  []fact // what stands for itself, such as a changed status
}

// node is one place: a path in the body, or a header.
type node struct {
	holders int // pairs of objects that could have it
	both    int
	lost    seen // before only
	gained  seen // after only

	lostNull, gainedNull int // of these, null

	nulls, values [2]int // by side, where both have it
	nulled        seen
	filled        seen
	emptied       seen
	refilled      seen
	empty         [2]int
	objects       int

	kinds   [2]map[string]int // JSON types by side
	retyped map[string]*seen  // "string → number"

	numbers, fractions [2]int
	fraction           seen

	forms    [2]map[string]int // forms of texts
	reformed map[string]*seen
	words    map[string]int // values before, while they are few
	others   map[[2]string]*seen
	same     int // equal values

	order order

	missing, unasked seen               // objects of a flow, in lists
	listed           [2]map[string]seen // objects that automation names, by side
}

// seen is how often something was seen, and where first.
type seen struct {
	n             int
	sure          int // in pairs that certainly belong together
	pair          mark
	before, after any
}

// mark names a pair.
type mark struct {
	index int
	sure  bool // see pair
}

func (s *seen) see(pair mark, before, after any) {
	if s.n == 0 || pair.sure && s.sure == 0 {
		s.pair, s.before, s.after = pair, before, after
	}
	s.n++
	if pair.sure {
		s.sure++
	}
}

// maxWords bounds what an enumeration may have.
const maxWords = 12

func newTally(op Operation, status string, success bool) *tally {
	return &tally{op: op, status: status, success: success, nodes: map[string]*node{}, headers: map[string]*node{}}
}

func (t *tally) at(path string) *node { return nodeIn(t.nodes, path) }

func nodeIn(all map[string]*node, path string) *node {
	n := all[path]
	if n == nil {
		n = &node{
			kinds: [2]map[string]int{{}, {}}, forms: [2]map[string]int{{}, {}},
			retyped: map[string]*seen{}, reformed: map[string]*seen{}, words: map[string]int{}, others: map[[2]string]*seen{},
		}
		all[path] = n
	}
	return n
}

func seeIn[K comparable](m map[K]*seen, k K, pair mark, before, after any) {
	s := m[k]
	if s == nil {
		if len(m) > 4*maxWords {
			return // enough to know that it varies
		}
		s = &seen{}
		m[k] = s
	}
	s.see(pair, before, after)
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
