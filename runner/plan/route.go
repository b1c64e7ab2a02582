package plan

import (
	"cmp"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// Route is an operation that only a document speaks of: a target need not have
// it. What is asked of it as anybody would ask shows whether it does.
type Route struct {
	Line  fixtures.Line
	Steps []string // ids of the steps that ask so, in the order in which they are sent
}

// ask reports whether a step asks for an operation as anybody would: what a layer
// before the routes may refuse says nothing about what lies behind.
func (s *Step) ask(line fixtures.Line) bool {
	return s.Line == line && s.Cause == "" && (s.Send.Credentials == "" || s.Send.Credentials == "full") && s.Send.Suffix == ""
}

// asked is the operation that the step of a case is about.
func (k *Case) asked() (line fixtures.Line, ok bool) {
	if k.Flow == nil || k.Step < 0 || !k.Flow.Endpoint.Inferred {
		return line, false
	}
	if s := &k.Flow.Steps[k.Step]; s.Request != nil {
		return s.Line, true
	}
	return k.Flow.Endpoint.Request, true
}

// witnesses adds the flows by which it shows whether a target has the route of
// what is asked, where the chosen cases alone would not show it. Those that could
// be sent are said to be playable.
func witnesses(needed, playable map[*Flow]bool) {
	seen := map[*fixtures.Endpoint]bool{}
	for f := range needed {
		e := f.Endpoint
		seen[e] = seen[e] || f.asks()
	}
	for e, shown := range seen {
		if shown || !e.Inferred {
			continue
		}
		var all []*Flow
		for f := range playable {
			if f.Endpoint == e && f.asks() {
				all = append(all, f)
			}
		}
		if len(all) > 0 {
			needed[slices.MinFunc(all, func(a, b *Flow) int {
				return cmp.Or(cmp.Compare(len(a.Steps), len(b.Steps)), cmp.Compare(a.ID, b.ID))
			})] = true
		}
	}
}

// asks reports whether a flow asks for its operation as anybody would.
func (f *Flow) asks() bool {
	return slices.ContainsFunc(f.Steps, func(s Step) bool { return s.ask(f.Endpoint.Request) })
}

// addRoutes tells each case about an operation of a document how its route shows.
func (p *Plan) addRoutes() {
	routes := map[fixtures.Line]*Route{}
	of := func(line fixtures.Line) *Route {
		if routes[line] == nil {
			routes[line] = &Route{Line: line}
		}
		return routes[line]
	}
	endpoints := map[string]*Route{}
	for _, f := range p.Flows {
		if f.Endpoint.Inferred {
			endpoints[f.Endpoint.ID] = of(f.Endpoint.Request)
		}
	}
	for _, k := range p.Cases {
		if line, ok := k.asked(); ok && k.Skip == nil {
			k.Route = of(line)
		}
		for i := range k.Over {
			k.Over[i].Route = endpoints[k.Over[i].Endpoint]
		}
	}
	for _, f := range slices.Concat(p.Jobs()...) {
		for i := range f.Steps {
			s := &f.Steps[i]
			if r := routes[s.Line]; r != nil && s.ask(s.Line) {
				r.Steps = append(r.Steps, s.ID)
			}
		}
	}
}
