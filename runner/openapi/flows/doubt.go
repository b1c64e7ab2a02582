package flows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// Requests of which a document leaves open whether they are what it means. That
// a server refuses one of them says nothing about the server.

// doubt says why a request may rightly be refused; empty when the document
// certainly allows it.
func (b *builder) doubt(o *openapi.Operation, s fixtures.Send) string {
	if (o.Method == "GET" || o.Method == "HEAD") && o.BodyNeeded {
		return "the document demands a body, and " + o.Method + " has none"
	}
	for _, p := range o.Parameters {
		if _, there := s.Query[p.Name]; there && p.In == "query" && !p.Content && p.Style != "deepObject" && b.structured(p.Schema.Node) {
			return "the query key " + p.Name + " is an object, which is sent as JSON, while the document does not say how"
		}
	}
	if body := jsonBody(o); body != nil && s.Body != nil {
		if at, ok := b.ambiguous(body.Schema.Node, s.Body, "", maxDepth); ok {
			return fmt.Sprintf("of the schemas that the document has for %q of the body exactly one may fit, and they do not exclude each other", at)
		}
	}
	if len(o.Bodies) > 0 && strings.HasPrefix(o.Bodies[0].MediaType, "multipart/") && s.Raw != nil {
		for name, schema := range b.properties(o.Bodies[0].Schema.Node) {
			if strings.Contains(*s.Raw, fmt.Sprintf("name=%q", name)) && (b.structured(schema) || b.items(schema) != nil) {
				return "the document does not say how the part " + name + " of the form is written"
			}
		}
	}
	return ""
}

// structured: an object, and nothing simpler.
func (b *builder) structured(schema any) bool {
	return len(b.node(schema)) > 0 && b.is(schema, "object") && !b.scalar(schema)
}

const maxDepth = 12 // of a body that is looked into

// ambiguous finds a value for which the document wants exactly one of several
// schemas, although more than one may fit: those of open objects do.
func (b *builder) ambiguous(schema, value any, at string, depth int) (string, bool) {
	node := b.node(schema)
	if node == nil || depth == 0 {
		return "", false
	}
	var fitting int
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		for _, branch := range list(node[key]) {
			if !b.mayFit(branch, value, depth) {
				continue
			}
			if fitting++; b.doc.Loosened(node) && fitting > 1 {
				return at, true
			}
			if below, ok := b.ambiguous(branch, value, at, depth-1); ok {
				return below, true
			}
		}
		fitting = 0
	}
	switch v := value.(type) {
	case map[string]any:
		named, _ := node["properties"].(map[string]any)
		for _, key := range keys(v) {
			if below, ok := b.ambiguous(named[key], v[key], at+"/"+key, depth-1); ok {
				return below, true
			}
		}
	case []any:
		for i, x := range v {
			if below, ok := b.ambiguous(node["items"], x, fmt.Sprintf("%s/%d", at, i), depth-1); ok {
				return below, true
			}
		}
	}
	return "", false
}

// mayFit is false only where a value certainly does not fit.
func (r schemaReader) mayFit(schema, value any, depth int) bool {
	node := r.node(schema)
	if node == nil || depth == 0 {
		return true
	}
	if choices := enumOf(node); len(choices) > 0 && !slices.ContainsFunc(choices, func(c any) bool { return text(c) == text(value) }) {
		return false
	}
	if !r.is(node, kindOf(value)) && !(kindOf(value) == "number" && r.is(node, "integer")) {
		return value == nil // node leaves out what says that null is allowed
	}
	fits := func(branch any) bool { return r.mayFit(branch, value, depth-1) }
	all := list(node["allOf"])
	if slices.ContainsFunc(all, func(branch any) bool { return !fits(branch) }) {
		return false
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if branches := list(node[key]); len(branches) > 0 && !slices.ContainsFunc(branches, fits) {
			return false
		}
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		return true
	}
	named, _ := node["properties"].(map[string]any)
	for _, name := range texts(node["required"]) {
		if _, there := object[name]; !there {
			return false
		}
	}
	for key, x := range object {
		property, known := named[key]
		if !known && node["additionalProperties"] == false || known && !r.mayFit(property, x, depth-1) {
			return false
		}
	}
	return true
}

// kindOf is the JSON type of a value in a body.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	}
	return "number"
}
