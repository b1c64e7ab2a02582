package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// grammar says which objects OpenAPI has where: "{" is a map of such objects, "["
// a list of them.
var grammar = map[string]map[string]string{
	"root":       {"info": "info", "paths": "{item", "components": "components", "tags": "[tag", "servers": "[server"},
	"item":       {"get": "operation", "put": "operation", "post": "operation", "delete": "operation", "patch": "operation", "parameters": "[parameter"},
	"operation":  {"parameters": "[parameter", "requestBody": "body", "responses": "{response"},
	"components": {"schemas": "{schema", "responses": "{response", "parameters": "{parameter", "requestBodies": "{body"},
	"parameter":  {"schema": "schema", "content": "{media"},
	"body":       {"content": "{media"},
	"response":   {"content": "{media"},
	"media":      {"schema": "schema"},
	"schema": {
		"properties": "{schema", "items": "schema", "additionalProperties": "schema", "not": "schema", "allOf": "[schema", "anyOf": "[schema", "oneOf": "[schema",
	},
}

// breaks are what makes an object of OpenAPI one that it cannot be: a field that
// is set, or (nil) taken away.
var breaks = map[string][]struct {
	key   string
	value any
}{
	"info":      {{"title", nil}, {"version", nil}, {"version", 7}, {"contact", "me"}},
	"tag":       {{"name", nil}, {"name", 7}},
	"server":    {{"url", nil}, {"url", []any{}}},
	"item":      {{"parameters", 7}, {"get", 7}, {"connect", map[string]any{}}, {"summary", 7}, {"servers", 7}},
	"operation": {{"responses", []any{}}, {"responses", nil}, {"parameters", map[string]any{}}, {"requestBody", 7}, {"operationId", 7}, {"tags", "things"}, {"deprecated", "yes"}},
	"parameter": {{"name", nil}, {"name", 7}, {"in", nil}, {"in", "nowhere"}, {"schema", 7}, {"style", 7}, {"required", "yes"}},
	"body":      {{"content", nil}, {"content", 7}, {"required", 7}},
	"response":  {{"description", nil}, {"description", 7}, {"content", 7}, {"headers", []any{}}},
	"media":     {{"schema", "text"}, {"examples", 7}},
	"schema": {
		{"type", "objects"}, {"type", 7}, {"type", []any{"string", "strings"}}, {"properties", []any{}}, {"items", 7}, {"enum", "a"}, {"enum", 7}, {"required", "a"},
		{"required", []any{7}}, {"pattern", "("}, {"pattern", 7}, {"minLength", -1}, {"maxItems", 1.5}, {"maximum", "high"}, {"multipleOf", 0}, {"allOf", []any{}}, {"oneOf", map[string]any{}},
		{"anyOf", []any{7}}, {"nullable", "yes"}, {"format", 7}, {"title", []any{}}, {"readOnly", "yes"}, {"discriminator", 7}, {"additionalProperties", 7}, {"not", 7},
		{"$ref", "#/components/schemas/nowhere"}, {"$ref", 7}, {"$ref", "https://example.test/"},
	},
}

// objects lists all objects of a document by what they are.
func objects(value any, kind string, into map[string][]map[string]any) {
	v, ok := value.(map[string]any)
	if !ok {
		return
	}
	if _, refers := v["$ref"]; !refers { // what stands beside it says nothing
		into[kind] = append(into[kind], v)
	}
	for _, key := range sortedKeys(grammar[kind]) {
		switch below := grammar[kind][key]; below[0] {
		case '{':
			items, _ := v[key].(map[string]any)
			for _, name := range sortedKeys(items) {
				objects(items[name], below[1:], into)
			}
		case '[':
			for _, item := range listOf(v[key]) {
				objects(item, below[1:], into)
			}
		default:
			objects(v[key], below, into)
		}
	}
}

// broken is a document that one place makes illegal by construction.
func broken(t *testing.T, data []byte, r *rand.Rand) (out []byte, how string) {
	t.Helper()
	value, err := read(data, &gaps{})
	if err != nil {
		t.Fatal(err)
	}
	into := map[string][]map[string]any{}
	objects(value, "root", into)
	for {
		kind := pick(r, sortedKeys(into)...)
		object := pick(r, into[kind]...)
		if r.IntN(8) == 0 {
			object["surprise"] = 1
			how = "an unknown field of a " + kind
			break
		}
		if len(breaks[kind]) == 0 {
			continue
		}
		b := pick(r, breaks[kind]...)
		_, there := object[b.key]
		if b.value == nil && !there {
			continue
		}
		if delete(object, b.key); b.value != nil {
			object[b.key] = b.value
		}
		how = b.key + " of a " + kind
		break
	}
	out, err = json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out, how
}

// told lists what is wrong with a document, an error included. Corrections are
// left out, since they take away what they correct.
func told(t *testing.T, data []byte) []string {
	t.Helper()
	hang := time.AfterFunc(time.Minute, func() { panic("loading hangs on:\n" + cut(string(data))) })
	defer hang.Stop()
	d, err := Load(data, Options{Bare: true})
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, g := range d.Gaps {
		if g.Kind == "" || g.Text == "" || g.At != "" && !strings.HasPrefix(g.At, "/") {
			t.Errorf("a gap without a place or a reason: %+v", g)
		}
		out = append(out, g.Kind+" "+g.At+" "+g.Text)
	}
	slices.Sort(out)
	return out
}

// TestBrokenDocuments: a place that OpenAPI forbids is told, wherever it is.
func TestBrokenDocuments(t *testing.T) {
	for _, name := range []string{"things.yaml", "things31.yaml"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(3, 5))
		for range 500 {
			if text, how := broken(t, data, r); len(told(t, text)) == 0 {
				t.Errorf("%s: %s is told nowhere:\n%s", name, how, text)
			}
		}
	}
}

var mutations = flag.Int("mutations", 4, "how many times Kibana's document is broken")

// TestBrokenKibana: one more fault among hundreds is told, too.
func TestBrokenKibana(t *testing.T) {
	data := kibana(t)
	value, err := read(data, &gaps{})
	if err != nil {
		t.Fatal(err)
	}
	data, _ = json.Marshal(value) // in the order of those that are broken
	before := told(t, data)
	r := rand.New(rand.NewPCG(1, 1))
	silent := 0
	for range *mutations {
		text, how := broken(t, data, r)
		if bytes.Equal(text, data) {
			continue
		}
		after := told(t, text)
		if !slices.ContainsFunc(after, func(line string) bool { _, known := slices.BinarySearch(before, line); return !known }) {
			silent++
			t.Errorf("%s is told nowhere", how)
		}
	}
	t.Logf("%d mutations, %d untold; %d gaps before any", *mutations, silent, len(before))
}
