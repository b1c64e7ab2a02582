package cli

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
)

// with adds the operations of a document to the contract. Where an operation has
// fixtures of its own, those stay.
func (c *contract) with(d *openapi.Document, o choice) (*contract, error) {
	if d == nil {
		return c, nil
	}
	made, err := flows.Build(d, flows.Options{Mode: o.mode, Allow: o.allow, Builtin: c.fixtures.Endpoints})
	if err != nil {
		return nil, usage("--spec %s: %w", o.spec, err)
	}
	set, err := c.schemas.Join(d.Schemas())
	if err != nil {
		return nil, usage("--spec %s: %w", o.spec, err)
	}
	out := &contract{schemas: set, areas: slices.Concat(c.areas, areasOf(made.Endpoints)), document: d, flows: made}
	all := *c.fixtures
	all.Platform.Changes = slices.Concat(all.Platform.Changes, made.Changes)
	all.SafePosts = slices.Concat(all.SafePosts, flows.SafePosts(d))
	all.Endpoints = slices.Concat(c.fixtures.Endpoints, made.Endpoints)
	slices.SortFunc(all.Endpoints, func(a, b fixtures.Endpoint) int { return strings.Compare(a.ID, b.ID) })
	all.Digest = fmt.Sprintf("%x", sha256.Sum256([]byte(c.fixtures.Digest+" "+d.Digest)))
	out.fixtures = &all
	return out, nil
}

// areasOf are suites without code of their own: data says everything.
func areasOf(endpoints []fixtures.Endpoint) []kit.Area {
	var out []kit.Area
	at := map[string]int{}
	for _, e := range endpoints {
		i, known := at[e.Area]
		if !known {
			i = len(out)
			at[e.Area] = i
			out = append(out, kit.Area{Name: e.Area})
		}
		out[i].Endpoints = append(out[i].Endpoints, kit.Endpoint{ID: e.ID})
	}
	return out
}
