package flows

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// resource is a kind of object that operations make, list, read, change and
// remove. What the document lacks is nil.
type resource struct {
	path   string // of the collection: /api/fleet/proxies
	member string // of one object: /api/fleet/proxies/{itemId}; empty where ids are in the query or the body
	param  string // the name that ids go by: itemId; id
	what   string // in the singular: "proxy"

	create, list, read, replace, patch, remove *openapi.Operation

	named bool // the client chooses the id, by creating under it
}

// index finds operations by method and path, whatever parameters are called.
type index map[string]*openapi.Operation

func indexed(ops []*openapi.Operation) index {
	out := index{}
	for _, o := range ops {
		out[o.Method+" "+openapi.Shape(o.Path)] = o
	}
	return out
}

func (x index) at(method, path string) *openapi.Operation { return x[method+" "+openapi.Shape(path)] }

// reading finds a GET that changes nothing.
func (x index) reading(path string) *openapi.Operation {
	if o := x.at("GET", path); o != nil && reads(o) {
		return o
	}
	return nil
}

// resources are the kinds of object of a document, by path of the collection.
func resources(ops []*openapi.Operation) []*resource {
	x := indexed(ops)
	var out []*resource
	seen := map[string]bool{}
	for _, o := range ops {
		segs := segments(o.Path)
		path := o.Path
		if param := paramOf(segs[len(segs)-1]); param != "" && len(segs) > 1 {
			path = join(segs[:len(segs)-1])
			if key := openapi.Shape(o.Path); !seen[key] && paramOf(segs[len(segs)-2]) == "" && !groups(ops, key) {
				seen[key] = true
				out = append(out, memberResource(x, path, o.Path, param))
			}
			continue
		}
		if key := openapi.Shape(path) + "?"; !seen[key] && x.at("POST", path) != nil {
			seen[key] = true
			if r := queryResource(x, path); r != nil {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *resource) int { return cmp.Compare(a.path, b.path) })
	return out
}

// groups reports whether a parameter only leads to the next one: {type}/{id}.
func groups(ops []*openapi.Operation, member string) bool {
	return slices.ContainsFunc(ops, func(o *openapi.Operation) bool { return strings.HasPrefix(openapi.Shape(o.Path), member+"/{}") })
}

// memberResource: objects have a path of their own, under their collection.
func memberResource(x index, path, member, param string) *resource {
	r := &resource{path: path, member: member, param: param, what: whatOf(path)}
	r.read, r.replace, r.patch, r.remove = x.reading(member), x.at("PUT", member), x.at("PATCH", member), x.at("DELETE", member)
	r.create = x.at("POST", path)
	switch post := x.at("POST", member); {
	case post != nil && r.create != nil:
		r.patch = cmp.Or(r.patch, post) // an update by another method
	case post != nil:
		r.create, r.named = post, true
	case r.create == nil && r.replace != nil:
		r.create, r.named = r.replace, true
	}
	if r.named && !free(r.create, param) {
		r.create, r.named = nil, false // there are only so many names, and none is ours
	}
	r.list = listOf(x, path)
	return r
}

// free reports whether a path parameter takes any text.
func free(o *openapi.Operation, param string) bool {
	for _, p := range o.Parameters {
		if p.In == "path" && p.Name == param {
			return p.Schema.Node["enum"] == nil && p.Schema.Node["const"] == nil
		}
	}
	return true
}

// queryResource: objects have no path of their own; they are read and removed
// by an id in the query of the collection.
func queryResource(x index, path string) *resource {
	remove := x.at("DELETE", path)
	if remove == nil {
		return nil
	}
	key := ""
	for _, p := range remove.Parameters { // id before list_id: what all objects of a document have
		if _, how := thing(p.Name); p.In == "query" && how == "id" && isText(p.Schema) && (key == "" || p.Name == "id") && endsIn(p.Name, "id") {
			key = p.Name
		}
	}
	if key == "" {
		return nil
	}
	r := &resource{path: path, param: key, what: whatOf(path), create: x.at("POST", path), remove: remove, replace: x.at("PUT", path), patch: x.at("PATCH", path)}
	r.list = listOf(x, path)
	if read := x.reading(path); read != nil && query(read, key) != nil {
		r.read = read
		if r.list == read {
			r.list = listUnder(x, path)
		}
	}
	return r
}

func endsIn(name, word string) bool {
	list := words(name)
	return len(list) > 0 && list[len(list)-1] == word
}

func isText(s openapi.Schema) bool {
	return s.Node == nil || s.Node["type"] == nil || s.Node["type"] == "string"
}

// query is the query parameter of that name.
func query(o *openapi.Operation, name string) *openapi.Parameter {
	for i := range o.Parameters {
		if p := &o.Parameters[i]; p.In == "query" && p.Name == name {
			return p
		}
	}
	return nil
}

// listed are the last words of paths that list what lies under the rest.
var listed = []string{"_find", "list", "_search", "find"}

// listOf finds the GET that lists a collection: the collection itself, a path
// below it that finds, or the same at its plural.
func listOf(x index, path string) *openapi.Operation {
	if o := x.reading(path); o != nil {
		return o
	}
	if o := listUnder(x, path); o != nil {
		return o
	}
	segs := segments(path)
	last, parent := segs[len(segs)-1], segs[:len(segs)-1]
	plurals := append(slices.Clone(parent), plural(last))
	if o := x.reading(join(plurals)); o != nil {
		return o
	}
	if o := listUnder(x, join(plurals)); o != nil {
		return o
	}
	if len(parent) > 0 && parent[len(parent)-1] == plural(last) { // /api/data_views/data_view
		return x.reading(join(parent))
	}
	return nil
}

func listUnder(x index, path string) *openapi.Operation {
	for _, word := range listed {
		if o := x.reading(path + "/" + word); o != nil {
			return o
		}
	}
	return nil
}

// whatOf names what a collection holds: its last segment that is a word.
func whatOf(path string) string {
	segs := segments(path)
	for _, seg := range slices.Backward(segs) {
		if paramOf(seg) == "" && !slices.Contains(listed, seg) {
			return noun(words(strings.TrimPrefix(seg, "_")))
		}
	}
	return ""
}
