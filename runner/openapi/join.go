package openapi

import (
	"reflect"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Prefix is the folder that the schemas of a document get in a schemas.Set: what
// a Schema calls "x/200" is "spec/x/200" there.
const Prefix = "spec"

// Schemas gives the schemas of all parameters, bodies and answers, compiled when
// they are first needed. It joins the built-in ones with Set.Join.
func (d *Document) Schemas() *schemas.Set { return d.set }

// Place gives the JSON Pointer at which a schema of Schema.Node or Definitions, or
// any part of one, is written in the document. It knows them if Options.Places
// was set, and no references.
func (d *Document) Place(node map[string]any) (string, bool) {
	at, ok := d.places[address(node)]
	return at, ok
}

// Loosened reports whether the anyOf of a schema is a oneOf in the document, whose
// branches do not exclude each other by what they are.
func (d *Document) Loosened(node map[string]any) bool { return d.loosened[address(node)] }

// address tells maps apart, which have no name.
func address(node map[string]any) uintptr { return reflect.ValueOf(node).Pointer() }

// join makes the set. What does not pass its lint is a defect of the conversion;
// it is reported like one of the document, since the rest still works.
func (d *Document) join(g *gaps) {
	all := map[string]map[string]any{}
	add := func(s Schema) {
		if s.Node != nil {
			all[s.Name] = s.Node
		}
	}
	for _, o := range d.Operations {
		for _, p := range o.Parameters {
			add(p.Schema)
		}
		for _, b := range o.Bodies {
			add(b.Schema)
		}
		for _, r := range o.Responses {
			add(r.Schema)
		}
	}
	set, problems := schemas.NewForeign(schemas.Foreign{Prefix: Prefix, Schemas: all, Definitions: d.Definitions})
	for _, p := range problems {
		g.add(strings.TrimSuffix(strings.TrimPrefix(p.File, Prefix+"/"), ".json"), "schema-refused", "at %s: %s; anything is taken", p.Pointer, p.Reason)
	}
	d.set = set
}
