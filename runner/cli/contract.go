package cli

import (
	"errors"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

// contract is what the program was built with: fixtures, schemas and suites.
type contract struct {
	fixtures *fixtures.Contract
	schemas  *schemas.Set
	areas    []kit.Area

	document *openapi.Document // that the user brought; nil without --spec
	flows    *flows.Flows      // made of it, for what was chosen
	builtin  *contract         // without it
}

// loadContract vets everything that is embedded, so that a broken build of the
// contract stops before a request is sent.
func loadContract() (*contract, error) {
	c, err := suites.Contract()
	if err != nil {
		return nil, fault{exitUsage, err}
	}
	return &contract{fixtures: c.Fixtures, schemas: c.Schemas, areas: c.Areas}, nil
}

// plan builds the plan for a target.
func (c *contract) plan(run string, t *connected, o choice, seed int64) (*plan.Plan, error) {
	selector, err := o.selector()
	if err != nil {
		return nil, err
	}
	shard, err := plan.ParseShard(o.shard)
	if err != nil {
		return nil, usage("--shard: %w", err)
	}
	wanted := plan.Options{
		Run: run, Version: t.version, Flavour: t.info.Flavor, Mode: o.mode, Allow: o.allow,
		Unprivileged: t.unprivileged, Select: selector, Labels: kit.Literals(o.filter), Cases: o.cases, Seed: seed, Shard: shard, Schemas: c.schemas,
	}
	p, err := plan.Build(c.fixtures, wanted)
	if (errors.Is(err, plan.ErrUnknown) || errors.Is(err, plan.ErrNoLabel)) && c.document != nil { // it may be about a case that was not made
		o.cases = nil
		if c, err = c.builtin.with(c.document, o); err == nil {
			p, err = plan.Build(c.fixtures, wanted)
		}
	}
	switch {
	case errors.Is(err, plan.ErrEmpty):
		return nil, incomplete(err)
	case err != nil:
		return nil, usage("%w", err)
	}
	return p, nil
}

// digest identifies the contract in reports.
func (c *contract) digest() string { return c.whole().Digest() }

// whole is the contract as the judges take it.
func (c *contract) whole() kit.Contract {
	out := kit.Contract{Fixtures: c.fixtures, Schemas: c.schemas, Areas: c.areas}
	if c.document != nil {
		out.Contradicted = c.document.Contradicts
	}
	return out
}
