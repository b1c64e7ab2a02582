package plan

import (
	"fmt"
	"sort"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// PlatformEndpoint stands in reports for requirements that several endpoints
// meet together.
const PlatformEndpoint = "platform"

// addConsistency makes one case per kind of error: all endpoints of a family
// answer it in the same shape. Errors of the HTTP layer form one family for
// the whole API, those of the endpoints' own code one per error shape.
func (p *Plan) addConsistency(c *fixtures.Contract) {
	groups := map[string][]Member{}
	titles := map[string]string{}
	for _, f := range p.Flows {
		for i := range f.Steps {
			s := &f.Steps[i]
			cause, ok := c.Platform.Cause(s.Cause)
			if !ok || s.Prepare || s.Request != nil || cause.Shape == "endpoint" && f.Endpoint.Errors == "any" {
				continue // a neighbour's answer is not this endpoint's, and any shape is none
			}
			id := "platform.consistency." + cause.ID
			where := "every endpoint"
			if cause.Shape == "endpoint" {
				id = "platform.consistency." + f.Endpoint.Errors + "." + cause.ID
				where = "every endpoint of the " + f.Endpoint.Errors + " family"
			}
			groups[id] = append(groups[id], Member{Endpoint: f.Endpoint.ID, Step: s.ID, Cause: cause.ID})
			titles[id] = fmt.Sprintf("%s answers in the same shape when %s", where, cause.Title)
		}
	}
	ids := make([]string, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		if endpoints(groups[id]) < 2 {
			continue
		}
		k := &Case{ID: id, Title: titles[id], Endpoint: PlatformEndpoint, Area: PlatformEndpoint, Kind: "consistency", Level: "required", Mode: "read",
			Ref: "Kibana source, router-server-internal/src/response_adapter.ts", At: "platform/causes.yaml:1", Step: -1, Over: groups[id]}
		p.label(k)
		p.Cases = append(p.Cases, k)
	}
}

// settleConsistency keeps the members that will be sent; a case that has fewer
// than two endpoints left compares nothing and says so.
func (p *Plan) settleConsistency(needed map[*Flow]bool) {
	sent := map[string]bool{}
	for f := range needed {
		for _, s := range f.Steps {
			sent[s.ID] = true
		}
	}
	for _, k := range p.Cases {
		if k.Over == nil {
			continue
		}
		var left []Member
		for _, m := range k.Over {
			if sent[m.Step] {
				left = append(left, m)
			}
		}
		k.Over = left
		if endpoints(left) < 2 {
			k.Skip = &Skip{Reason: "fewer than two endpoints were asked for this kind of error"}
		}
	}
}

func endpoints(members []Member) int {
	seen := map[string]bool{}
	for _, m := range members {
		seen[m.Endpoint] = true
	}
	return len(seen)
}
