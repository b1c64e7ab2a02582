package flows

import (
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// Where an id is in an answer, as a gjson path.

// wrappers are properties under which answers put what they are about, the
// usual ones first.
var wrappers = []string{"item", "data", "items", "saved_objects", "results", "list"}

// keysFor are the properties in which the object of a parameter may carry its
// id, the likeliest first.
func keysFor(param, what string) []string {
	_, how := thing(param)
	snake := strings.ReplaceAll(what, " ", "_")
	keys := []string{param, strings.Join(words(param), "_")}
	if how == "id" {
		keys = append(keys, "id", snake+"_id", "saved_object_id", "uuid", "name")
	} else {
		keys = append(keys, how, snake+"_"+how, last(what)+"_"+how, last(what)+strings.ToUpper(how[:min(1, len(how))])+how[min(1, len(how)):], "id")
	}
	return slices.Compact(keys)
}

func last(what string) string { return what[strings.LastIndexByte(what, ' ')+1:] }

// idIn finds the id of the one object that an answer is about.
func (r schemaReader) idIn(schema any, keys []string) string { return r.search(schema, keys, 3) }

func (r schemaReader) search(schema any, keys []string, depth int) string {
	named := r.properties(schema)
	for _, key := range keys {
		if s, ok := named[key]; ok && r.scalar(s) {
			return escapePath(key)
		}
	}
	if depth == 0 {
		return ""
	}
	for _, name := range r.inner(named, func(s any) bool { return len(r.properties(s)) > 0 }) {
		if below := r.search(named[name], keys, depth-1); below != "" {
			return escapePath(name) + "." + below
		}
	}
	return ""
}

// listIn finds the list of objects in an answer and the id of each: the path of
// the list (empty at the root) and the key. An answer that has such an id itself
// is described as one object, and the lists in it are of something else.
func (r schemaReader) listIn(schema any, keys []string) (list, key string, ok bool) {
	list, key, ok = r.searchList(schema, keys, 3)
	if own, named := r.properties(schema)[key]; ok && key != "" && list != "" && named && r.scalar(own) {
		return "", "", false
	}
	return list, key, ok
}

func (r schemaReader) searchList(schema any, keys []string, depth int) (list, key string, ok bool) {
	if items := r.items(schema); items != nil {
		if key := r.search(items, keys, 2); key != "" {
			return "", key, true
		}
		if r.is(items, "string") && r.node(items)["enum"] == nil {
			return "", "", true // the ids themselves
		}
		return "", "", false
	}
	named := r.properties(schema)
	if depth == 0 {
		return "", "", false
	}
	for _, objects := range []bool{true, false} { // a list of objects before a list of texts
		for _, name := range r.inner(named, func(s any) bool { return r.items(s) != nil || len(r.properties(s)) > 0 }) {
			below, key, ok := r.searchList(named[name], keys, depth-1)
			if ok && (key != "") == objects {
				return strings.TrimSuffix(escapePath(name)+"."+below, "."), key, true
			}
		}
	}
	return "", "", false
}

// inner lists the properties that hold more, wrappers first, then by name.
func (r schemaReader) inner(named map[string]any, holds func(any) bool) []string {
	var out []string
	for _, w := range wrappers {
		if s, ok := named[w]; ok && holds(s) {
			out = append(out, w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if !slices.Contains(wrappers, name) && holds(named[name]) {
			out = append(out, name)
		}
	}
	return out
}

// escapePath escapes what gjson would take for more than a name.
func escapePath(key string) string { return special.Replace(key) }

var special = strings.NewReplacer(".", `\.`, "*", `\*`, "?", `\?`, "|", `\|`, "#", `\#`, "@", `\@`)

// idOfMade is where the answer to a create tells the id; certain when the
// document says so, and not when only the usual places are looked at.
func (r schemaReader) idOfMade(o *openapi.Operation, keys []string) (at string, certain bool) {
	if at = r.idIn(success(o), keys); at != "" {
		return at, true
	}
	for _, x := range shown(o) {
		if at = r.idIn(schemaLike(x), keys); at != "" {
			return at, true
		}
	}
	if r.described(o) {
		return "", false
	}
	return guess(keys, "", "item.", "data.", "result."), false
}

// idOfListed is where the answer to a list tells the id of the first object;
// empty when the document shows that it does not.
func (r schemaReader) idOfListed(o *openapi.Operation, keys []string) (first string, certain bool) {
	for _, schema := range append([]any{success(o)}, likes(shown(o))...) {
		if list, key, ok := r.listIn(schema, keys); ok {
			return strings.Trim(list+".0."+key, "."), true
		}
	}
	if r.described(o) {
		return "", false
	}
	return guess(keys, "0.", "items.0.", "data.0.", "results.0.", "saved_objects.0."), false
}

// described reports whether the document says what is in an answer.
func (r schemaReader) described(o *openapi.Operation) bool {
	schema := success(o)
	return schema != nil && (len(r.properties(schema)) > 0 || r.items(schema) != nil)
}

// shown are the examples of a success.
func shown(o *openapi.Operation) []any {
	for _, r := range o.Responses {
		if strings.HasPrefix(r.Status, "2") && len(r.Examples) > 0 {
			return r.Examples
		}
	}
	return nil
}

func likes(values []any) []any {
	out := make([]any, len(values))
	for i, x := range values {
		out[i] = schemaLike(x)
	}
	return out
}

// schemaLike is a schema of what an example shows.
func schemaLike(value any) map[string]any {
	switch v := value.(type) {
	case map[string]any:
		named := make(map[string]any, len(v))
		for key, x := range v {
			named[key] = schemaLike(x)
		}
		return map[string]any{"type": "object", "properties": named}
	case []any:
		if len(v) == 0 {
			return map[string]any{"type": "array"}
		}
		return map[string]any{"type": "array", "items": schemaLike(v[0])}
	case string:
		return map[string]any{"type": "string"}
	case nil, bool:
		return map[string]any{"type": "boolean"}
	}
	return map[string]any{"type": "number"}
}

// guess looks at the usual places of an answer that the document does not
// describe: a gjson path that takes the first that exists.
func guess(keys []string, before ...string) string {
	var paths []string
	for _, b := range before {
		for _, key := range keys {
			paths = append(paths, b+escapePath(key))
		}
	}
	return "[" + strings.Join(paths, ",") + "].0"
}
