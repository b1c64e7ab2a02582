package cli

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/coverage"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// with adds the operations of a document to the contract. Where an operation has
// fixtures of its own, those stay.
func (c *contract) with(d *openapi.Document, o choice) (*contract, error) {
	if d == nil {
		return c, nil
	}
	made, err := flows.Build(d, flows.Options{Mode: o.mode, Allow: o.allow, Builtin: c.fixtures.Endpoints, Cases: o.cases})
	if err != nil {
		return nil, usage("--spec %s: %w", o.spec, err)
	}
	set, err := c.schemas.Join(d.Schemas())
	if err != nil {
		return nil, usage("--spec %s: %w", o.spec, err)
	}
	out := &contract{schemas: set, areas: slices.Concat(c.areas, areasOf(made.Endpoints)), document: d, flows: made, builtin: c}
	all := *c.fixtures
	all.Platform.Changes = slices.Concat(all.Platform.Changes, made.Changes)
	all.Allowed = append([]string{}, made.Allow...)
	all.SafePosts = slices.Concat(all.SafePosts, flows.SafePosts(d))
	all.Endpoints = slices.Concat(c.fixtures.Endpoints, made.Endpoints)
	for i := range all.Endpoints {
		e := &all.Endpoints[i]
		e.Documented = made.Operations[e.ID] != nil
	}
	slices.SortFunc(all.Endpoints, func(a, b fixtures.Endpoint) int { return strings.Compare(a.ID, b.ID) })
	all.Digest = fmt.Sprintf("%x", sha256.Sum256([]byte(c.fixtures.Digest+" "+d.Digest)))
	out.fixtures = &all
	return out, nil
}

// recorded adds the operations of a document as the run that made a recording did.
func (c *contract) recorded(s source, m recording.Meta) (*contract, error) {
	if m.Config["spec"] != "" && s.spec == "" {
		return nil, usage("the run was planned with --spec %s; give the same document", m.Config["spec"])
	}
	d, err := s.load()
	if err != nil {
		return nil, err
	}
	o := choice{source: s, mode: m.Config["mode"]}
	if m.Run == "" { // of another program: there is no plan, and every operation counts
		o.mode, o.allow = "write", []string{flows.Everything}
	} else if allow := m.Config["allow"]; allow != "" {
		o.allow = strings.Split(allow, ",")
	}
	return c.with(d, o)
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

// measure computes how much of the document the run spoke about.
func (s *sitting) measure(exchanges []recording.Exchange) *reports.Coverage {
	c := s.contract
	if c.document == nil {
		return nil
	}
	r := coverage.Run{Plan: s.plan, Exchanges: exchanges, Endpoints: c.flows.Operations, Causes: c.flows.Causes}
	for _, k := range s.plan.Cases {
		v := s.verdicts[k.ID]
		r.Decisions = append(r.Decisions, coverage.Decision{Case: k, Judged: v.Answer != nil && v.Reason == "", Reason: v.Reason})
	}
	return coverage.Measure(c.document, r)
}

// short says that less was judged than is wanted; empty when enough was.
func (o runOptions) short(c *reports.Coverage) string {
	if c == nil || o.minCoverage == 0 || c.Operations.Percent() >= o.minCoverage {
		return ""
	}
	return fmt.Sprintf("%d %% of the operations of the document are judged, %d %% are wanted (--min-coverage)", c.Operations.Percent(), o.minCoverage)
}
