package plan

import (
	"encoding/json"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// stated reports whether a written case shows what a draft would: the same kind
// of breach at the same place, answered in the same way.
func (d *deriver) stated(x draft) bool {
	if x.class == "" {
		return false // decided by the whole request
	}
	for i := range d.e.Cases {
		c := &d.e.Cases[i]
		steps := c.Steps
		if len(steps) == 0 {
			steps = []fixtures.Step{c.Step}
		}
		for j := range steps {
			s := &steps[j]
			if s.Request == nil && s.Send.Credentials == "" && (s.Expect.Refused == "validation") == !x.accepted && x.shownBy(s.Send) {
				return true
			}
		}
	}
	return false
}

func (x draft) shownBy(s fixtures.Send) bool {
	if x.part == "query" {
		return x.shownByQuery(s.Query)
	}
	body, sent := jsonBody(s)
	if !sent {
		return false
	}
	if x.accepted {
		return kindOf(body) == x.class // a route that looks at no body
	}
	switch p := x.place; x.class {
	case "missing":
		return slices.ContainsFunc(p.holder.find(body), func(v any) bool { m, ok := v.(map[string]any); return ok && !has(m, p.path[len(p.path)-1].key) })
	case "unknown":
		around := place{path: p.path[:len(p.path)-1]}
		return slices.ContainsFunc(around.find(body), func(v any) bool { return knowsNot(keysOf(p.part), v) })
	default:
		return slices.ContainsFunc(p.find(body), func(v any) bool { return class(p.part, v) == x.class })
	}
}

func (x draft) shownByQuery(query map[string]any) bool {
	p := x.place
	v, sent := query[p.key()]
	switch {
	case x.class == "missing":
		return !sent
	case x.class == "unknown":
		return slices.ContainsFunc(sortedKeys(query), func(key string) bool { return !slices.Contains(keysOf(p.part), key) })
	case !sent:
		return false
	case p.within():
		return slices.ContainsFunc(items(v), func(v any) bool { return classOfQuery(p.part, v) == x.class })
	}
	return classOfQuery(p.part, v) == x.class
}

// jsonBody is the body that a request carries as JSON, if it does.
func jsonBody(s fixtures.Send) (body any, sent bool) {
	if s.Raw != nil {
		err := json.Unmarshal([]byte(*s.Raw), &body)
		return body, err == nil
	}
	return s.Body, s.Body != nil
}

func has(m map[string]any, key string) bool { _, ok := m[key]; return ok }

// knowsNot reports whether an object has a key that is none of these.
func knowsNot(keys []string, v any) bool {
	m, _ := v.(map[string]any)
	return slices.ContainsFunc(sortedKeys(m), func(key string) bool { return !slices.Contains(keys, key) })
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for key := range m {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}
