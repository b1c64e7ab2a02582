package openapi

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
)

// original reads a schema of OpenAPI by rules of its own, written without a look
// at the conversion: null is allowed where nullable says so, properties of the
// other direction are absent, what a gap says is left out is left out, and nothing
// else is touched. With loose, oneOf asks for one branch or more.
type original struct {
	root  map[string]any
	draft *jsonschema.Draft
	defs  string // where that draft has definitions
	gaps  map[string]bool
	other string // the flag of properties that are not there: readOnly or writeOnly
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
			out[key] = strings.Replace(ref, "#/components/schemas/", "#/"+o.defs+"/", 1)
		}
	}
	o.names(v, out)
	for _, kind := range []string{"Minimum", "Maximum"} {
		if out["exclusive"+kind] == true {
			out["exclusive"+kind] = out[strings.ToLower(kind)]
		} else if out["exclusive"+kind] == false {
			delete(out, "exclusive"+kind)
		}
	}
	if list, ok := out["oneOf"].([]any); ok && o.loose && !exclusive(list) {
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

// names leaves out properties of the other direction, and required names that
// are none.
func (o original) names(v, out map[string]any) {
	required, ok := out["required"].([]any)
	if !ok && out["required"] == nil {
		delete(out, "required")
	}
	properties, _ := v["properties"].(map[string]any)
	for key, property := range properties {
		s, _ := property.(map[string]any)
		if s[o.other] == true {
			delete(out["properties"].(map[string]any), key)
			required = slices.DeleteFunc(required, func(n any) bool { return n == key })
		}
	}
	if ok {
		out["required"] = slices.DeleteFunc(required, func(n any) bool { _, text := n.(string); return !text })
	}
}

// compiler prepares the second engine for a whole document. Schemas lie where it
// expects them, or it would copy the document for each.
func (o original) compiler(t *testing.T, origins map[string]place) *jsonschema.Compiler {
	t.Helper()
	tr := tree{root: o.root}
	definitions := o.read(tr.lookup("/components/schemas"), "/components/schemas").(map[string]any)
	for name, at := range origins {
		definitions["at "+name] = o.read(at.value, at.at)
	}
	whole := o.read(o.root, "").(map[string]any)
	whole[o.defs] = definitions
	c := jsonschema.NewCompiler()
	c.DefaultDraft(o.draft)
	c.AssertFormat()
	if err := c.AddResource("doc:///doc.json", whole); err != nil {
		t.Fatal(err)
	}
	return c
}

// at is where the second engine has a schema.
func (o original) at(name string) string {
	return "doc:///doc.json#/" + o.defs + "/at%20" + escape(name)
}

// leftOut are the kinds of gaps that take a keyword out of a schema.
var leftOut = []string{
	"type-unknown", "enum-invalid", "enum-empty", "items-list", "keyword-unknown", "keyword-unsupported",
	"keyword-without-effect", "pattern-unsupported", "format-unknown", "ref-sibling", "all-of-closed",
}

// originsOf lists every schema of the operations with where it is written.
func originsOf(t *testing.T, data []byte) (map[string]place, map[string]any) {
	t.Helper()
	g := &gaps{}
	root, err := read(data, g)
	if err != nil {
		t.Fatal(err)
	}
	tr := &tree{root: root.(map[string]any), gaps: g}
	c := newConverter(tr)
	tr.operations(c)
	return c.origins, tr.root
}

func TestSecondEngineAgrees(t *testing.T) {
	for _, row := range []struct {
		what   string
		data   func(testing.TB) []byte
		bends  int // of each value
		bodies int // that are judged at least
		draft  *jsonschema.Draft
		defs   string
	}{
		{"things of 3.0", file("things.yaml"), 40, 1000, jsonschema.Draft7, "definitions"},
		{"things of 3.1", file("things31.yaml"), 100, 1000, jsonschema.Draft2020, "$defs"},
		{"Kibana", kibana, 3, 10_000, jsonschema.Draft7, "definitions"},
	} {
		t.Run(row.what, func(t *testing.T) {
			data := row.data(t)
			d, err := Load(data, Options{Bare: true})
			if err != nil {
				t.Fatal(err)
			}
			origins, root := originsOf(t, data)
			o := original{root: root, draft: row.draft, defs: row.defs, gaps: map[string]bool{}}
			for _, g := range d.Gaps {
				if slices.Contains(leftOut, g.Kind) {
					o.gaps[g.At] = true
				}
			}
			if n := agree(t, d, o, origins, row.bends); n < row.bodies {
				t.Errorf("%d bodies were judged, want at least %d", n, row.bodies)
			}
		})
	}
}

func file(name string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		t.Helper()
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

// agree judges values by every schema in both forms.
func agree(t *testing.T, d *Document, o original, origins map[string]place, bends int) (bodies int) {
	t.Helper()
	engines := map[string]*jsonschema.Compiler{}
	for _, other := range []string{"readOnly", "writeOnly"} {
		for _, loose := range []bool{true, false} {
			o.other, o.loose = other, loose
			engines[fmt.Sprint(other, loose)] = o.compiler(t, origins)
		}
	}
	values := generate.New(d.Definitions)
	r := rand.New(rand.NewPCG(1, 2))
	judged, valid, several := 0, 0, 0
	for _, s := range d.allSchemas() {
		origin, ok := origins[s.Name]
		if !ok || s.Node == nil {
			continue
		}
		other := "readOnly"
		if strings.Contains(origin.at, "/responses/") {
			other = "writeOnly"
		}
		loose, err := engines[other+"true"].Compile(o.at(s.Name))
		if err != nil {
			t.Errorf("%s (%s): the second engine refuses it, and no gap says why: %v", s.Name, origin.at, err)
			continue
		}
		strict, err := engines[other+"false"].Compile(o.at(s.Name))
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		judged++
		for _, value := range trials(values, s, d.examplesOf(s.Name), r, bends) {
			body, _ := json.Marshal(value)
			problems, err := d.Schemas().Validate(Prefix+"/"+s.Name, body)
			if err != nil {
				t.Fatalf("%s: %v\n%s", s.Name, err, body)
			}
			bodies++
			first, second := len(problems) == 0, loose.Validate(value)
			if first {
				valid++
			}
			if first != (second == nil) {
				t.Fatalf("%s (%s): draft-07 says %v, the original %v\n%.400s", s.Name, origin.at, problems, second, body)
			}
			if (second == nil) != (strict.Validate(value) == nil) {
				several++ // the one difference that is meant
			}
		}
	}
	t.Logf("%d schemas, %d bodies, %d valid, %d fit several branches of a oneOf", judged, bodies, valid, several)
	if valid < bodies/10 || valid > bodies*9/10 {
		t.Errorf("%d of %d bodies are valid: one of the verdicts is hardly tried", valid, bodies)
	}
	return bodies
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
func trials(g *generate.Generator, s Schema, examples []any, r *rand.Rand, bends int) []any {
	base := slices.Clone(examples)
	for _, size := range []generate.Size{generate.Minimal, generate.Maximal} {
		if v, err := g.Value(s.Node, generate.Options{Size: size, Seed: r.Uint64()}); err == nil {
			base = append(base, v)
		}
	}
	out := slices.Clone(base)
	for _, v := range base {
		for range bends {
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
