package mock

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// deed is what an operation does with the objects of its resource.
type deed int

const (
	nothing deed = iota
	creates
	lists
	reads
	replaces
	patches
	removes
	clears // removes those that the query lists
	puts   // creates under the name that the path gives, or replaces
)

// resource is a kind of object that the document has a life for.
type resource struct {
	path   string     // of the collection, parameters unnamed
	member string     // of one object; empty where the query names it
	keys   []string   // properties that hold an id, the likeliest first
	query  []string   // query parameters that name an object
	maker  *operation // that creates; nil: nothing does
	listed *operation // that lists; nil: nothing does
	reader *operation // gives one object
}

var parameters = regexp.MustCompile(`\{[^}]*\}`)

// shape is a path with unnamed parameters: the same object is {id} here and
// {ruleId} there. The space is no part of it.
func shape(path string) string {
	plain := parameters.ReplaceAllString(path, "{}")
	return strings.TrimPrefix(plain, "/s/{}")
}

// relate finds out what the operations do with objects.
func relate(ops []*operation) {
	x := map[string]*operation{}
	for _, op := range ops {
		x[op.Method+" "+shape(op.Path)] = op
	}
	var all []*resource
	for _, op := range ops {
		r := resourceOf(x, op)
		if r == nil || slices.ContainsFunc(all, func(other *resource) bool { return other.path == r.path && other.member == r.member }) {
			continue
		}
		if r.claim(x); r.foreign() {
			all = append(all, r)
		} else {
			r.release(ops)
		}
	}
	for _, op := range ops {
		op.parents = parentsOf(op, all)
	}
}

// resourceOf is the resource that an operation proves to exist.
func resourceOf(x map[string]*operation, op *operation) *resource {
	path := shape(op.Path)
	if collection, isMember := strings.CutSuffix(path, "/{}"); isMember {
		name := nameOf(op.Path)
		if x["GET "+path] == nil && x["DELETE "+path] == nil && x["PUT "+path] == nil || closed(op.Operation, name) {
			return nil
		}
		return &resource{path: collection, member: path, keys: keysOf(name, collection)}
	}
	if op.Method != "DELETE" || x["POST "+path] == nil {
		return nil
	}
	r := &resource{path: path}
	for _, p := range op.Parameters {
		if p.In == "query" && (p.Name == "id" || strings.HasSuffix(p.Name, "_id")) {
			r.query = append(r.query, p.Name)
		}
	}
	if r.query == nil {
		return nil
	}
	r.keys = append(slices.Clone(r.query), keysOf(r.query[0], path)...)
	return r
}

// claim tells the operations of a resource what they do.
func (r *resource) claim(x map[string]*operation) {
	take := func(key string, does deed) *operation {
		op := x[key]
		if op == nil || op.does != nothing {
			return nil
		}
		op.of, op.does = r, does
		return op
	}
	for _, path := range listsOf(r.path) {
		if op := x["GET "+path]; r.listed == nil && op != nil && (r.member != "" || !op.takes(r.query)) {
			r.listed = take("GET "+path, lists)
		}
	}
	r.maker = take("POST "+r.path, creates)
	at := r.member
	if at == "" {
		at = r.path
	}
	r.reader = take("GET "+at, reads)
	take("PATCH "+at, patches)
	take("DELETE "+at, removes)
	if op := x["DELETE "+r.path]; r.member != "" && op != nil && op.takes([]string{"ids"}) {
		take("DELETE "+r.path, clears)
	}
	switch {
	case r.maker != nil && (r.member == "" || x["PUT "+at] == nil):
		take("PUT "+at, replaces)
		take("POST "+at, patches) // an update by another method
	case x["POST "+at] != nil:
		maker := take("POST "+at, puts)
		r.maker = cmp.Or(r.maker, maker)
		take("PUT "+at, replaces)
	case r.maker == nil:
		r.maker = take("PUT "+at, puts)
	default:
		take("PUT "+at, replaces)
	}
}

// foreign reports whether the objects are the mock's to remember: what the
// reference server makes itself, it remembers.
func (r *resource) foreign() bool {
	if r.maker != nil {
		return r.maker.served
	}
	if r.listed != nil {
		return r.listed.served
	}
	return r.reader != nil && r.reader.served
}

// release gives the operations back.
func (r *resource) release(ops []*operation) {
	for _, op := range ops {
		if op.of == r {
			op.of, op.does = nil, nothing
		}
	}
}

// tells reports whether a client can learn an id at all: only then an unknown
// one can be refused.
func (r *resource) tells() bool {
	if r.maker != nil && (r.maker.does == puts || r.maker.shows(func(skeleton any) bool { _, found := spotOf(skeleton, r.keys); return found })) {
		return true
	}
	return r.listed != nil && r.listed.shows(func(skeleton any) bool { _, _, found := listIn(skeleton, r.keys, 3); return found })
}

func (op *operation) shows(what func(skeleton any) bool) bool {
	skeleton, err := op.skeleton()
	return err == nil && what(skeleton)
}

// takes reports whether the query may name an object.
func (op *operation) takes(names []string) bool {
	return slices.ContainsFunc(op.Parameters, func(p openapi.Parameter) bool { return p.In == "query" && slices.Contains(names, p.Name) })
}

// listsOf are the paths that may list a collection.
func listsOf(path string) []string {
	at := strings.LastIndexByte(path, '/')
	parent, last := path[:at], path[at+1:]
	many := last + "s"
	if strings.HasSuffix(last, "y") {
		many = strings.TrimSuffix(last, "y") + "ies"
	}
	out := []string{path, path + "/_find", path + "/list", path + "/_search", parent + "/" + many, parent + "/" + many + "/_find"}
	if strings.HasSuffix(parent, "/"+many) {
		out = append(out, parent)
	}
	return out
}

// parentsOf are the resources of which an object must exist, as the path leads
// through it.
func parentsOf(op *operation, all []*resource) []*resource {
	var out []*resource
	path := shape(op.Path)
	for _, r := range all {
		if r.member != "" && strings.HasPrefix(path, r.member+"/") {
			out = append(out, r)
		}
	}
	return out
}

// closed reports whether a path parameter takes known words only.
func closed(op *openapi.Operation, name string) bool {
	return slices.ContainsFunc(op.Parameters, func(p openapi.Parameter) bool {
		return p.In == "path" && p.Name == name && (p.Schema.Node["enum"] != nil || p.Schema.Node["const"] != nil)
	})
}

// nameOf is the last parameter of a path.
func nameOf(path string) string { return strings.Trim(path[strings.LastIndexByte(path, '/')+1:], "{}") }

// keysOf are the properties in which an object may carry the id that a
// parameter names: itemId is item_id, or id; name is name, or that of its kind.
func keysOf(param, collection string) []string {
	snake := snakeOf(param)
	what := strings.TrimSuffix(collection[strings.LastIndexByte(collection, '/')+1:], "s")
	keys := []string{param, snake}
	if at := strings.LastIndexByte(snake, '_'); at >= 0 {
		keys = append(keys, snake[at+1:])
	}
	if strings.HasSuffix(snake, "name") { // integrationName of a custom_integration
		last := what[strings.LastIndexByte(what, '_')+1:]
		keys = append(keys, last+"Name", last+"_name")
	}
	for _, key := range []string{"id", what + "_id", "saved_object_id", "savedObjectId", "uuid"} {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return slices.Compact(keys)
}

func snakeOf(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) {
			if i > 0 {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
