package flows

import (
	"reflect"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// schemaOf reads draft-07 schemas of a document as far as the question is which
// properties an object can have.
type schemaReader struct {
	definitions map[string]any
	known       map[uintptr]map[string]any // properties, by where the schema lies
}

// node is a schema with its reference followed, and without the null that may
// stand beside it; nil when it says nothing.
func (r schemaReader) node(schema any) map[string]any {
	for range 16 { // a chain of references that long is a circle
		node, _ := schema.(map[string]any)
		if either, _ := node["anyOf"].([]any); len(node) == 1 && len(either) == 2 && isNull(either[0]) {
			schema = either[1]
			continue
		}
		ref, refers := node["$ref"].(string)
		if !refers {
			return node
		}
		schema = r.definitions[strings.TrimPrefix(ref, "#/definitions/")]
	}
	return nil
}

func isNull(schema any) bool {
	node, _ := schema.(map[string]any)
	return len(node) == 1 && node["type"] == "null"
}

// branches are the schemas that hold for a value besides the node itself:
// those of allOf, and each that may hold.
func (r schemaReader) branches(node map[string]any) []map[string]any {
	var out []map[string]any
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := node[keyword].([]any)
		for _, x := range list {
			if b := r.node(x); b != nil {
				out = append(out, b)
			}
		}
	}
	return out
}

// maxBranching bounds how deep allOf, anyOf and oneOf are followed into each other.
const maxBranching = 4

// properties are those that an object may have, over all branches; the first
// schema of a name wins.
func (r schemaReader) properties(schema any) map[string]any {
	node := r.node(schema)
	at := reflect.ValueOf(node).Pointer()
	if out, ok := r.known[at]; ok && node != nil {
		return out
	}
	out := map[string]any{}
	r.collect(node, out, maxBranching)
	if r.known != nil && node != nil {
		r.known[at] = out
	}
	return out
}

func (r schemaReader) collect(node map[string]any, out map[string]any, depth int) {
	if node == nil || depth == 0 {
		return
	}
	named, _ := node["properties"].(map[string]any)
	for name, schema := range named {
		if _, taken := out[name]; !taken {
			out[name] = schema
		}
	}
	for _, b := range r.branches(node) {
		r.collect(b, out, depth-1)
	}
}

// is reports whether a schema allows a JSON type; one that says none allows all.
func (r schemaReader) is(schema any, kind string) bool {
	return r.allows(r.node(schema), kind, maxBranching)
}

func (r schemaReader) allows(node map[string]any, kind string, depth int) bool {
	switch t := node["type"].(type) {
	case string:
		return t == kind
	case []any:
		return slices.Contains(t, any(kind))
	}
	branches := r.branches(node)
	if len(branches) == 0 || depth == 0 {
		return node["properties"] == nil && node["items"] == nil && node["enum"] == nil || kind == "object" && node["properties"] != nil || kind == "array" && node["items"] != nil
	}
	return slices.ContainsFunc(branches, func(b map[string]any) bool { return r.allows(b, kind, depth-1) })
}

// scalar reports whether a schema allows a text or a number.
func (r schemaReader) scalar(schema any) bool {
	return r.is(schema, "string") || r.is(schema, "number") || r.is(schema, "integer")
}

// items is the schema of the elements of a list.
func (r schemaReader) items(schema any) any {
	node := r.node(schema)
	if items, ok := node["items"]; ok {
		return items
	}
	for _, b := range r.branches(node) {
		if items, ok := b["items"]; ok {
			return items
		}
	}
	return nil
}

// required are the properties that an object must have.
func (r schemaReader) required(schema any) []string {
	node := r.node(schema)
	out := texts(node["required"])
	list, _ := node["allOf"].([]any)
	for _, b := range list {
		out = append(out, texts(r.node(b)["required"])...)
	}
	return out
}

func texts(list any) []string {
	all, _ := list.([]any)
	out := make([]string, 0, len(all))
	for _, x := range all {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// success is the schema of what an operation answers when it does what it was
// asked; nil when the document does not say.
func success(o *openapi.Operation) map[string]any {
	for _, r := range o.Responses {
		if strings.HasPrefix(r.Status, "2") && r.Schema.Node != nil && isJSON(r.MediaType) {
			return r.Schema.Node
		}
	}
	return nil
}

func isJSON(mediaType string) bool {
	media, _, _ := strings.Cut(mediaType, ";")
	media = strings.TrimSpace(media)
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// jsonBody is what an operation takes as JSON, if it does.
func jsonBody(o *openapi.Operation) *openapi.Body {
	if o.Method == "GET" || o.Method == "HEAD" {
		return nil // some documents give them one; Kibana reads none
	}
	for i := range o.Bodies {
		if isJSON(o.Bodies[i].MediaType) {
			return &o.Bodies[i]
		}
	}
	return nil
}
