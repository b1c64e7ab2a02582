package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// readCases: what is there is read as it is, each query parameter alone, and
// every two values of two parameters together.
func (a *author) readCases() {
	for _, s := range a.samples(a.o) {
		n := a.needs(a.o, a.own)
		send := a.request(n, s)
		send.Body = a.personal(a.o, send.Body, "own", n)
		a.aimAt(n, &send)
		a.add(n, fixtures.Case{Kind: "success", Step: fixtures.Step{ID: s.id, Title: s.title, Send: send, Expect: a.expect(a.o)}})
	}
	if a.own && a.listable() {
		n := a.needs(a.o, false)
		if n.gap == "" {
			a.add(n, fixtures.Case{Kind: "success", Step: fixtures.Step{ID: "listed", Title: "answers for what a list tells", Send: a.request(n, a.first(a.o)), Expect: a.expect(a.o)}})
		}
	}
	a.queryCases()
}

// listable: the path names an object that exists without us.
func (a *author) listable() bool {
	return strings.Contains(a.o.Path, "{") && a.need.owned && a.o.Method == "GET"
}

// aimAt puts the id of an own object into a query that reads one object.
func (a *author) aimAt(n *need, s *fixtures.Send) {
	r := a.roles[a.o].r
	if r == nil || r.member != "" || a.roles[a.o].does == "create" {
		return
	}
	p := query(a.o, r.param)
	if p == nil {
		return
	}
	id, ok := "", false
	if n.own {
		id, ok = n.make(r, keysFor(r.param, r.what))
		n.owned = n.owned || ok
	}
	if !ok {
		id, ok = n.look(r, keysFor(r.param, r.what))
	}
	if ok {
		if s.Query == nil {
			s.Query = map[string]any{}
		}
		put(s.Query, *p, id)
	}
}

// factor is a query parameter with the values that are tried.
type factor struct {
	p      openapi.Parameter
	values []any
}

func (a *author) factors() []factor {
	var out []factor
	for _, p := range a.o.Parameters {
		id := endsIn(strings.TrimSuffix(p.Name, "s"), "id")
		if p.In != "query" || id && (len(p.Examples) == 0 || !reads(a.o)) {
			continue // what it names is taken from where a client gets it
		}
		values := a.valuesOf(p)
		if slices.Contains(inert, p.Name) && !reads(a.o) {
			values = slices.DeleteFunc(values, func(v any) bool { return text(v) != "false" })
		}
		if len(values) > 0 {
			out = append(out, factor{p, values})
		}
	}
	return out
}

func (a *author) queryCases() {
	factors := a.factors()
	for _, f := range factors {
		for i := range f.values {
			if f.p.Required && i == 0 {
				continue // sent by every case
			}
			id := "takes-" + slug(f.p.Name)
			if len(f.values) > 1 {
				id += fmt.Sprintf("-%d", i+1)
			}
			a.withQuery(id, fmt.Sprintf("takes the query key %s, value %d", f.p.Name, i+1), []factor{f}, []int{i})
		}
	}
	sizes := make([]int, len(factors))
	for i, f := range factors {
		sizes[i] = len(f.values)
		if !f.p.Required {
			sizes[i]++ // or absent
		}
	}
	rows := 0
	for _, row := range plan.Pairwise(sizes) {
		var used []factor
		var at []int
		for i, f := range factors {
			choice := row[i]
			if !f.p.Required {
				choice--
			}
			if choice >= 0 {
				used, at = append(used, f), append(at, choice)
			}
		}
		if rows++; len(used) > 1 && rows <= maxRows {
			a.withQuery(fmt.Sprintf("together-%d", rows), fmt.Sprintf("takes query keys together, %d", rows), used, at)
		}
	}
}

// withQuery adds the first case of the endpoint with more in its query.
func (a *author) withQuery(id, title string, factors []factor, at []int) {
	c := a.e.Cases[0]
	c.ID, c.Title, c.Kind = id, title, "query"
	query := maps.Clone(c.Send.Query)
	if query == nil {
		query = map[string]any{}
	}
	for i, f := range factors {
		put(query, f.p, f.values[at[i]])
	}
	c.Send.Query = query
	a.keep(c)
}
