package flows

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// undo removes the object with an id: by its path, by the query or the body of
// its collection, or by the delete that lies below it. It is nil where the
// document offers none of these.
func (b *builder) undo(r *resource, id string, params map[string]string) *fixtures.Undo {
	if r.remove != nil {
		at := aligned(r.create.Path, r.remove.Path, params)
		if segs := segments(r.remove.Path); r.member != "" {
			at[paramOf(segs[len(segs)-1])] = id
		}
		u := &fixtures.Undo{Method: r.remove.Method, Path: fill(r.remove.Path, at)}
		if r.member == "" {
			u.Path += "?" + r.param + "=" + id
		}
		u.Path = b.withRequired(u.Path, r.remove, r.param)
		if body := jsonBody(r.remove); body != nil && r.remove.BodyNeeded {
			u.Body = b.sample(body.Schema.Node, false)
		}
		return u
	}
	if o := b.index.at("DELETE", r.path); o != nil {
		for _, p := range o.Parameters {
			if p.In == "query" && p.Required && b.names(p.Name, r) {
				return &fixtures.Undo{Method: o.Method, Path: b.withRequired(fill(r.path, aligned(r.create.Path, r.path, params))+"?"+url.QueryEscape(p.Name)+"="+id, o, p.Name)}
			}
		}
		if body := b.removing(o, r, id); body != nil {
			return &fixtures.Undo{Method: o.Method, Path: fill(r.path, aligned(r.create.Path, r.path, params)), Body: body}
		}
	}
	for _, word := range []string{"delete", "_delete"} {
		if o := b.index.at("POST", r.path+"/"+word); o != nil {
			if body := b.removing(o, r, id); body != nil {
				return &fixtures.Undo{Method: o.Method, Path: fill(o.Path, aligned(r.create.Path, o.Path, params)), Body: body}
			}
		}
	}
	return nil
}

// findBy looks an object up by the name that it was given, for an answer that did
// not tell its id; nil where the list shows no names.
func (b *builder) findBy(r *resource, made fixtures.Step, letter, variable string) *fixtures.Find {
	body, _ := made.Send.Body.(map[string]any)
	if r.list == nil || len(b.leastQuery(r.list, nil)) > 0 {
		return nil
	}
	list, key, ok := b.listIn(success(r.list), keysFor(r.param, r.what))
	if !ok || key == "" || strings.Contains(key, ".") {
		return nil
	}
	for _, name := range []string{"name", "title"} {
		if body[name] != "{"+letter+"}" || b.properties(b.items(b.listSchema(r.list)))[name] == nil {
			continue
		}
		path := fill(r.list.Path, aligned(r.create.Path, r.list.Path, made.Send.Params))
		return &fixtures.Find{Path: path, ID: strings.TrimPrefix(fmt.Sprintf("%s.#(%s==\"{%s}\").%s", list, name, letter, key), "."), For: variable}
	}
	return nil
}

// removing is a body that names one object in the only way it must.
func (b *builder) removing(o *openapi.Operation, r *resource, id string) map[string]any {
	body := jsonBody(o)
	if body == nil {
		return nil
	}
	named := b.properties(body.Schema.Node)
	for _, key := range b.required(body.Schema.Node) {
		if schema := named[key]; b.names(key, r) {
			if b.items(schema) != nil {
				return map[string]any{key: []any{id}}
			}
			return map[string]any{key: id}
		}
	}
	return nil
}

// names reports whether a key is the id of such an object: id, ids, agentPolicyId
// for an agent policy.
func (b *builder) names(key string, r *resource) bool {
	what, how := thing(key)
	return how == "id" && endsIn(strings.TrimSuffix(strings.ToLower(strings.Join(words(key), "_")), "s"), "id") && (what == "" || what == r.what)
}

// withRequired adds what else the query of a removal must have.
func (b *builder) withRequired(path string, o *openapi.Operation, but string) string {
	for _, p := range o.Parameters {
		if p.In != "query" || !p.Required || p.Name == but {
			continue
		}
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + url.QueryEscape(p.Name) + "=" + url.QueryEscape(text(b.value(p)))
	}
	return path
}

// aligned gives the parameters of one path to another that goes the same way,
// where they may be called differently.
func aligned(from, to string, params map[string]string) map[string]string {
	out := map[string]string{}
	source := segments(from)
	for i, seg := range segments(to) {
		if name := paramOf(seg); name != "" && i < len(source) {
			if value, ok := params[paramOf(source[i])]; ok {
				out[name] = value
			}
		}
	}
	return out
}

// fill puts values into a path.
func fill(path string, params map[string]string) string {
	segs := segments(path)
	for i, seg := range segs {
		name := paramOf(seg)
		if name == "" {
			continue
		}
		if value, ok := params[name]; ok {
			segs[i] = value
		} else if i == 1 && segs[0] == "s" {
			segs[i] = "default"
		}
	}
	return join(segs)
}

// sorted keys, so that equal documents give equal flows.
func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
