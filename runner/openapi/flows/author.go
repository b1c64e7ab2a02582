package flows

import (
	"fmt"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// author writes the cases of one endpoint.
type author struct {
	*builder
	o     *openapi.Operation
	e     *fixtures.Endpoint
	own   bool // write mode: ids are of own objects where that is possible
	need  *need
	cases map[string]bool
}

func (a *author) write() {
	a.need = a.needs(a.o, a.own)
	role := a.roles[a.o]
	owned := a.need.owned || a.aims(role)
	a.e.Heavy = a.heavy(a.o, owned)
	if a.e.Heavy != "" {
		a.e.Allow = []string{a.o.ID}
		a.e.Lane = "global " + a.e.Area // what reaches far does so alone
		a.e.Stage = a.stage()
	}
	if a.need.gap != "" {
		a.causes[a.o.ID] = a.need.gap
	}
	if !a.wanted.Touches(a.e.ID) {
		return
	}
	a.probe()
	defer func() { a.unknownCase(role); a.refusals(); a.versionCase() }()
	switch {
	case reads(a.o):
		a.readCases()
	case role.does == "create" && a.undoable(role.r):
		a.createCases(role.r)
	default:
		a.actCases(role)
	}
}

// stage says when something that reaches far is sent. Of what takes something
// away, that goes first which lies deepest: parts before the whole.
func (a *author) stage() int {
	switch {
	case a.precedes():
		return fixtures.StageFirst
	case ends(a.o):
		return fixtures.StageEnd + max(0, 10-len(segments(a.o.Path)))
	}
	return fixtures.StageGlobal
}

// aims reports whether an update or a removal can be aimed at an own object by
// an id in its query or body.
func (a *author) aims(role role) bool {
	return role.r != nil && role.r.member == "" && role.does != "create" && role.does != "read" && a.makeable(role.r)
}

// add adds a case; what its flow needs goes before it.
func (a *author) add(n *need, c fixtures.Case) {
	c.At = a.o.At
	for _, p := range n.given {
		c.Given = append(c.Given, a.prepare(p.name, p.step))
	}
	a.keep(c)
}

// keep adds a case under an id that no other has.
func (a *author) keep(c fixtures.Case) {
	for n, id := 2, c.ID; a.cases[c.ID]; n++ {
		c.ID = fmt.Sprintf("%s-%d", id, n)
	}
	a.cases[c.ID] = true
	a.e.Cases = append(a.e.Cases, c)
}

// prepare keeps a step under its name; the same name with another step gets
// another name.
func (a *author) prepare(name string, step fixtures.Step) string {
	for {
		old, taken := a.e.Prepare[name]
		if !taken || sameStep(old, step) {
			a.e.Prepare[name] = step
			return name
		}
		name += "-b"
	}
}

func sameStep(x, y fixtures.Step) bool {
	if *x.Request != *y.Request || len(x.Capture) != len(y.Capture) || len(x.Send.Params) != len(y.Send.Params) {
		return false
	}
	for k, v := range x.Send.Params {
		if y.Send.Params[k] != v {
			return false
		}
	}
	for k, v := range x.Capture {
		if y.Capture[k] != v {
			return false
		}
	}
	return text(x.Send.Body) == text(y.Send.Body)
}

// request is the operation's request with what it demands, and a body.
func (a *author) request(n *need, s sample) fixtures.Send {
	out := s.send
	out.Params = n.params
	out.Query = a.leastQuery(a.o, n)
	return out
}
