package schemas

import (
	"testing"
)

// used marks the schema nodes that a valid body reaches.
type used map[*node]bool

func (u used) mark(n *node, value any) {
	for n.ref != nil {
		u[n] = true
		n = n.ref
	}
	u[n] = true
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			switch {
			case n.properties[key] != nil:
				u.mark(n.properties[key], item)
			case n.additional != nil:
				u.mark(n.additional, item)
			}
		}
	case []any:
		for _, item := range v {
			if n.items != nil {
				u.mark(n.items, item)
			}
		}
	}
	for _, branches := range [][]*node{n.all, n.any, n.one} {
		for _, b := range branches {
			if problems, err := walk(b, value); err == nil && len(problems) == 0 {
				u.mark(b, value)
			}
		}
	}
}

// unused lists the properties and branches that no body has reached.
func (u used) unused(at string, n *node, seen used, report func(string)) {
	for n.ref != nil {
		n = n.ref
	}
	if seen[n] || n.never {
		return
	}
	seen[n] = true
	if !u[n] {
		report(at)
		return
	}
	for key, sub := range n.properties {
		u.unused(at+"/"+key, sub, seen, report)
	}
	if n.additional != nil {
		u.unused(at+"/{}", n.additional, seen, report)
	}
	if n.items != nil {
		u.unused(at+"/[]", n.items, seen, report)
	}
	for _, branches := range [][]*node{n.all, n.any, n.one} {
		for i, b := range branches {
			u.unused(at+"<"+string(rune('0'+i))+">", b, seen, report)
		}
	}
}

// TestEveryPropertyOccursInAValidBody keeps the corpus as wide as the schemas,
// so that the mutants reach every property. A shared part may be shown by any
// of the bodies that use it.
func TestEveryPropertyOccursInAValidBody(t *testing.T) {
	set := load(t)
	bodies := corpora(t)
	c := newCompiler(set.docs)
	reached, roots := used{}, map[string]*node{}
	for _, name := range set.Names() {
		n, err := c.at(name, "")
		if err != nil {
			t.Fatal(err)
		}
		roots[name] = n
		for _, s := range bodies[name].Valid {
			value, _ := Read([]byte(s.Body))
			reached.mark(n, value)
		}
	}
	seen := used{}
	for name, n := range roots {
		reached.unused("", n, seen, func(at string) { t.Errorf("%s: no valid body reaches %s", name, at) })
	}
}
