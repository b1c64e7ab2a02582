package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// The query of a request.

const (
	maxValues = 4  // of one parameter
	maxRows   = 24 // of an operation's combinations
)

// value is one valid value of a query parameter.
func (b *builder) value(p openapi.Parameter) any {
	if all := b.valuesOf(p); len(all) > 0 {
		return all[0]
	}
	for _, w := range words(p.Name) {
		if slices.Contains([]string{"from", "to", "start", "end", "date", "since"}, w) {
			return "now-1d" // in the date math of Elasticsearch
		}
	}
	return "{own}"
}

// valuesOf are values that a parameter may have, those of the document first.
// There are none where only the server knows which exist.
func (b *builder) valuesOf(p openapi.Parameter) []any {
	node := b.node(p.Schema.Node)
	var out []any
	add := func(values ...any) {
		for _, v := range values {
			if v = harmless(v); v != nil && len(out) < maxValues && !slices.ContainsFunc(out, func(x any) bool { return text(x) == text(v) }) {
				out = append(out, v)
			}
		}
	}
	add(p.Examples...)
	add(enumOf(node)...)
	if d, ok := node["default"]; ok {
		add(d)
	}
	switch {
	case b.is(node, "boolean") && node["type"] != nil:
		add(true, false)
	case len(out) > 0:
	case b.items(node) != nil:
		for _, v := range b.valuesOf(openapi.Parameter{Name: p.Name, In: p.In, Schema: openapi.Schema{Node: b.node(b.items(node))}}) {
			if v == "{own}" { // a variable, not a text of the document
				out = append(out, []any{v})
				continue
			}
			add([]any{v})
		}
	case b.fitsOwn(node) && node["pattern"] == nil:
		if !ofTheServer(p.Name) && len(out) == 0 {
			out = append(out, "{own}")
		}
	default:
		add(b.sample(node, false), b.sample(node, true))
	}
	return out
}

// ofTheServer: a text that names something that exists, such as a field to sort
// by; any other is refused.
func ofTheServer(name string) bool {
	for _, w := range words(name) {
		if slices.Contains([]string{"sort", "field", "fields", "type", "types", "aggs", "after", "pit", "order", "cursor", "date", "from", "to", "start", "end"}, w) {
			return true
		}
	}
	return false
}

// put adds a value of a parameter to a query as its style demands.
func put(query map[string]any, p openapi.Parameter, v any) {
	switch v := v.(type) {
	case map[string]any:
		if p.Style == "deepObject" {
			for _, key := range keys(v) {
				query[p.Name+"["+key+"]"] = text(v[key])
			}
			return
		}
		query[p.Name] = text(v)
	case []any:
		parts := make([]any, len(v))
		words := make([]string, len(v))
		for i, x := range v {
			parts[i], words[i] = text(x), text(x)
		}
		if p.Explode || p.Style == "" {
			query[p.Name] = parts
			return
		}
		query[p.Name] = strings.Join(words, ",")
	default:
		query[p.Name] = text(v)
	}
}

// text is a value as a query or a path carries it.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any, []any:
		out, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(out)
	}
	return fmt.Sprint(v)
}

// leastQuery is the query that an operation demands. What names another object
// is taken from where a client would get it.
func (b *builder) leastQuery(o *openapi.Operation, n *need) map[string]any {
	var out map[string]any
	for _, p := range o.Parameters {
		if p.In != "query" || !p.Required {
			continue
		}
		if out == nil {
			out = map[string]any{}
		}
		if n != nil && len(enumOf(b.node(p.Schema.Node))) == 0 && endsIn(strings.TrimSuffix(p.Name, "s"), "id") {
			if id, ok := n.referred(p, o); ok {
				put(out, p, id)
				continue
			}
		}
		put(out, p, b.value(p))
	}
	return out
}

// referred is the id that a query parameter must have: of an object of the
// operation's own kind, of the collection above it, or of another kind.
func (n *need) referred(p openapi.Parameter, o *openapi.Operation) (string, bool) {
	r := n.b.roles[o].r
	what, _ := thing(p.Name)
	candidates := n.b.nearest(n.b.byWhat[what], o.Path)
	if what == "" && r != nil {
		candidates = []*resource{r}
	}
	for _, above := range n.b.resources {
		if strings.HasPrefix(o.Path, above.path+"/") && (what == "" || strings.HasSuffix(" "+above.what, " "+what)) {
			candidates = append(candidates, above)
		}
	}
	for _, c := range candidates {
		keys := append([]string{p.Name}, keysFor(c.param, c.what)...)
		if n.own {
			if id, ok := n.make(c, keys); ok {
				return id, true
			}
		}
		if c.list != o {
			if id, ok := n.look(c, keys); ok {
				return id, true
			}
		}
	}
	return "", false
}
