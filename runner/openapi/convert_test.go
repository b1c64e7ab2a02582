package openapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// one loads a document of one operation, and gives the draft-07 form of the
// schema of its body and of its answer.
func one(t *testing.T, version, schema, more string) (body, answer string, d *Document) {
	t.Helper()
	content := `{"content":{"application/json":{"schema":` + schema + `}}}`
	text := fmt.Sprintf(`{"openapi":%q,"info":{"title":"x","version":"1"},"paths":{"/a":{"post":{"operationId":"a","requestBody":%s,
		"responses":{"200":%s}}}},"components":{"schemas":{%s}}}`, version, content, content, more)
	d, err := Load([]byte(text), Options{})
	if err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	a, _ := json.Marshal(d.Operations[0].Bodies[0].Schema.Node)
	b, _ := json.Marshal(d.Operations[0].Responses[0].Schema.Node)
	return string(a), string(b), d
}

func TestDraft07(t *testing.T) {
	const null = `{"type":"null"}`
	for _, row := range []struct{ what, version, schema, want string }{
		{"a type and null", "3.0.3", `{"type":"string","nullable":true}`, `{"type":["string","null"]}`},
		{"null in an enum", "3.0.3", `{"type":"string","nullable":true,"enum":["a"]}`, `{"enum":["a",null],"type":["string","null"]}`},
		{"null around branches", "3.0.3", `{"nullable":true,"allOf":[{"type":"object"}]}`, `{"anyOf":[` + null + `,{"allOf":[{"type":"object"}]}]}`},
		{"null and a reference", "3.0.3", `{"$ref":"#/components/schemas/X","nullable":true}`, `{"anyOf":[` + null + `,{"$ref":"#/definitions/X"}]}`},
		{"null alone says nothing", "3.0.3", `{"nullable":true}`, `{}`},
		{"a list of types", "3.1.0", `{"type":["string","null"],"minLength":1}`, `{"minLength":1,"type":["string","null"]}`},
		{"a number is also an integer", "3.1.0", `{"type":["integer","number"]}`, `{"type":"number"}`},
		{"an exclusive bound of 3.0", "3.0.3", `{"type":"number","minimum":1,"exclusiveMinimum":true}`, `{"exclusiveMinimum":1,"type":"number"}`},
		{"an exclusive bound of 3.1", "3.1.0", `{"type":"number","exclusiveMaximum":1}`, `{"exclusiveMaximum":1,"type":"number"}`},
		{"exclusive of nothing", "3.0.3", `{"type":"number","exclusiveMinimum":true}`, `{"type":"number"}`},
		{"one of open objects", "3.0.3", `{"oneOf":[{"type":"object"},{"type":"string"}]}`, `{"anyOf":[{"type":"object"},{"type":"string"}]}`},
		{"one of two names", "3.0.3", `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`, `{"oneOf":[{"required":["a"]},{"required":["b"]}]}`},
		{"anyOf and oneOf", "3.0.3", `{"anyOf":[{"type":"string"}],"oneOf":[{"minLength":1}]}`, `{"allOf":[{"anyOf":[{"minLength":1}]}],"anyOf":[{"type":"string"}]}`},
		{"a discriminator is no keyword", "3.0.3", `{"oneOf":[{"$ref":"#/components/schemas/X"}],"discriminator":{"propertyName":"t"}}`, `{"anyOf":[{"$ref":"#/definitions/X"}]}`},
		{"not of oneOf stays exact", "3.0.3", `{"not":{"oneOf":[{"type":"object"},{"type":"string"}]}}`, `{"not":{"oneOf":[{"type":"object"},{"type":"string"}]}}`},
		{"not of what is weakened goes", "3.0.3", `{"type":"string","not":{"pattern":"(?=a)"}}`, `{"type":"string"}`},
		{"not of a reference goes", "3.0.3", `{"type":"string","not":{"$ref":"#/components/schemas/X"}}`, `{"type":"string"}`},
		{"a condition", "3.1.0", `{"if":{"required":["a"]},"then":{"required":["b"]}}`, `{"if":{"required":["a"]},"then":{"required":["b"]}}`},
		{"a condition alone", "3.1.0", `{"if":{"required":["a"]}}`, `{}`},
		{"const", "3.1.0", `{"const":"a"}`, `{"const":"a"}`},
		{"beside a reference, 3.0", "3.0.3", `{"$ref":"#/components/schemas/X","minLength":2,"description":"d"}`, `{"$ref":"#/definitions/X"}`},
		{"beside a reference, 3.1", "3.1.0", `{"$ref":"#/components/schemas/X","minLength":2}`, `{"allOf":[{"$ref":"#/definitions/X"}],"minLength":2}`},
		{"true and false", "3.1.0", `{"anyOf":[true,false]}`, `{"anyOf":[{},{"not":{}}]}`},
		{"tuples", "3.1.0", `{"type":"array","prefixItems":[{}],"items":false}`, `{"type":"array"}`},
		{"patterns for names", "3.1.0", `{"type":"object","patternProperties":{"^a":{}},"additionalProperties":false}`, `{"type":"object"}`},
		{"examples", "3.1.0", `{"type":"string","examples":["a"]}`, `{"examples":["a"],"type":"string"}`},
		{"an example", "3.0.3", `{"type":"string","example":"a"}`, `{"examples":["a"],"type":"string"}`},
		{"a format that is checked", "3.0.3", `{"type":"string","format":"date-time"}`, `{"format":"date-time","type":"string"}`},
		{"a format that is not", "3.0.3", `{"type":"string","format":"binary"}`, `{"type":"string"}`},
		{"an expression of ECMA", "3.0.3", `{"type":"string","pattern":"^\\u0041\\/$"}`, `{"pattern":"^\\x{0041}\\/$","type":"string"}`},
		{"a count written as a fraction", "3.0.3", `{"type":"string","minLength":2.0}`, `{"minLength":2,"type":"string"}`},
		{"a reference that leads nowhere", "3.0.3", `{"$ref":"#/components/schemas/Y"}`, `{}`},
		{"a deep reference", "3.0.3", `{"$ref":"#/components/schemas/X/properties/a"}`, `{"$ref":"#/definitions/X-properties-a"}`},
	} {
		got, _, d := one(t, row.version, row.schema, `"X":{"type":"object","properties":{"a":{"type":"string"}}}`)
		if got != row.want {
			t.Errorf("%s: %s became\n%s, want\n%s", row.what, row.schema, got, row.want)
		}
		for _, g := range d.Gaps {
			if g.Kind == "schema-refused" {
				t.Errorf("%s: refused: %s", row.what, g.Text)
			}
		}
	}
}

func TestDirections(t *testing.T) {
	schema := `{"type":"object","required":["id","secret","name"],"properties":{
		"id":{"$ref":"#/components/schemas/ID"},"secret":{"type":"string","writeOnly":true},"name":{"type":"string"}}}`
	body, answer, d := one(t, "3.0.3", schema, `"ID":{"type":"string","readOnly":true}`)
	if want := `{"properties":{"name":{"type":"string"},"secret":{"type":"string"}},"required":["secret","name"],"type":"object"}`; body != want {
		t.Errorf("sent: %s, want %s", body, want)
	}
	if want := `{"properties":{"id":{"$ref":"#/definitions/ID.received"},"name":{"type":"string"}},"required":["id","name"],"type":"object"}`; answer != want {
		t.Errorf("received: %s, want %s", answer, want)
	}
	if _, ok := d.Definitions["ID.received"]; !ok {
		t.Errorf("definitions: %v", d.Definitions)
	}
}

func TestRecursionIsSafe(t *testing.T) {
	_, _, d := one(t, "3.0.3", `{"$ref":"#/components/schemas/Tree"}`, `"Tree":{"type":"object","properties":{"below":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}}}`)
	for body, want := range map[string]int{`{"below":[{"below":[]}]}`: 0, `{"below":[{"below":[1]}]}`: 1} {
		problems, err := d.Schemas().Validate(Prefix+"/a/200", []byte(body))
		if err != nil || len(problems) != want {
			t.Errorf("%s: %v, %v, want %d problems", body, problems, err, want)
		}
	}
	for _, more := range []string{
		`"A":{"$ref":"#/components/schemas/B"},"B":{"$ref":"#/components/schemas/A"}`,
		`"A":{"anyOf":[{"$ref":"#/components/schemas/A"}]}`,
		`"A":{"not":{"if":{"$ref":"#/components/schemas/A"},"then":false}}`,
	} {
		_, _, d := one(t, "3.0.3", `{"$ref":"#/components/schemas/A"}`, more)
		if _, err := d.Schemas().Validate(Prefix+"/a/200", []byte(`{}`)); err != nil {
			t.Errorf("%s: %v", more, err)
		}
		if len(d.Gaps) == 0 {
			t.Errorf("%s: no gap", more)
		}
	}
}

func TestNumbersThatNoDoubleHolds(t *testing.T) {
	_, _, d := one(t, "3.0.3", `{"type":"number","minimum":1e999999999}`, "")
	if !strings.Contains(fmt.Sprint(d.Gaps), "number-out-of-range") {
		t.Errorf("gaps: %v", d.Gaps)
	}
}
