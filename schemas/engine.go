package schemas

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/xeipuuv/gojsonschema"
)

// engine is a schema compiled by gojsonschema, which gives the verdict.
type engine struct{ schema *gojsonschema.Schema }

// verdict is yes, or no with the engine's own words.
type verdict struct {
	ok  bool
	why []string
}

// base makes file names absolute, as the engine needs them; nothing answers there.
const base = "http://schemas.invalid/"

// private keeps our format checkers apart: gojsonschema has one table of them
// for the whole process, and whoever else uses it keeps the built-in ones.
const ours = "kbn-conformance:"

var registerFormats = sync.OnceFunc(func() {
	for name, f := range formats {
		gojsonschema.FormatCheckers.Add(ours+name, checker(f.holds))
	}
})

// checker adapts a format to the engine, which also asks it about numbers, to
// which no format applies.
type checker func(string) bool

func (c checker) IsFormat(value any) bool {
	text, ok := value.(string)
	return !ok || c(text)
}

func newEngine(docs documents, name string) (*engine, error) {
	registerFormats()
	loader := gojsonschema.NewSchemaLoader()
	for needed := range docs.closure(name) {
		data, err := json.Marshal(private{docs, needed}.schema(docs[needed]))
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", needed, err)
		}
		if err := loader.AddSchema(base+needed+".json", gojsonschema.NewBytesLoader(data)); err != nil {
			return nil, fmt.Errorf("schema %s: %w", needed, err)
		}
	}
	schema, err := loader.Compile(offline{gojsonschema.NewReferenceLoader(base + name + ".json")})
	if err != nil {
		return nil, err
	}
	return &engine{schema}, nil
}

func (e *engine) judge(value any) (verdict, error) {
	result, err := e.schema.Validate(gojsonschema.NewRawLoader(value))
	if err != nil {
		return verdict{}, err
	}
	v := verdict{ok: result.Valid()}
	for _, problem := range result.Errors() {
		v.why = append(v.why, problem.String())
	}
	return v, nil
}

// closure names a schema file and all that it refers to, over any distance.
func (d documents) closure(name string) map[string]bool {
	seen := map[string]bool{}
	var visit func(name string, schema any)
	visit = func(name string, schema any) {
		s, _ := schema.(map[string]any)
		if ref, ok := s["$ref"].(string); ok {
			if target, _, err := d.resolve(name, ref); err == nil && !seen[target] {
				seen[target] = true
				visit(target, d[target])
			}
		}
		for c := range subschemas(s) {
			visit(name, c.schema)
		}
	}
	seen[name] = true
	visit(name, d[name])
	return seen
}

// private copies a schema of a file for the engine: formats under their private
// names, references to shared files written out, and without annotations, in
// which it would resolve what looks like a $ref.
type private struct {
	docs documents
	name string
}

func (p private) schema(schema any) any {
	s, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	out := make(map[string]any, len(s))
	for keyword, value := range s {
		switch keyword {
		case "title", "description", "default", "examples", "$comment":
			continue
		case "$ref":
			if file, ok := p.docs.shared(p.name, value.(string)); ok {
				value = base + file + ".json"
			}
		case "format":
			value = ours + value.(string)
		case "properties", "definitions":
			value = p.named(value.(map[string]any))
		case "allOf", "anyOf", "oneOf":
			value = p.list(value.([]any))
		case "items", "additionalProperties", "not", "if", "then", "else":
			value = p.schema(value)
		}
		out[keyword] = value
	}
	return out
}

func (p private) named(named map[string]any) map[string]any {
	out := make(map[string]any, len(named))
	for name, schema := range named {
		out[name] = p.schema(schema)
	}
	return out
}

func (p private) list(list []any) []any {
	out := make([]any, len(list))
	for i, schema := range list {
		out[i] = p.schema(schema)
	}
	return out
}

// offline is the root loader: whatever is not preloaded is refused instead of
// fetched.
type offline struct{ gojsonschema.JSONLoader }

func (offline) LoaderFactory() gojsonschema.JSONLoaderFactory { return refuseAll{} }

type refuseAll struct{}

func (refuseAll) New(source string) gojsonschema.JSONLoader {
	return refused{gojsonschema.NewReferenceLoader(source), source}
}

type refused struct {
	gojsonschema.JSONLoader
	source string
}

func (r refused) LoadJSON() (any, error) {
	return nil, fmt.Errorf("%s is not part of the set", strings.TrimPrefix(r.source, base))
}
