package openapi

import (
	"cmp"
	"fmt"
	"slices"
)

// gaps collects what is wrong; the same thing at the same place counts once.
type gaps struct {
	operation string // the one at hand
	list      []Gap
	seen      map[string]bool
}

func (g *gaps) add(at, kind, format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	key := at + " " + kind
	if g.seen == nil {
		g.seen = map[string]bool{}
	}
	if g.seen[key] {
		return
	}
	g.seen[key] = true
	g.list = append(g.list, Gap{At: at, Operation: g.operation, Kind: kind, Text: format})
}

func (g *gaps) clear() { g.list, g.seen = nil, nil }

func (g *gaps) sorted() []Gap {
	slices.SortFunc(g.list, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	return g.list
}
