package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

func decode(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// engines judge by package schemas, which asks gojsonschema, and by an engine
// that shares no code with it.
type engines struct {
	set    *schemas.Set
	second *jsonschema.Schema
}

func newEngines(t testing.TB, schema, definitions any) engines {
	t.Helper()
	file := map[string]any{
		"$schema": "http://json-schema.org/draft-07/schema#", "description": "d",
		"allOf": []any{schema}, "definitions": definitions,
	}
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	set, err := schemas.LoadFS(fstest.MapFS{"a/b.json": {Data: text}})
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	if err := c.AddResource("http://schema.invalid/", decode(t, string(text))); err != nil {
		t.Fatal(err)
	}
	second, err := c.Compile("http://schema.invalid/")
	if err != nil {
		t.Fatal(err)
	}
	return engines{set, second}
}

func (e engines) refuse(t testing.TB, body []byte) error {
	t.Helper()
	problems, err := e.set.Validate("a/b", body)
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("%v", problems)
	}
	if err == nil {
		err = e.second.Validate(decode(t, string(body)))
	}
	return err
}

// definitions of the rows below: a tree of any depth, a list that may end, and
// one that may not.
const definitions = `{
	"id":{"type":"string","minLength":1,"maxLength":36},
	"tree":{"type":"object","required":["id"],"properties":{"id":{"$ref":"#/definitions/id"},"below":{"type":"array","items":{"$ref":"#/definitions/tree"}}}},
	"chain":{"type":"object","required":["next"],"properties":{"next":{"oneOf":[{"$ref":"#/definitions/chain"},{"type":"null"}]}}},
	"endless":{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/definitions/endless"}}}}`

func TestValuesAreValid(t *testing.T) {
	known := decode(t, definitions).(map[string]any)
	for _, row := range []struct{ schema, minimal string }{
		{`{"type":"object","required":["b"],"properties":{"a":{"type":"string"},"b":{"type":"boolean"}}}`, `{"b":false}`},
		{`{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}`, `{}`},
		{`{"type":"object","additionalProperties":{"type":"integer","minimum":3}}`, `{}`},
		{`{"type":"object","additionalProperties":{"type":"string"},"minProperties":2}`, `{"key1":"key1","key2":"key2"}`},
		{`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"additionalProperties":false,"minProperties":1}`, `{"a":"a"}`},
		{`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"maxProperties":1}`, `{}`},
		{`{"type":"object","required":["a"]}`, `{"a":"a"}`},
		{`{"type":"object","required":["~/"],"properties":{"~/":{"type":"null"}}}`, `{"~/":null}`},
		{`{"type":"string"}`, `"text"`},
		{`{"type":["null","string"],"minLength":1}`, `"text"`},
		{`{"type":"string","maxLength":2}`, `"te"`},
		{`{"type":"string","minLength":6}`, `"textxx"`},
		{`{"type":"string","pattern":"^[1-9]\\d*[smhd]$"}`, ``},
		{`{"type":"string","pattern":"[smdh]$","minLength":4}`, ``},
		{`{"type":"string","pattern":"^(ab|c){2,3}\\.x?[^a-z]$"}`, ``},
		{`{"type":"string","pattern":"^[a-z]+$","minLength":5,"maxLength":9}`, ``},
		{`{"type":"string","format":"date-time"}`, ``},
		{`{"type":"string","format":"date"}`, ``},
		{`{"type":"string","format":"uri"}`, ``},
		{`{"type":"string","format":"uuid"}`, ``},
		{`{"type":"string","format":"ipv4"}`, ``},
		{`{"type":"string","format":"ipv6"}`, ``},
		{`{"type":"string","examples":["","a good one"]}`, `"a good one"`},
		{`{"type":"string","enum":["a","b"]}`, `"a"`},
		{`{"type":["string","null"],"enum":[null,"b"]}`, `"b"`},
		{`{"allOf":[{"type":"string","enum":["a","b"]},{"enum":["b","c"]}]}`, `"b"`},
		{`{"type":"boolean","const":true}`, `true`},
		{`{"type":"integer"}`, `1`},
		{`{"type":"integer","minimum":10000}`, `10000`},
		{`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}`, `0.5`},
		{`{"type":"integer","maximum":-1}`, `-1`},
		{`{"type":"integer","exclusiveMinimum":5,"multipleOf":4}`, `8`},
		{`{"type":"number","multipleOf":0.25,"minimum":0.3,"maximum":0.6}`, `0.5`},
		{`{"type":"array","items":{"type":"string"}}`, `[]`},
		{`{"type":"array","items":{"type":"string"},"minItems":2}`, `["text","1text"]`},
		{`{"type":"array","items":{"type":"string","enum":["a","b"]},"minItems":2}`, `["a","b"]`},
		{`{"type":"array","maxItems":0}`, `[]`},
		{`{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},{"type":"object","properties":{"a":{"type":"string","minLength":3}}}]}`, `{"a":"axx"}`},
		{`{"anyOf":[{"type":"null"},{"type":"number"}]}`, `1`},
		{`{"oneOf":[{"type":"number"},{"type":"integer"}]}`, ``}, // 1 would be both
		{`{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"object","required":["b"],"properties":{"b":{"type":"string"}}}]}`, `{}`},
		{`{"oneOf":[{"type":"object","required":["a"]},{"type":"object","required":["a","b"]}]}`, `{"a":"a"}`},
		{`{"oneOf":[{"type":"object","required":["a"],"not":{"required":["b"]}},{"type":"object","required":["b"],"not":{"required":["a"]}}]}`, `{"a":"a"}`},
		{`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"not":{"required":["b"]}}`, `{}`},
		{`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"string"}},"if":{"required":["a"]},"then":{"required":["b"]}}`, ``},
		{`{"type":"object","required":["kind"],"properties":{"kind":{"type":"string","enum":["x","y"]},"n":{"type":"integer"}},"if":{"properties":{"kind":{"const":"x"}}},"then":{"required":["n"]},"else":{"required":["other"]}}`, `{"kind":"x","n":1}`},
		{`{"$ref":"#/definitions/tree"}`, `{"id":"id"}`},
		{`{"$ref":"#/definitions/chain"}`, `{"next":null}`},
		{`{"allOf":[{"$ref":"#/definitions/tree"},{"allOf":[{"$ref":"#/definitions/tree"}]}]}`, `{"id":"id"}`},
		{`{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#/definitions/id"},"b":{"$ref":"#/definitions/id"}}}`, `{"a":"a","b":"b"}`},
		{`{"type":"object","properties":{"e":{"$ref":"#/definitions/endless"},"ok":{"type":"boolean"}}}`, `{}`},
	} {
		schema := decode(t, row.schema)
		judge, g := newEngines(t, schema, known), New(known)
		for seed := range uint64(6) {
			for _, size := range []Size{Minimal, Maximal} {
				body, err := g.JSON(schema, Options{Size: size, Seed: seed})
				if err != nil {
					t.Errorf("%s, seed %d, size %d: %v", row.schema, seed, size, err)
					continue
				}
				if err := judge.refuse(t, body); err != nil {
					t.Errorf("%s, seed %d, size %d: %s: %v", row.schema, seed, size, body, err)
				}
				if size == Minimal && seed == 0 && row.minimal != "" && row.minimal != string(body) {
					t.Errorf("%s: want %s, got %s", row.schema, row.minimal, body)
				}
				again, err := New(known).JSON(schema, Options{Size: size, Seed: seed})
				if err != nil || !bytes.Equal(body, again) {
					t.Errorf("%s, seed %d, size %d: first %s, then %s", row.schema, seed, size, body, again)
				}
			}
		}
	}
}

func TestMaximalShowsEverything(t *testing.T) {
	known := decode(t, definitions).(map[string]any)
	schema := decode(t, `{"type":"object","properties":{"a":{"type":"string"},"list":{"type":"array","items":{"type":"boolean"}},
		"map":{"type":"object","additionalProperties":{"type":"boolean"}},"tree":{"$ref":"#/definitions/tree"},"endless":{"$ref":"#/definitions/endless"}}}`)
	value, err := New(known).Value(schema, Options{Size: Maximal, Fix: func(p Place) (any, bool) { return p.Name, p.Name == "a" || p.Name == "id" }})
	if err != nil {
		t.Fatal(err)
	}
	want := decode(t, `{"a":"a","list":[true],"map":{"key1":true},"tree":{"id":"id","below":[]}}`)
	if !reflect.DeepEqual(value, want) {
		t.Errorf("want %v, got %v", want, value)
	}
}

func TestFixIsTakenWhereItFits(t *testing.T) {
	schema := decode(t, `{"type":"object","required":["id","version","names"],"properties":{"id":{"type":"string"},"version":{"type":"integer"},
		"names":{"type":"array","minItems":2,"items":{"type":"string"}}}}`)
	value, err := New(nil).Value(schema, Options{Fix: func(p Place) (any, bool) {
		return "own", p.Name == "id" || p.Name == "version" || p.Pointer == "/names/1"
	}})
	want := decode(t, `{"id":"own","version":1,"names":["names","own"]}`)
	if err != nil || !reflect.DeepEqual(value, want) {
		t.Errorf("want %v, got %v, %v", want, value, err)
	}
}

func TestWhereNoValueCanBeMade(t *testing.T) {
	known := decode(t, definitions).(map[string]any)
	for schema, want := range map[string]string{
		`{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^a$","minLength":2}}}`:  `"/a": no text found that matches ^a$`,
		`{"type":"object","required":["a"],"properties":{"a":false}}`:                                            `"/a": the schema accepts nothing`,
		`{"type":"object","required":["a"],"properties":{"a":{"type":"string"}},"not":{"required":["a"]}}`:       `"": "a" is required and excluded`,
		`{"type":"object","required":["a"],"properties":{"a":{"allOf":[{"type":"string"},{"type":"integer"}]}}}`: `"/a": its schemas share no type`,
		`{"type":"array","minItems":1,"items":{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":2}}`:     `"/0": no number found within its bounds`,
		`{"oneOf":[{"type":"string"},{"type":"string"}]}`:                                                        `"": nothing found that all parts of the schema accept`,
		`{"$ref":"#/definitions/endless"}`:                                                                       `"/next": the schema requires itself inside itself`,
		`{"type":"object","properties":{"a":{"type":"string","format":"nonempty"}}}`:                             `format wants one of`,
		`{"type":"array","minItems":100000000,"items":{"type":"object","required":["a"]}}`:                       `the schema is too entangled`,
		`{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,"minProperties":2}`:  `"": not enough properties can be made`,
		`{"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"b":{}},"maxProperties":1}`:   `"": more properties are required than allowed`,
		`{"allOf":[{"type":"string","enum":["a","b"]},{"type":"string","enum":["c"]}]}`:                          `"": no value of the enum fits`,
	} {
		for _, size := range []Size{Minimal, Maximal} {
			if value, err := New(known).Value(decode(t, schema), Options{Size: size}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: want %s, got %v, %v", schema, want, value, err)
			}
		}
	}
}
