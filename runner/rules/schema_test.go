package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

func TestSchema(t *testing.T) { judge(t, schemaRows()) }

func schemaRows() []row {
	ours := Expectation{Schema: "test/thing"}
	exact := Expectation{Schema: "test/thing", Exact: true}
	torn := Expectation{Answers: map[string]string{"200": "test/thing"}, Ref: "a document", Contradicted: func(p schemas.Problem) string {
		if p.Pointer == "/size" {
			return "its example is like that"
		}
		return ""
	}}
	return []row{
		{"what the contract itself shows weighs less", torn, answered(200, `{"size": "1"}`), "required schema-mismatch /name: want string, got nothing\nrecommended schema-mismatch /size: want integer, got string \"1\""},
		{"a body fits", ours, answered(200, conforming), ""},
		{"42.0 is an integer", ours, answered(200, `{"name": "a", "size": 42.0}`), ""},
		{"members come in any order", ours, answered(200, "{\n\"size\": 1,\n\"name\": \"a\"}\n"), ""},
		{"a key is missing", ours, answered(200, `{"name": "a"}`), "required schema-mismatch /size: want integer, got nothing"},
		{"a key has another type", ours, answered(200, `{"name": "a", "size": "1"}`), `required schema-mismatch /size: want integer, got string "1"`},
		{"only the second element has another type", ours, answered(200, `{"name": "a", "size": 1, "tags": ["a", 2]}`), "required schema-mismatch /tags/1: want string, got integer 2"},
		{"two problems come in the order of their places", ours, answered(200, `{"size": 1.5, "name": ""}`),
			"required schema-mismatch /name: want at least 1 character, got string \"\"\nrequired schema-mismatch /size: want integer, got number 1.5"},
		{"an unknown property of another release does not weigh", ours, answered(200, `{"name": "a", "size": 1, "x/~": 1}`),
			"optional property-unknown /x~1~0: want no such property, got integer 1"},
		{"an unknown property of the release of the contract does", exact, answered(200, `{"name": "a", "size": 1, "x": 1}`),
			"required property-unknown /x: want no such property, got integer 1"},
		{"a schema that nobody knows is no silent pass", Expectation{Schema: "test/none"}, answered(200, conforming),
			"required schema-mismatch want a body that can be judged, got schema test/none: unknown"},
	}
}

// TestAFloodOfProblemsEnds: a body can hold more problems than anybody reads.
func TestAFloodOfProblemsEnds(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"name": "a", "size": 1`)
	for i := range 100_000 {
		fmt.Fprintf(&body, `, "x%d": 1`, i)
	}
	body.WriteString("}")
	found := Expectation{Level: Required, Schema: "test/thing", Exact: true}.Judge(testSchemas(t), answered(200, body.String()))
	if len(found) == 0 || found[0].Level != Required {
		t.Errorf("%d violations", len(found))
	}
}

// TestAViolationNamesWhereItsSchemaIsWritten: a case about something else is
// judged by the schema all the same.
func TestAViolationNamesWhereItsSchemaIsWritten(t *testing.T) {
	e := Expectation{Answers: map[string]string{"200": "test/thing"}, Ref: "a case", Level: Required}
	for source, want := range map[string]string{"": "a case", "a document": "a document"} {
		e.Source = source
		for how, more := range map[string]string{"": "", "its example is": ", which contradicts itself: its example is"} {
			e.Contradicted = func(schemas.Problem) string { return how }
			found := e.Judge(testSchemas(t), answered(200, `{"name": "a"}`))
			if len(found) != 1 || found[0].Ref != want+more {
				t.Errorf("source %q, contradiction %q: %+v", source, how, found)
			}
		}
	}
	ours := Expectation{Schema: "test/thing", Ref: "a case", Level: Required}
	ours.Contradicted = func(schemas.Problem) string { return "its example is" }
	found := ours.Judge(testSchemas(t), answered(200, `{"name": "a"}`))
	if len(found) != 1 || found[0].Level != Required || found[0].Ref != "a case; the OpenAPI document has it otherwise: its example is" {
		t.Errorf("a contract of another source than the document: %+v", found)
	}
}
