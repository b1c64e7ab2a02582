package openapi

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
)

// original reads a schema of OpenAPI 3.0 as draft-07 by rules of its own, written
// without a look at the conversion: null is allowed where nullable says so, what
// a gap says is left out is left out, and nothing else is touched. With loose,
// oneOf asks for one branch or more.
type original struct {
	gaps  map[string]bool
	loose bool
}

func (o original) read(value any, at string) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = o.read(item, fmt.Sprintf("%s/%d", at, i))
		}
		return out
	case map[string]any:
		return o.object(v, at)
	}
	return value
}

func (o original) object(v map[string]any, at string) any {
	out := map[string]any{}
	for key, item := range v {
		below := at + "/" + escape(key)
		if o.gaps[below] || key == "example" && !strings.HasSuffix(at, "/properties") {
			continue
		}
		out[key] = o.read(item, below)
		if ref, ok := item.(string); ok && key == "$ref" {
			out[key] = strings.Replace(ref, "#/components/schemas/", "#/definitions/", 1)
		}
	}
	if names, ok := out["required"].([]any); ok {
		out["required"] = slices.DeleteFunc(names, func(n any) bool { _, text := n.(string); return !text })
	} else if out["required"] == nil {
		delete(out, "required")
	}
	for _, kind := range []string{"Minimum", "Maximum"} {
		if out["exclusive"+kind] == true {
			out["exclusive"+kind] = out[strings.ToLower(kind)]
		} else if out["exclusive"+kind] == false {
			delete(out, "exclusive"+kind)
		}
	}
	if list, ok := out["oneOf"].([]any); ok && o.loose {
		delete(out, "oneOf")
		all, _ := out["allOf"].([]any)
		out["allOf"] = append(all, map[string]any{"anyOf": list})
	}
	if out["nullable"] != true {
		return out
	}
	delete(out, "nullable")
	if len(out) == 0 {
		return out
	}
	return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, out}}
}

// compiler prepares the second engine for a whole document. Schemas lie where it
// expects them, or it would copy the document for each.
func (o original) compiler(t *testing.T, root map[string]any, origins map[string]place) *jsonschema.Compiler {
	t.Helper()
	tr := tree{root: root}
	definitions := o.read(tr.lookup("/components/schemas"), "/components/schemas").(map[string]any)
	for name, at := range origins {
		definitions["at "+name] = o.read(at.value, at.at)
	}
	whole := o.read(root, "").(map[string]any)
	whole["definitions"] = definitions
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	if err := c.AddResource(document, whole); err != nil {
		t.Fatal(err)
	}
	return c
}

const document = "doc:///doc.json"

// at is where the second engine has a schema.
func at(name string) string { return document + "#/definitions/at%20" + escape(name) }

// leftOut are the kinds of gaps that take a keyword out of a schema.
var leftOut = []string{
	"type-unknown", "enum-invalid", "enum-empty", "items-list", "keyword-unknown", "keyword-unsupported",
	"keyword-without-effect", "pattern-unsupported", "format-unknown", "ref-sibling", "all-of-closed",
}

// schemaPlaces lists every schema of the operations with where it is written.
func schemaPlaces(t *testing.T, data []byte) (*Document, map[string]place, map[string]any) {
	t.Helper()
	d, err := Load(data, Options{Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	g := &gaps{}
	root, err := read(data, g)
	if err != nil {
		t.Fatal(err)
	}
	tr := &tree{root: root.(map[string]any), gaps: g}
	c := newConverter(tr)
	tr.operations(c)
	return d, c.origins, tr.root
}

func TestSecondEngineAgrees(t *testing.T) {
	data := kibana(t)
	d, origins, root := schemaPlaces(t, data)
	o := original{gaps: map[string]bool{}, loose: true}
	for _, g := range d.Gaps {
		if slices.Contains(leftOut, g.Kind) {
			o.gaps[g.At] = true
		}
	}
	loose := o.compiler(t, root, origins)
	o.loose = false
	strict := o.compiler(t, root, origins)

	values := generate.New(d.Definitions)
	r := rand.New(rand.NewPCG(1, 2))
	schemas, bodies, valid, several := 0, 0, 0, 0
	for _, s := range d.allSchemas() {
		origin, ok := origins[s.Name]
		if !ok || s.Node == nil {
			continue
		}
		schema, err := loose.Compile(at(s.Name))
		if err != nil {
			t.Errorf("%s (%s): the second engine refuses it, and no gap says why: %v", s.Name, origin.at, err)
			continue
		}
		sharp, err := strict.Compile(at(s.Name))
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		schemas++
		for _, value := range trials(values, s, d.examplesOf(s.Name), r) {
			body, _ := json.Marshal(value)
			problems, err := d.Schemas().Validate(Prefix+"/"+s.Name, body)
			if err != nil {
				t.Fatalf("%s: %v\n%s", s.Name, err, body)
			}
			bodies++
			first, second := len(problems) == 0, schema.Validate(value)
			if first {
				valid++
			}
			if first != (second == nil) {
				t.Errorf("%s (%s): draft-07 says %v, the original %v\n%.400s", s.Name, origin.at, problems, second, body)
			}
			if bad := t.Failed(); bad && bodies > 5000 {
				t.FailNow() // a few lines say enough
			}
			if (second == nil) != (sharp.Validate(value) == nil) {
				several++ // the one difference that is meant
			}
		}
	}
	t.Logf("%d schemas, %d bodies, %d valid, %d fit several branches of a oneOf", schemas, bodies, valid, several)
	if valid < bodies/10 || valid > bodies*9/10 {
		t.Errorf("%d of %d bodies are valid: one of the verdicts is hardly tried", valid, bodies)
	}
}

func (d *Document) allSchemas() []Schema {
	var out []Schema
	for _, o := range d.Operations {
		for _, p := range o.Parameters {
			out = append(out, p.Schema)
		}
		for _, b := range o.Bodies {
			out = append(out, b.Schema)
		}
		for _, r := range o.Responses {
			out = append(out, r.Schema)
		}
	}
	return out
}

func (d *Document) examplesOf(name string) []any {
	for _, o := range d.Operations {
		for _, b := range o.Bodies {
			if b.Schema.Name == name {
				return b.Examples
			}
		}
		for _, r := range o.Responses {
			if r.Schema.Name == name {
				return r.Examples
			}
		}
	}
	return nil
}

// trials are the examples and generated values, each also bent a few times.
func trials(g *generate.Generator, s Schema, examples []any, r *rand.Rand) []any {
	base := slices.Clone(examples)
	for _, size := range []generate.Size{generate.Minimal, generate.Maximal} {
		if v, err := g.Value(s.Node, generate.Options{Size: size, Seed: r.Uint64()}); err == nil {
			base = append(base, v)
		}
	}
	out := slices.Clone(base)
	for _, v := range base {
		for range 3 {
			out = append(out, bend(v, r))
		}
	}
	return out
}

// bend changes one place of a value.
func bend(value any, r *rand.Rand) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) > 0 && r.IntN(4) > 0 {
			out := map[string]any{}
			keys := []string{}
			for key, item := range v {
				out[key] = item
				keys = append(keys, key)
			}
			slices.Sort(keys)
			key := keys[r.IntN(len(keys))]
			if r.IntN(5) == 0 {
				delete(out, key)
			} else {
				out[key] = bend(v[key], r)
			}
			return out
		}
		if r.IntN(2) == 0 {
			out := map[string]any{"surprise": json.Number("1")}
			for key, item := range v {
				out[key] = item
			}
			return out
		}
	case []any:
		if len(v) > 0 && r.IntN(4) > 0 {
			out := slices.Clone(v)
			i := r.IntN(len(v))
			out[i] = bend(v[i], r)
			return out
		}
	}
	others := []any{
		nil, true, "", "x", "2024-01-01T00:00:00Z", json.Number("0"), json.Number("-1"), json.Number("1.5"), json.Number("100000"),
		[]any{}, []any{"a"}, []any{nil}, map[string]any{}, map[string]any{"id": "a", "type": "b"},
	}
	return others[r.IntN(len(others))]
}
