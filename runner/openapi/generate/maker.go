package generate

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// maker makes one value.
type maker struct {
	*Generator
	Options
	schemas *schemas.Judge
	visits  int // places still looked at, failed attempts included
	values  int // values still made before only required ones follow
}

// spot is a place of the value with all the schemas that must accept what
// stands there.
type spot struct {
	schemas []any
	pointer string
	name    string
	nth     int // in a list
	depth   int
	within  []string // the definitions that lead here
}

func root(schema any) spot { return spot{schemas: []any{schema}} }

func (s spot) below(token string, nested ...any) spot {
	escaped := escape.Replace(token)
	return spot{schemas: nested, pointer: s.pointer + "/" + escaped, name: token, nth: s.nth, depth: s.depth + 1}
}

func (s spot) item(i int, nested []any) spot {
	name, at := s.name, s.below(strconv.Itoa(i), nested...)
	at.name, at.nth = name, i
	return at
}

// at makes the value of a place: one attempt for each way through its choices.
func (m *maker) at(s spot) (any, error) {
	if m.Fix != nil {
		if value, fixed := m.Fix(Place{s.pointer, s.name}); fixed && m.fits(s.schemas, value) {
			return value, nil
		}
	}
	c := &choices{rank: func(branches []any) []int { return m.rank(s, branches) }}
	var first error
	for range maxAttempts {
		if m.visits--; m.visits < 0 {
			return nil, fmt.Errorf("%q: the schema is too entangled", s.pointer)
		}
		value, err := m.attempt(s, c)
		if err == nil {
			return value, nil
		}
		if first == nil {
			first = err
		}
		if !c.next() {
			break
		}
	}
	return nil, first
}

// attempt follows one way through the choices. A Maximal value that does not
// fit, for example because one property excludes another, is made smaller.
func (m *maker) attempt(s spot, c *choices) (any, error) {
	d, err := m.demand(s, c.start())
	if err != nil {
		return nil, fmt.Errorf("%q: %w", s.pointer, err)
	}
	value, err := m.fill(s, d, m.Size == Maximal && s.depth < maxDepth)
	if err == nil && d.risky && !m.fits(s.schemas, value) {
		value, err = m.fill(s, d, false)
		if err == nil && !m.fits(s.schemas, value) {
			err = fmt.Errorf("%q: nothing found that all parts of the schema accept", s.pointer)
		}
	}
	return value, err
}

func (m *maker) fits(all []any, value any) bool {
	return !slices.ContainsFunc(all, func(schema any) bool {
		problems, err := m.schemas.Problems(schema, value)
		return err != nil || len(problems) > 0
	})
}

// rank orders branches by how good a value they give: null and nothing last; a
// Maximal value starts at a branch that the seed chooses.
func (m *maker) rank(s spot, branches []any) []int {
	order := make([]int, len(branches))
	shift := 0
	if m.Size == Maximal {
		shift = int(m.number(s, uint64(len(branches))))
	}
	for i := range order {
		order[i] = (i + shift) % len(branches)
	}
	slices.SortStableFunc(order, func(a, b int) int { return poor(branches[a]) - poor(branches[b]) })
	return order
}

func poor(schema any) int {
	node, _ := schema.(map[string]any)
	if schema == false || node["type"] == "null" {
		return 1
	}
	return 0
}

// number is below n and depends on seed and place alone, so that a change
// elsewhere in the schema leaves it as it is.
func (m *maker) number(s spot, n uint64) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", m.Seed, s.pointer)
	sum := h.Sum64()
	return (sum ^ sum>>29) % n
}

// address tells schemas apart, which have no names.
func address(schema any) uintptr {
	if node, isMap := schema.(map[string]any); isMap {
		return reflect.ValueOf(node).Pointer()
	}
	return 0
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")
