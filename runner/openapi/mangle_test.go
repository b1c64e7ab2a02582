package openapi

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
)

// mangled is a document that a mutation was done to.
func mangled(t *testing.T, data []byte, r *rand.Rand) []byte {
	t.Helper()
	if r.IntN(5) == 0 { // of the text
		out := slices.Clone(data)
		for range 1 + r.IntN(3) {
			i := r.IntN(len(out))
			switch r.IntN(4) {
			case 0:
				out = slices.Delete(out, i, min(len(out), i+1+r.IntN(40)))
			case 1:
				out = slices.Insert(out, i, []byte(pick(r, "{", "}", "[", "]", ":", "\"", "\x00", "\xff", "&a", "*a", "<<", "- ", "\n"))...)
			case 2:
				out[i] = byte(r.Uint32())
			default:
				out = out[:max(i, 1)]
			}
			if len(out) == 0 {
				return []byte("x")
			}
		}
		return out
	}
	value, err := read(data, &gaps{})
	if err != nil {
		t.Fatal(err)
	}
	for range 1 + r.IntN(4) {
		value = mangle(value, r)
	}
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// mangle replaces, doubles or removes one place of a tree.
func mangle(value any, r *rand.Rand) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) > 0 && r.IntN(20) > 0 {
			key := pick(r, slices.Sorted(maps.Keys(v))...)
			switch r.IntN(30) {
			case 0:
				delete(v, key)
			case 1:
				v[pick(r, "$ref", "type", "allOf", "not", "properties", "required", "nullable", "items", "é ~/%")] = v[key]
			default:
				v[key] = mangle(v[key], r)
			}
			return v
		}
	case []any:
		if len(v) > 0 && r.IntN(20) > 0 {
			i := r.IntN(len(v))
			v[i] = mangle(v[i], r)
			return v
		}
	}
	return pick[any](r,
		nil, true, false, 0, -1, 1.5, 1e300, "", "x", "string", "#", "/", []any{}, []any{nil, 1, "a"}, map[string]any{}, []any{value}, map[string]any{"a": value},
		map[string]any{"$ref": "#"}, map[string]any{"$ref": "#/components/schemas/nowhere"}, map[string]any{"$ref": "#/paths"},
		map[string]any{"$ref": "#/components/schemas/Thing"}, map[string]any{"$ref": "https://example.test/"}, map[string]any{"type": "string", "pattern": "("},
	)
}

// illegal says what another reader, written by others, finds wrong with a
// document; empty when it finds nothing. It does not look at examples.
func illegal(data []byte) string {
	loader := openapi3.NewLoader()
	d, err := loader.LoadFromData(data)
	if err == nil {
		err = d.Validate(loader.Context, openapi3.DisableExamplesValidation())
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// TestMangledDocuments: whatever is done to a document, loading it ends, and what
// it gives can be used. Whatever another reader finds wrong is told: as the error
// for which the document is refused, or as a gap with its place.
func TestMangledDocuments(t *testing.T) {
	data, err := os.ReadFile("testdata/things.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if sound := loaded(t, data); len(sound.Gaps) > 0 || illegal(data) != "" {
		t.Fatalf("the document is wrong before anything is done to it: %v, %s", sound.Gaps, illegal(data))
	}
	r := rand.New(rand.NewPCG(7, 9))
	refused, gaps, legal, careful := 0, 0, 0, 0
	for i := range 1000 {
		text := mangled(t, data, r)
		d, err := within(t, text)
		why := illegal(text)
		switch {
		case err != nil:
			refused++
		case len(d.Gaps) > 0:
			gaps++
			if why == "" {
				careful++
			}
		case why == "":
			legal++ // a description, a name, or what is optional
		default:
			t.Errorf("nothing is told of a document that is wrong: %s\n%s", why, text)
		}
		if i%10 == 0 && err == nil {
			used(t, d)
		}
	}
	t.Logf("1000 mangled documents: %d refused, %d with gaps (of %d the other reader knows nothing), %d still legal", refused, gaps, careful, legal)
	if legal > 100 {
		t.Errorf("%d of 1000 documents are legal: the mutations do too little, or the other reader sees too little", legal)
	}
}

func TestMangledKibana(t *testing.T) {
	data := kibana(t)
	r := rand.New(rand.NewPCG(1, 1))
	for range 6 {
		if d, err := within(t, mangled(t, data, r)); err == nil && len(d.Gaps) == 0 {
			t.Error("a document with hundreds of gaps has none any more")
		}
	}
}

func loaded(t *testing.T, data []byte) *Document {
	t.Helper()
	d, err := Load(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// within loads a document, and says which one if that takes too long.
func within(t *testing.T, data []byte) (*Document, error) {
	t.Helper()
	hang := time.AfterFunc(time.Minute, func() { panic("loading hangs on:\n" + cut(string(data))) })
	defer hang.Stop()
	return Load(data, Options{})
}

// used compiles every schema and makes values by them.
func used(t *testing.T, d *Document) {
	t.Helper()
	g := generate.New(d.Definitions)
	for _, s := range d.allSchemas() {
		if s.Node == nil {
			continue
		}
		if _, err := d.Schemas().Validate(Prefix+"/"+s.Name, []byte(`{"a":[1,"b",null]}`)); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		_, _ = g.Value(s.Node, generate.Options{Size: generate.Maximal}) // a schema may accept nothing
	}
	for _, gap := range d.Gaps {
		if gap.Kind == "schema-refused" {
			t.Errorf("the conversion made a schema that is refused: %s: %s", gap.At, gap.Text)
		}
	}
}
