package announce

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/load"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

type object = map[string]any

// rebuild writes what could be used of a document as a plain OpenAPI 3.1
// document: the documents of Kibana hold faults over which a strict reader
// stops, and what is faulty announces nothing.
func rebuild(d *openapi.Document, name string) (*load.SpecInfo, error) {
	paths := object{}
	for _, o := range d.Operations {
		item, _ := paths[o.Path].(object)
		if item == nil {
			item = object{}
			paths[o.Path] = item
		}
		item[strings.ToLower(o.Method)] = operation(o)
	}
	schemas := object{}
	for name, node := range d.Definitions {
		schemas[component(name)] = schema(node)
	}
	data, err := json.Marshal(object{
		"openapi": "3.1.0", "info": object{"title": d.Title, "version": d.Version}, "paths": paths, "components": object{"schemas": schemas},
	})
	if err != nil {
		return nil, fmt.Errorf("OpenAPI document %s: %w", name, err)
	}
	spec, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("OpenAPI document %s: %w", name, err)
	}
	return &load.SpecInfo{Url: name, Spec: spec, Version: d.Version}, nil
}

func operation(o *openapi.Operation) object {
	out := object{"operationId": o.ID, "responses": responses(o)}
	if o.Deprecated {
		out["deprecated"] = true
	}
	var parameters []any
	for _, p := range o.Parameters {
		parameters = append(parameters, object{"name": p.Name, "in": p.In, "required": p.Required || p.In == "path", "schema": schema(p.Schema.Node)})
	}
	if parameters != nil {
		out["parameters"] = parameters
	}
	if len(o.Bodies) > 0 {
		content := object{}
		for _, b := range o.Bodies {
			content[b.MediaType] = object{"schema": schema(b.Schema.Node)}
		}
		out["requestBody"] = object{"required": o.BodyNeeded, "content": content}
	}
	return out
}

func responses(o *openapi.Operation) object {
	out := object{}
	for _, r := range o.Responses {
		answer, _ := out[r.Status].(object)
		if answer == nil {
			answer = object{"description": r.Description}
			out[r.Status] = answer
		}
		if r.MediaType == "" {
			continue
		}
		content, _ := answer["content"].(object)
		if content == nil {
			content = object{}
			answer["content"] = content
		}
		content[r.MediaType] = object{"schema": schema(r.Schema.Node)}
	}
	return out
}

// schema copies a draft-07 schema; references lead to the components.
func schema(node any) any {
	switch v := node.(type) {
	case object:
		if v == nil {
			return object{}
		}
		out := make(object, len(v))
		for k, child := range v {
			if ref, is := child.(string); is && k == "$ref" {
				out[k] = "#/components/schemas/" + component(strings.TrimPrefix(ref, "#/definitions/"))
				continue
			}
			out[k] = schema(child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = schema(v[i])
		}
		return out
	}
	return node
}

// component makes a name that components may have.
func component(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, name)
}
