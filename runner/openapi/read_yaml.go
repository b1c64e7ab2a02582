package openapi

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
)

func readYAML(data []byte, g *gaps) (any, error) {
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		return nil, err
	}
	return newReading(g).yaml(&root, 0)
}

func (r *reading) yaml(n *yaml.Node, depth int) (any, error) {
	if err := r.count(depth); err != nil {
		return nil, err
	}
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 0 {
			return nil, fmt.Errorf("it is empty")
		}
		return r.yaml(n.Content[0], depth+1)
	case yaml.AliasNode:
		return r.yaml(n.Alias, depth+1)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for i, item := range n.Content {
			r.enter(step{index: i, list: true})
			value, err := r.yaml(item, depth+1)
			if err != nil {
				return nil, err
			}
			r.leave()
			list = append(list, value)
		}
		return list, nil
	case yaml.MappingNode:
		return r.yamlObject(n, depth)
	}
	return r.scalar(n), nil
}

func (r *reading) yamlObject(n *yaml.Node, depth int) (any, error) {
	object := make(map[string]any, len(n.Content)/2)
	var merged []any
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, name := n.Content[i], n.Content[i].Value
		for key.Kind == yaml.AliasNode {
			key, name = key.Alias, key.Alias.Value
		}
		if key.Kind != yaml.ScalarNode {
			r.gaps.add(r.at(), "key-invalid", "line %d: a key is no text; it is left out", key.Line)
			continue
		}
		r.enter(step{key: name})
		value, err := r.yaml(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		if key.ShortTag() == "!!merge" {
			merged = append(merged, value)
		} else {
			r.put(object, name, value)
		}
		r.leave()
	}
	for _, m := range merged {
		merge(object, m)
	}
	return object, nil
}

// merge puts in what << names; keys written in place win.
func merge(object map[string]any, from any) {
	switch f := from.(type) {
	case map[string]any:
		for key, value := range f {
			if _, ok := object[key]; !ok {
				object[key] = value
			}
		}
	case []any:
		for _, item := range f {
			merge(object, item)
		}
	}
}

// scalar reads a plain value; dates and whatever else JSON lacks stay texts.
func (r *reading) scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int", "!!float":
		if jsonNumber.MatchString(n.Value) {
			return r.number(n.Value)
		}
		var f float64
		if n.Decode(&f) == nil {
			if text := strconv.FormatFloat(f, 'g', -1, 64); jsonNumber.MatchString(text) {
				return r.number(text)
			}
		}
	}
	return n.Value
}
