package observe

import "strings"

// look compares a value with a schema and notes properties that it does not know.
// Where several branches fit, it cannot tell which one lacks them, and says nothing.
func (o *Observer) look(node map[string]any, value any) { o.compare(node, value, true) }

// compare is look; schemas that speak about the value together note a property
// once, at the first of them that names any.
func (o *Observer) compare(node map[string]any, value any, note bool) {
	node = o.resolve(node)
	place := o.naming(node)
	if note && place != nil {
		o.strange(node, place, value)
	}
	note = note && place == nil
	for _, branch := range list(node["allOf"]) {
		o.compare(branch, value, note)
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if branch := o.chosen(list(node[key]), value); branch != nil {
			o.compare(branch, value, note)
		}
	}
	switch v := value.(type) {
	case []any:
		if items, ok := node["items"].(map[string]any); ok {
			for _, item := range v {
				o.look(items, item)
			}
		}
	case map[string]any:
		o.inside(node, v)
	}
}

// inside looks at the values of the properties that a schema knows.
func (o *Observer) inside(node, value map[string]any) {
	properties, _ := node["properties"].(map[string]any)
	more, _ := node["additionalProperties"].(map[string]any)
	for key, item := range value {
		if property, ok := properties[key].(map[string]any); ok {
			o.look(property, item)
		} else if more != nil {
			o.look(more, item)
		}
	}
}

// naming is the schema that has properties: the schema itself, or the first
// branch of its allOf.
func (o *Observer) naming(node map[string]any) map[string]any {
	if properties, _ := node["properties"].(map[string]any); len(properties) > 0 {
		return node
	}
	for _, branch := range list(node["allOf"]) {
		if found := o.naming(o.resolve(branch)); found != nil {
			return found
		}
	}
	return nil
}

// strange notes the properties of a value that no schema about it knows.
func (o *Observer) strange(node, place map[string]any, value any) {
	object, _ := value.(map[string]any)
	at, placed := o.document.Place(place)
	if len(object) == 0 || !placed {
		return
	}
	known, open := o.known(node)
	if open {
		return
	}
	for key, item := range object {
		if known[key] {
			continue
		}
		if o.fields[at] == nil {
			o.fields[at] = &shape{}
		}
		o.fields[at].property(key, item, 0)
	}
}

// known are the properties that a schema and its branches know, and whether one
// of them says that there may be others.
func (o *Observer) known(node map[string]any) (out map[string]bool, open bool) {
	out = map[string]bool{}
	seen := map[string]bool{}
	var collect func(node map[string]any)
	collect = func(node map[string]any) {
		if ref, ok := node["$ref"].(string); ok {
			if seen[ref] {
				return
			}
			seen[ref] = true
		}
		node = o.resolve(node)
		properties, _ := node["properties"].(map[string]any)
		for key := range properties {
			out[key] = true
		}
		if more, said := node["additionalProperties"]; said && more != false {
			open = true
		}
		for _, key := range []string{"allOf", "anyOf", "oneOf"} {
			for _, branch := range list(node[key]) {
				collect(branch)
			}
		}
	}
	collect(node)
	return out, open
}

// chosen is the one branch that a value fits. Where none does, because it has
// what no branch knows, it is the only one that is an object.
func (o *Observer) chosen(branches []map[string]any, value any) map[string]any {
	var fitting, objects []map[string]any
	for _, branch := range branches {
		if problems, err := o.judge.Problems(branch, value); err == nil && len(problems) == 0 {
			fitting = append(fitting, branch)
		}
		if resolved := o.resolve(branch); resolved["type"] != "null" && len(resolved) > 0 {
			objects = append(objects, branch)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0]
	case len(fitting) == 0 && len(objects) == 1:
		return objects[0]
	}
	return nil
}

func (o *Observer) resolve(node map[string]any) map[string]any {
	for range 32 {
		ref, ok := node["$ref"].(string)
		if !ok {
			return node
		}
		node, _ = o.document.Definitions[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
	}
	return nil
}

func list(value any) []map[string]any {
	items, _ := value.([]any)
	var out []map[string]any
	for _, item := range items {
		if node, ok := item.(map[string]any); ok {
			out = append(out, node)
		}
	}
	return out
}
