package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// brought is a contract of two operations of a document: the second is asked
// about in the life of an object of the first, too.
func brought() *fixtures.Contract {
	c := small()
	for i := range c.Endpoints {
		e := &c.Endpoints[i]
		e.Inferred, e.Documented, e.Probe.Expect = true, true, fixtures.Expect{Status: []any{200}}
	}
	life := &c.Endpoints[1].Cases[1]
	life.Steps[1].Request = &fixtures.Line{Method: "GET", Path: "/find"}
	return c
}

// TestRoutes: whatever is chosen, it shows whether the route is there.
func TestRoutes(t *testing.T) {
	for name, r := range map[string]struct {
		cases  []string
		change func(c *fixtures.Contract)
		asks   string // case: the steps by which the route of its operation shows
		sent   string // flows
	}{
		"a request that asks is its own witness": {cases: []string{"lists.find.defaults"}, asks: "lists.find.defaults: lists.find.defaults", sent: "lists.find.defaults"},
		"one that is refused before the route is not": {cases: []string{"lists.find.no-credentials"},
			asks: "lists.find.no-credentials: lists.find.defaults", sent: "lists.find.defaults lists.find.no-credentials"},
		"where nothing may be sent, nothing shows": {cases: []string{"lists.find.no-credentials"}, change: func(c *fixtures.Contract) { c.Endpoints[0].Cases[0].Since = "10.0.0" },
			asks: "lists.find.no-credentials: ", sent: "lists.find.no-credentials"},
		"a request with a slash behind it may be redirected": {cases: []string{"lists.find.defaults"}, change: func(c *fixtures.Contract) { c.Endpoints[0].Cases[0].Send.Suffix = "/" },
			asks: "lists.find.defaults: ", sent: "lists.find.defaults"},
		"a life speaks of the routes of its steps": {cases: []string{"lists.update.life", "lists.find.defaults"},
			asks: "lists.find.defaults: lists.find.defaults lists.update.life.read; lists.update.life.change: lists.update.life.change; lists.update.life.read: lists.find.defaults lists.update.life.read", sent: "lists.find.defaults lists.update.life"},
		"the contract has its routes": {cases: []string{"lists.find.no-credentials"}, change: func(c *fixtures.Contract) { c.Endpoints[0].Inferred = false }, asks: "", sent: "lists.find.no-credentials"},
	} {
		c := brought()
		if r.change != nil {
			r.change(c)
		}
		o := everything(c)
		o.Cases = r.cases
		p := build(t, c, o)
		var asks, sent []string
		for _, k := range p.Cases {
			if k.Route != nil {
				steps := slices.Sorted(slices.Values(k.Route.Steps))
				asks = append(asks, fmt.Sprintf("%s: %s", k.ID, strings.Join(steps, " ")))
			}
		}
		for _, f := range p.Flows {
			sent = append(sent, f.ID)
		}
		slices.Sort(sent)
		if got := strings.Join(asks, "; "); got != r.asks {
			t.Errorf("%s: asks %q, want %q", name, got, r.asks)
		}
		if got := strings.Join(sent, " "); got != r.sent {
			t.Errorf("%s: sends %q, want %q", name, got, r.sent)
		}
	}
}
