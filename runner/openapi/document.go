// Package openapi reads an OpenAPI document that the user brings and turns it
// into the terms of the suite: operations with parameters, bodies, answers and
// draft-07 schemas. What is wrong with the document is listed as gaps, and the
// rest still works. It neither sends nor judges.
//
// The document is parsed by jsontext or yaml, its corrections find their targets
// by jsonpath, and the tree is read here: kin-openapi gives nothing at all of a
// document in which one schema is a list, and libopenapi loses every operation
// over one reference that leads nowhere. Kibana's documents have such places.
package openapi

import "github.com/kbn-conformance/kbn-conformance/schemas"

// Document is an OpenAPI document as far as it can be used.
type Document struct {
	Title      string
	Version    string       // info.version, for example "9.1.0"; may be empty or no version at all
	Format     string       // of the document itself, for example "3.0.3"
	Operations []*Operation // by path, then by method
	Gaps       []Gap        // what is wrong, by place
	Digest     string       // sha256 of the bytes as read, overlays included

	// Definitions are the shared parts of all schemas, as draft-07: a Schema
	// refers to them as "#/definitions/NAME".
	Definitions map[string]any

	set *schemas.Set
	known
}

// known is what is remembered about schemas, by address of their nodes.
type known struct {
	places     map[uintptr]string // where they are written; see Options.Places, nil if nobody asks
	written    map[uintptr]string // where the examples within them are
	undeclared map[uintptr]string // where they require names that no property has
	loosened   map[uintptr]bool   // see Document.Loosened
	candidates map[string][]place // examples of whole bodies and of parameters, by name of the schema
}

// Operation is one method of one path.
type Operation struct {
	ID         string // operationId; made of method and path where the document has none
	Method     string // GET, POST, …
	Path       string // with {parameters}, base path left out
	Summary    string
	Tags       []string
	Deprecated bool
	Versioned  bool        // the document says that it has versions, by a header or by media types
	Since      string      // first version that has it, if the document says so
	Privileges []string    // as the description words them, ANDs and ORs included
	Parameters []Parameter // of the path item and of the operation, joined
	Bodies     []Body      // by media type, application/json first
	BodyNeeded bool        // the body is required
	Responses  []Response  // by status, then media type
	At         string      // JSON Pointer of the operation in the document
}

// Parameter is one input beside the body.
type Parameter struct {
	Name     string
	In       string // path | query | header | cookie
	Required bool
	Style    string // form, simple, deepObject, …; the default filled in
	Explode  bool
	Content  bool // written in a media type, not in a style
	Schema   Schema
	Examples []any // those of the document that are valid
}

// Examples and the values in schemas are map[string]any, []any, string, bool, nil
// and json.Number, which keeps what was written.

// Body is what may be sent in one media type.
type Body struct {
	MediaType string
	Schema    Schema // readOnly properties may be absent, and are not sent
	Examples  []any  // those of the document that are valid
}

// Response is what may come back with one status, in one media type.
type Response struct {
	Status      string // "200", "4XX", "default"
	MediaType   string // empty when there is no body
	Description string
	Schema      Schema // writeOnly properties are absent
	Examples    []any  // those of the document that are valid
}

// Schema is a draft-07 schema. Node is nil where the document has none, or has
// one that cannot be used (which is then a gap).
type Schema struct {
	Name string // unique in the document; in Document.Schemas it is Prefix + "/" + Name
	Node map[string]any
}

// Gap is one thing in the document that is wrong or cannot be used.
type Gap struct {
	At        string // JSON Pointer into the document
	Operation string // id, if it concerns one
	Kind      string // kebab word, for example example-invalid, no-responses, type-unknown
	Text      string // what is wrong, and what was done instead
}
