package schemas

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// file wraps the inside of a schema into a file that is otherwise right.
func file(inside string) string {
	return `{"$schema":"http://json-schema.org/draft-07/schema#","description":"d",` + inside + `}`
}

// loadFiles loads a set from name, content pairs.
func loadFiles(pairs ...string) (*Set, error) {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return LoadFS(fsys)
}

func TestLintRefuses(t *testing.T) {
	for _, row := range []struct{ what, schema, want string }{
		{"a misspelt keyword", file(`"type":"object","requred":["a"]`), `#/requred: unknown keyword "requred"`},
		{"a keyword of a later draft", file(`"type":"object","unevaluatedProperties":false`), `#/unevaluatedProperties: unknown keyword "unevaluatedProperties"`},
		{"a misspelt keyword deep down", file(`"type":"array","items":{"type":"object","properties":{"a":{"typ":"string"}}}`), `#/items/properties/a/typ: unknown keyword "typ"`},
		{"a keyword that is not supported", file(`"type":"array","contains":{}`), `#/contains: keyword contains refused: not supported`},
		{"uniqueItems, which the engine gets wrong", file(`"type":"array","uniqueItems":true`), `#/uniqueItems: keyword uniqueItems refused: the engine compares numbers as doubles`},
		{"an $id", file(`"type":"object","$id":"http://x.test/"`), `#/$id: keyword $id refused: a file is named by its path`},
		{"another draft", `{"$schema":"https://json-schema.org/draft/2020-12/schema","description":"d","type":"object"}`, `#: $schema is not http://json-schema.org/draft-07/schema#`},
		{"no $schema", `{"description":"d","type":"object"}`, `#: $schema is not`},
		{"no description", `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}`, `#: no description`},
		{"a file that is no object", `true`, `#: a schema file holds an object`},
		{"a schema that accepts every body", file(`"title":"t"`), `#: accepts every body`},
		{"a description that is no text", `{"$schema":"http://json-schema.org/draft-07/schema#","description":1,"type":"object"}`, `#/description: description wants a text`},
		{"examples that are no list", file(`"type":"string","examples":"a"`), `#/examples: examples wants a list`},
		{"an unknown type", file(`"type":"text"`), `#/type: type wants types out of null, boolean`},
		{"an empty list of types", file(`"type":[]`), `#/type: type wants a type or a list of different types`},
		{"a type twice", file(`"type":["string","string"]`), `#/type: type wants a type or a list of different types`},
		{"number beside integer", file(`"type":["number","integer"]`), `#/type: type wants number or integer`},
		{"an unknown format", file(`"type":"string","format":"nonempty"`), `#/format: format wants one of date, date-time, ipv4, ipv6, uri, uuid`},
		{"a format without type string", file(`"type":"object","properties":{"a":{"format":"date-time"}}`), `#/properties/a/format: format without type string`},
		{"a number in an enum", file(`"enum":["a",1]`), `#/enum: enum wants no numbers`},
		{"a number deep in a const", file(`"type":"object","const":{"a":[1]}`), `#/const: const wants no numbers`},
		{"an empty enum", file(`"type":"string","enum":[]`), `#/enum: enum wants a list of at least one value`},
		{"a value twice in an enum", file(`"type":"string","enum":["a","a"]`), `#/enum: enum wants different values`},
		{"an enum value of another type", file(`"type":"string","enum":["a",true]`), `#/enum: true is not of type string`},
		{"a nullable enum without null", file(`"type":["string","null"],"enum":["a"]`), `#/enum: null is of the type, yet not in the enum`},
		{"a default of another type", file(`"type":"boolean","default":"false"`), `#/default: "false" is not of type boolean`},
		{"a const of another type", file(`"type":"boolean","const":"x"`), `#/const: "x" is not of type boolean`},
		{"a bound that is no number", file(`"type":"number","minimum":"1"`), `#/minimum: minimum wants a number`},
		{"a multiple of nothing", file(`"type":"number","multipleOf":0`), `#/multipleOf: multipleOf wants a number above 0`},
		{"a length written 2.0", file(`"type":"string","minLength":2.0`), `#/minLength: minLength wants a count written in digits`},
		{"a negative length", file(`"type":"string","maxLength":-1`), `#/maxLength: maxLength wants a count written in digits`},
		{"a length beyond 32 bits", file(`"type":"string","maxLength":99999999999`), `#/maxLength: maxLength wants a count written in digits`},
		{"bounds that exclude everything", file(`"type":"number","minimum":2,"maximum":1`), `#/minimum: minimum is above maximum`},
		{"counts that exclude everything", file(`"type":"array","minItems":2,"maxItems":1`), `#/minItems: minItems is above maxItems`},
		{"a pattern that is no text", file(`"type":"string","pattern":1`), `#/pattern: pattern wants a text`},
		{"a pattern that RE2 cannot do", file(`"type":"string","pattern":"(?=a)"`), `#/pattern: pattern wants an expression of RE2`},
		{"a keyword that says nothing about the type", file(`"type":"integer","minLength":1`), `#/minLength: minLength says nothing about type integer`},
		{"a required name that is no property", file(`"type":"object","properties":{"id":{}},"required":["Id"]`), `#/required: "Id" is no property`},
		{"a required name of a closed object", file(`"type":"object","additionalProperties":false,"required":["id"]`), `#/required: "id" is no property`},
		{"required that is no list", file(`"type":"object","required":"id"`), `#/required: required wants a list of different names`},
		{"required twice", file(`"type":"object","required":["id","id"]`), `#/required: required wants a list of different names`},
		{"properties that are no map", file(`"type":"object","properties":[]`), `#/properties: properties wants a map of schemas`},
		{"a property that is no schema", file(`"type":"object","properties":{"a":"string"}`), `#/properties/a: a schema is an object or a boolean`},
		{"items of a tuple", file(`"type":"array","items":[{}]`), `#/items: items wants one schema`},
		{"an empty anyOf", file(`"anyOf":[]`), `#/anyOf: anyOf wants a list of at least one schema`},
		{"then without if", file(`"type":"object","then":{}`), `#: if and then or else belong together`},
		{"if without then", file(`"type":"object","if":{}`), `#: if and then or else belong together`},
		{"definitions inside", file(`"type":"array","items":{"definitions":{}}`), `#/items/definitions: only at the root of a file`},
		{"$schema inside", file(`"type":"array","items":{"$schema":"http://json-schema.org/draft-07/schema#"}`), `#/items/$schema: only at the root of a file`},
		{"what stands beside a $ref", file(`"$ref":"b.json","type":"string"`), `#/type: ignored beside $ref`},
		{"a $ref to a missing file", file(`"$ref":"c.json"`), `#/$ref: "c.json" leads nowhere`},
		{"a $ref to a missing definition", file(`"$ref":"#/definitions/x"`), `#/$ref: "#/definitions/x" leads nowhere`},
		{"a $ref into the middle of a schema", file(`"type":"object","properties":{"a":{},"b":{"$ref":"#/properties/a"}}`), `#/properties/b/$ref: "#/properties/a" leads nowhere`},
		{"a $ref to another kind of file", file(`"$ref":"b.yaml"`), `#/$ref: "b.yaml" names no .json file`},
		{"a remote $ref", file(`"$ref":"http://json-schema.org/draft-07/schema#"`), `is not a relative path`},
		{"a $ref to another host", file(`"$ref":"//x.test/b.json"`), `is not a relative path`},
		{"a $ref to a path of the machine", file(`"$ref":"/etc/b.json"`), `is not a relative path`},
		{"a $ref that is no text", file(`"$ref":1`), `#/$ref: $ref wants a text`},
		{"a $ref to itself", file(`"$ref":"a.json"`), `leads back to itself through $ref`},
		{"a $ref to itself over anyOf", file(`"anyOf":[{"$ref":"#/definitions/x"}],"definitions":{"x":{"not":{"$ref":"#/definitions/x"}}}`), `leads back to itself through $ref`},
		{"JSON that is none", `{"type":`, `#/type: want JSON, got an end at byte 8`},
		{"a keyword twice", `{"type":"object","type":"string"}`, `#/type: want each key once`},
	} {
		_, err := loadFiles("a.json", row.schema, "b.json", file(`"type":"string"`))
		var lint *LintError
		if !errors.As(err, &lint) {
			t.Errorf("%s: not refused: %v", row.what, err)
			continue
		}
		if !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s:\n got %v\nwant %s", row.what, err, row.want)
		}
	}
}

func TestLintAccepts(t *testing.T) {
	for _, row := range []struct{ what, schema string }{
		{"a recursion that steps into the body", file(`"type":"object","properties":{"child":{"$ref":"a.json"}}`)},
		{"a recursion over additionalProperties", file(`"type":"object","additionalProperties":{"anyOf":[{"$ref":"#/definitions/x"}]},"definitions":{"x":{"type":"array","items":{"$ref":"a.json"}}}`)},
		{"a property called like a keyword", file(`"type":"object","properties":{"$ref":{"type":"string"},"properties":{"type":"object"},"format":{"type":"string"}}`)},
		{"required under not", file(`"type":"object","not":{"required":["x"]}`)},
		{"a $ref from one folder to another", file(`"$ref":"d/../b.json"`)},
		{"annotations beside a $ref", file(`"$ref":"b.json","title":"t","$comment":"c"`)},
		{"what looks like a $ref in an example", file(`"type":"object","examples":[{"$ref":"http://x.test/"}],"default":{"$ref":"#/nowhere"}`)},
	} {
		set, err := loadFiles("a.json", row.schema, "b.json", file(`"type":"string"`))
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
			continue
		}
		if _, err := set.Validate("a", []byte(`{}`)); err != nil {
			t.Errorf("%s: %v", row.what, err)
		}
	}
}

func TestLintReportsEverythingAtOnceSorted(t *testing.T) {
	_, err := loadFiles(
		"b.json", file(`"type":"objekt","requred":[]`),
		"a.json", `{}`,
		"c/d.json", `[`,
	)
	want := `schemas: 6 wrong:
  a.json#: $schema is not http://json-schema.org/draft-07/schema#
  a.json#: accepts every body: no type, $ref, allOf, anyOf or oneOf
  a.json#: no description
  b.json#/requred: unknown keyword "requred"
  b.json#/type: type wants types out of null, boolean, integer, number, string, array, object
  c/d.json#: want JSON, got an end at byte 1`
	if got := fmt.Sprint(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSharedPartsAreUsed finds definitions that nothing refers to any more.
func TestSharedPartsAreUsed(t *testing.T) {
	docs := load(t).docs
	used := map[string]bool{}
	var visit func(name string, schema any)
	visit = func(name string, schema any) {
		s, _ := schema.(map[string]any)
		if ref, ok := s["$ref"].(string); ok {
			target, pointer, err := docs.resolve(name, ref)
			if err != nil {
				t.Fatal(err)
			}
			used[target] = true
			used[target+"#"+pointer] = true
		}
		for c := range subschemas(s) {
			visit(name, c.schema)
		}
	}
	for name, doc := range docs {
		visit(name, doc)
	}
	for name, doc := range docs {
		if strings.HasPrefix(name, definitions) && !used[name] {
			t.Errorf("%s.json: used by nothing", name)
		}
		named, _ := doc.(map[string]any)["definitions"].(map[string]any)
		for key := range named {
			if !used[name+"#/definitions/"+key] {
				t.Errorf("%s.json#/definitions/%s: used by nothing", name, key)
			}
		}
	}
}
