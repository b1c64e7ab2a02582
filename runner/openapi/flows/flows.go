// Package flows turns the operations of an OpenAPI document into endpoints with
// cases, in the terms of fixtures: where an id comes from, what a lifecycle is,
// what is safe to send and what is owed. It plans nothing, sends nothing and
// judges nothing; the endpoints go the way of the built-in ones.
package flows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// Options say what the endpoints are for.
type Options struct {
	Mode    string              // read | write: where ids come from
	Allow   []string            // consents: an operation id, tag:NAME, or everything
	Builtin []fixtures.Endpoint // operations that have fixtures of their own are left to them
	Cases   []string            // ids of which the cases are wanted, as in plan.Options; other endpoints are made without
	Seed    uint64              // of generated values
}

// Everything is the consent to whatever a document offers.
const Everything = "everything"

// Flows are the endpoints of a document.
type Flows struct {
	Endpoints  []fixtures.Endpoint
	Operations map[string]*openapi.Operation // by endpoint id, built-in ones included
	Changes    []fixtures.Change             // what was allowed to aim at what the run did not make
	Allow      []string                      // the consents, each as an operation id; those about nothing in the document stay as they are
	Causes     map[string]string             // by operation id: why it cannot be reached as it should
}

// Build makes the endpoints. It changes nothing in the document; bodies and
// expectations are shared between cases.
func Build(d *openapi.Document, o Options) (*Flows, error) {
	b := newBuilder(d, o)
	out := &Flows{Operations: map[string]*openapi.Operation{}, Causes: b.causes}
	out.Allow = b.consent(o.Allow)
	builtin := map[string]string{}
	taken := map[string]bool{}
	for _, e := range o.Builtin {
		if slices.Contains(o.Allow, Everything) {
			out.Allow = append(out.Allow, consentsOf(e)...)
		}
		builtin[e.Request.Method+" "+openapi.Shape(e.Request.Path)] = e.ID
		taken[e.ID] = true
	}
	for _, op := range d.Operations {
		if !slices.Contains(playable, op.Method) {
			b.causes[op.ID] = "no flow is made for " + op.Method
			continue
		}
		if id, ok := builtin[op.Method+" "+openapi.Shape(op.Path)]; ok {
			out.Operations[id] = op
			continue
		}
		e := b.endpoint(op, taken)
		out.Operations[e.ID] = op
		if e.Heavy != "" && b.allowed[op.ID] {
			out.Allow = append(out.Allow, op.ID)
			out.Changes = append(out.Changes, fixtures.Change{Request: fixtures.Line{Method: op.Method, Path: withoutSpace(op.Path)}, Allow: op.ID, Why: e.Heavy, At: op.At})
		}
		out.Endpoints = append(out.Endpoints, e)
	}
	if len(out.Operations) == 0 {
		return nil, fmt.Errorf("the document has no operation of which flows can be made")
	}
	slices.SortFunc(out.Endpoints, func(a, b fixtures.Endpoint) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

func consentsOf(e fixtures.Endpoint) []string {
	out := slices.Clone(e.Allow)
	for _, c := range e.Cases {
		out = append(out, c.Allow...)
	}
	return out
}

// playable are the methods that flows are made of.
var playable = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}

// builder knows what the operations of a document are about.
type builder struct {
	Options
	schemaReader
	doc       *openapi.Document
	index     index
	resources []*resource
	byMember  map[string]*resource   // by shape of the member's path
	byWhat    map[string][]*resource // by what they are
	roles     map[*openapi.Operation]role
	values    *generate.Generator
	expects   map[*openapi.Operation]fixtures.Expect
	bodies    map[*openapi.Operation][]sample
	demanded  map[*openapi.Operation]map[string]*string // headers
	allowed   map[string]bool                           // operation ids
	causes    map[string]string
	wanted    plan.Chosen
}

// role is what an operation does for the objects of a resource.
type role struct {
	r    *resource
	does string // create | read | replace | patch | remove
}

func newBuilder(d *openapi.Document, o Options) *builder {
	b := &builder{
		Options: o, schemaReader: schemaReader{d.Definitions, map[uintptr]map[string]any{}}, doc: d, index: indexed(d.Operations), resources: resources(d.Operations),
		byMember: map[string]*resource{}, byWhat: map[string][]*resource{}, roles: map[*openapi.Operation]role{},
		values: generate.New(d.Definitions), expects: map[*openapi.Operation]fixtures.Expect{}, bodies: map[*openapi.Operation][]sample{},
		demanded: map[*openapi.Operation]map[string]*string{},
		allowed:  map[string]bool{}, causes: map[string]string{}, wanted: plan.Choose(o.Cases),
	}
	for _, r := range b.resources {
		if r.member != "" {
			b.byMember[openapi.Shape(r.member)] = r
		}
		b.byWhat[r.what] = append(b.byWhat[r.what], r)
		for does, op := range map[string]*openapi.Operation{"read": r.read, "replace": r.replace, "patch": r.patch, "remove": r.remove, "create": r.create} {
			if op != nil && (does == "create" || b.roles[op].r == nil) {
				b.roles[op] = role{r, does}
			}
		}
	}
	b.addLists()
	return b
}

// addLists makes what is only ever listed known under its name.
func (b *builder) addLists() {
	for _, o := range b.doc.Operations {
		if o.Method != "GET" || !reads(o) || strings.HasSuffix(o.Path, "}") {
			continue
		}
		what := whatOf(o.Path)
		if len(b.byWhat[what]) == 0 && b.items(b.listSchema(o)) != nil {
			b.byWhat[what] = append(b.byWhat[what], &resource{path: o.Path, param: "id", what: what, list: o})
		}
	}
}

// listSchema is the schema of the first list in an answer.
func (b *builder) listSchema(o *openapi.Operation) any {
	schema := success(o)
	if schema == nil || b.items(schema) != nil {
		return schema
	}
	named := b.properties(schema)
	for _, name := range b.inner(named, func(s any) bool { return b.items(s) != nil }) {
		return named[name]
	}
	return nil
}

// consent notes what is allowed, and gives back what the document knows nothing of.
func (b *builder) consent(names []string) (rest []string) {
	for _, name := range names {
		known := name == Everything
		for _, o := range b.doc.Operations {
			tag, isTag := strings.CutPrefix(name, "tag:")
			if name == Everything || name == o.ID || isTag && slices.Contains(o.Tags, tag) {
				b.allowed[o.ID] = true
				known = true
			}
		}
		if !known {
			rest = append(rest, name)
		}
	}
	return rest
}
