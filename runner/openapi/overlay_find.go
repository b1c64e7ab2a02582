package openapi

import (
	"slices"
	"strings"

	"github.com/theory/jsonpath/spec"
)

// find gives the pointers of what a query selects, as its SelectLocated does. That
// asks every value below a descent; here, where a name comes next, only those
// are asked that have a key of that name: in a document, few.
func find(q *spec.PathQuery, root any) []string {
	found := []*spec.LocatedNode{{Node: root}}
	segments := q.Segments()
	for i, s := range segments {
		var next []*spec.LocatedNode
		d := descent{root: root}
		for _, one := range s.Selectors() {
			if filter, ok := one.(*spec.FilterSelector); ok {
				d.filters = append(d.filters, filter)
			} else {
				d.selectors = append(d.selectors, one)
			}
		}
		if i+1 < len(segments) {
			d.then = onlyName(segments[i+1])
		}
		for _, n := range found {
			if d.from = n.Path; s.IsDescendant() {
				next = d.down(n.Node, nil, next)
			} else {
				next = append(next, s.SelectLocated(n.Node, root, n.Path)...)
			}
		}
		found = next
	}
	pointers := make([]string, len(found))
	for i, n := range found {
		pointers[i] = n.Path.Pointer()
	}
	return pointers
}

// onlyName is the name that a segment selects children by; nil if it may select
// others.
func onlyName(s *spec.Segment) *spec.Name {
	if all := s.Selectors(); len(all) == 1 && !s.IsDescendant() {
		if name, ok := all[0].(spec.Name); ok {
			return &name
		}
	}
	return nil
}

// descent is the segment that selects from a value and from all below it.
type descent struct {
	selectors []spec.Selector // filters not among them
	filters   []*spec.FilterSelector
	root      any
	from      spec.NormalizedPath // the way to where it begins
	then      *spec.Name          // a key that what is selected must have
}

// trail is the way down to a value, written out only where something is found:
// it stays on the stack.
type trail struct {
	up    *trail
	key   string
	index int
	list  bool
}

func (t *trail) onto(path spec.NormalizedPath) spec.NormalizedPath {
	switch {
	case t == nil:
		return slices.Clone(path)
	case t.list:
		return append(t.up.onto(path), spec.Index(t.index))
	}
	return append(t.up.onto(path), spec.Name(strings.Clone(t.key)))
}

func (d descent) down(value any, at *trail, out []*spec.LocatedNode) []*spec.LocatedNode {
	for _, s := range d.selectors {
		out = append(out, s.SelectLocated(value, d.root, at.onto(d.from))...)
	}
	switch v := value.(type) {
	case map[string]any:
		for key, child := range v {
			out = d.below(child, trail{up: at, key: key}, out)
		}
	case []any:
		for i, child := range v {
			out = d.below(child, trail{up: at, index: i, list: true}, out)
		}
	}
	return out
}

func (d descent) below(value any, at trail, out []*spec.LocatedNode) []*spec.LocatedNode {
	for _, f := range d.filters {
		if d.goesOn(value) && f.Eval(value, d.root) {
			out = append(out, &spec.LocatedNode{Node: value, Path: at.onto(d.from)})
		}
	}
	return d.down(value, &at, out)
}

// goesOn reports whether a value has what the next segment selects from it.
func (d descent) goesOn(value any) bool {
	if d.then == nil {
		return true
	}
	object, _ := value.(map[string]any)
	_, has := object[string(*d.then)]
	return has
}
