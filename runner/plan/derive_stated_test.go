package plan

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

const statedSchema = `"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
	"name": { "type": "string" }, "page": { "type": "integer", "minimum": 1 }, "order": { "type": "string", "enum": ["asc"] },
	"types": { "type": "array", "items": { "type": "string", "enum": ["user"] } } }`

func refusing(s fixtures.Send) fixtures.Step {
	return fixtures.Step{Send: s, Expect: fixtures.Expect{Refused: "validation"}}
}

func TestWrittenBodiesAreNotDerivedAgain(t *testing.T) {
	null, broken := "null", "{"
	for _, r := range []struct {
		name, left string // ids that are left out, in order
		step       fixtures.Step
	}{
		{"another value of the class", "name-number", refusing(fixtures.Send{Body: map[string]any{"name": 7}})},
		{"a needed key", "name-missing", refusing(fixtures.Send{Body: map[string]any{"page": 7}})},
		{"an unknown key", "body-unknown-key", refusing(fixtures.Send{Body: map[string]any{"name": "n", "other": 7}})},
		{"an item", "types-item-capitals", refusing(fixtures.Send{Body: map[string]any{"name": "n", "types": []any{"user", "User"}}})},
		{"a whole body", "body-list", refusing(fixtures.Send{Body: []any{1}})},
		{"a whole body as it is", "body-null", refusing(fixtures.Send{Raw: &null})},
		{"no JSON", "", refusing(fixtures.Send{Raw: &broken})},
		{"no body", "", refusing(fixtures.Send{})},
		{"another refusal", "", fixtures.Step{Send: fixtures.Send{Body: map[string]any{"name": 7}}, Expect: fixtures.Expect{Refused: "invalid"}}},
		{"a stranger", "", refusing(fixtures.Send{Credentials: "none", Body: map[string]any{"name": 7}})},
		{"a neighbour", "", fixtures.Step{Request: &fixtures.Line{}, Send: fixtures.Send{Body: map[string]any{"name": 7}}, Expect: fixtures.Expect{Refused: "validation"}}},
		{"nothing wrong", "", refusing(fixtures.Send{Body: map[string]any{"name": "n"}})},
	} {
		e := posting(configSchema, map[string]any{"name": "{own}"})
		all := derived(t, statedSchema, e)
		for _, c := range []fixtures.Case{{Step: r.step}, {Steps: []fixtures.Step{{}, r.step}}} {
			e.Cases = []fixtures.Case{c}
			got, want := derived(t, statedSchema, e), leftOut(all)
			if r.left != "" {
				delete(want, r.left)
			}
			differ(t, r.name, got, want)
		}
	}
}

func TestWrittenQueriesAreNotDerivedAgain(t *testing.T) {
	for _, r := range []struct {
		name, left string
		query      map[string]any
	}{
		{"a word", "page-word", map[string]any{"name": "n", "page": "ten"}},
		{"a number below", "page-below", map[string]any{"name": "n", "page": -5}},
		{"two values", "order-twice", map[string]any{"name": "n", "order": []any{"asc", "asc"}}},
		{"a needed key", "name-missing", map[string]any{}},
		{"an unknown key", "unknown-key", map[string]any{"name": "n", "other": 1}},
		{"an item between commas", "types-item-other", map[string]any{"name": "n", "types": "user,planet"}},
		{"an item of repeated keys", "types-item-other", map[string]any{"name": "n", "types": []any{"user", "planet"}}},
		{"nothing wrong", "", map[string]any{"name": "n", "page": "2"}},
	} {
		e := getting(configSchema, map[string]any{"name": "n"})
		all := derived(t, statedSchema, e)
		e.Cases = []fixtures.Case{{Step: refusing(fixtures.Send{Query: r.query})}}
		want := leftOut(all)
		delete(want, r.left)
		differ(t, r.name, derived(t, statedSchema, e), want)
	}
}

func TestWrittenIgnoredBodiesAreNotDerivedAgain(t *testing.T) {
	e := posting("", nil)
	e.Schemas, e.Accepts.Body = fixtures.Requests{}, "ignored"
	e.Cases = []fixtures.Case{{Step: fixtures.Step{Send: fixtures.Send{Body: []any{1, "two"}}, Expect: fixtures.Expect{Status: 200}}}, {Step: refusing(fixtures.Send{Body: 42})}}
	drafts, err := derive(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range drafts {
		ids = append(ids, d.id)
	}
	if got := strings.Join(ids, " "); got != "ignores-body-text ignores-body-number ignores-body-boolean ignores-body-null" {
		t.Error(got)
	}
}

func TestCanonical(t *testing.T) {
	a := fixtures.Send{Query: map[string]any{"page": 1, "types": []any{"user"}, "cursor": nil}, Body: map[string]any{"a": 1}}
	b := fixtures.Send{Query: map[string]any{"types": "user", "page": "1", "cursor": ""}, Body: map[string]any{"a": 1}, Credentials: "full", Method: "PUT"}
	if canonical("PUT", a) != canonical("PUT", b) {
		t.Errorf("%s\n%s", canonical("PUT", a), canonical("PUT", b))
	}
	for name, other := range map[string]fixtures.Send{
		"another value":  {Query: map[string]any{"page": 2, "types": "user", "cursor": ""}, Body: a.Body},
		"another body":   {Query: a.Query, Body: map[string]any{"a": "1"}},
		"a stranger":     {Query: a.Query, Body: a.Body, Credentials: "none"},
		"two values":     {Query: map[string]any{"page": 1, "types": []any{"user", "user"}, "cursor": nil}, Body: a.Body},
		"another prefix": {Query: a.Query, Body: a.Body, Prefix: "/s/x"},
	} {
		if canonical("PUT", a) == canonical("PUT", other) {
			t.Errorf("%s makes no difference", name)
		}
	}
	if canonical("PUT", a) == canonical("POST", a) {
		t.Error("another method makes no difference")
	}
	if canonical("PUT", fixtures.Send{Body: make(chan int)}) == "" {
		t.Error("what is no JSON has no form")
	}
}
