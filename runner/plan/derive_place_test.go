package plan

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

const nested = `"type": "object", "required": ["name"], "properties": {
	"name": { "type": "string" },
	"tags": { "type": "array", "items": { "type": "string" } },
	"ssl": { "type": "object", "properties": { "key": { "anyOf": [{ "type": "string" }, { "type": "object", "required": ["id", "at"], "properties": { "id": { "type": "string" }, "at": { "type": "integer", "minimum": 3 } } }] } } },
	"headers": { "type": "object", "additionalProperties": { "type": "string" } }
}`

func nestedPlaces(t *testing.T) map[string]place {
	t.Helper()
	all, err := places(rootPart(t, nested))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]place{}
	for _, p := range all {
		if !p.choice {
			out[p.id()] = p
		}
	}
	return out
}

func TestPlaces(t *testing.T) {
	all, err := places(rootPart(t, nested))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range all {
		id := p.id()
		if p.choice {
			id += "?"
		}
		if p.required {
			id += "!"
		}
		got = append(got, id)
	}
	want := []string{"body", "headers", "headers-entry", "name!", "ssl", "ssl-key", "ssl-key?", "ssl-key?", "ssl-key-at!", "ssl-key-id!", "tags", "tags-item"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	p := nestedPlaces(t)["ssl-key-id"]
	if p.name() != "ssl.key.id" || p.key() != "ssl" || p.within() || !nestedPlaces(t)["tags-item"].within() || nestedPlaces(t)["body"].key() != "" {
		t.Errorf("got %q under %q", p.name(), p.key())
	}
}

func TestPlacesEnd(t *testing.T) {
	all, err := places(rootPart(t, `"$comment": "contains itself", "type": "object", "properties": { "again": { "$ref": "thing.request.json" } }`))
	if err != nil || len(all) != deepest+1 {
		t.Errorf("%d places, %v", len(all), err)
	}
}

func TestPut(t *testing.T) {
	all := nestedPlaces(t)
	examples := map[string][]any{"tags": {[]any{"first"}}, "headers": {map[string]any{"x-one": "1"}}}
	for _, r := range []struct{ place, body, want string }{
		{"body", `{"name":"n"}`, `42`},
		{"name", `{"name":"n"}`, `{"name":42}`},
		{"name", `null`, `{"name":42}`},
		{"tags-item", `{"name":"n"}`, `{"name":"n","tags":["first",42]}`},
		{"tags-item", `{"tags":["own"]}`, `{"tags":["own",42]}`},
		{"headers-entry", `{"name":"n"}`, `{"headers":{"x-one":"1","x-surprise":42},"name":"n"}`},
		{"ssl-key", `{"name":"n","ssl":{"more":1}}`, `{"name":"n","ssl":{"key":42,"more":1}}`},
		{"ssl-key-id", `{"name":"n"}`, `{"name":"n","ssl":{"key":{"at":3,"id":42}}}`},
	} {
		var body any
		if err := json.Unmarshal([]byte(r.body), &body); err != nil {
			t.Fatal(err)
		}
		before := r.body
		got, _ := json.Marshal(all[r.place].put(body, 42, examples))
		if string(got) != r.want {
			t.Errorf("%s in %s: got %s, want %s", r.place, r.body, got, r.want)
		}
		if after, _ := json.Marshal(body); string(after) != before {
			t.Errorf("%s: the body became %s", r.place, after)
		}
	}
}

func TestWithout(t *testing.T) {
	all := nestedPlaces(t)
	for _, r := range []struct{ place, body, want string }{
		{"name", `{"name":"n","tags":[]}`, `{"tags":[]}`},
		{"ssl-key-id", `{"name":"n"}`, `{"name":"n","ssl":{"key":{"at":3}}}`},
		{"ssl-key-id", `{"ssl":{"key":{"id":"x","at":5}}}`, `{"ssl":{"key":{"at":5}}}`},
	} {
		var body any
		_ = json.Unmarshal([]byte(r.body), &body)
		if got, _ := json.Marshal(all[r.place].without(body, nil)); string(got) != r.want {
			t.Errorf("%s of %s: got %s, want %s", r.place, r.body, got, r.want)
		}
	}
}

func TestFind(t *testing.T) {
	all := nestedPlaces(t)
	for _, r := range []struct {
		place, body string
		want        []any
	}{
		{"name", `{"name":"n"}`, []any{"n"}},
		{"name", `{"name":null}`, []any{nil}},
		{"name", `{}`, nil},
		{"name", `"text"`, nil},
		{"tags-item", `{"tags":["a","b"]}`, []any{"a", "b"}},
		{"tags-item", `{"tags":{"a":"b"}}`, nil},
		{"headers-entry", `{"headers":{"x":"y"}}`, []any{"y"}},
		{"ssl-key-id", `{"ssl":{"key":{"id":7}}}`, []any{7.0}},
	} {
		var body any
		_ = json.Unmarshal([]byte(r.body), &body)
		if got := all[r.place].find(body); !reflect.DeepEqual(got, r.want) {
			t.Errorf("%s in %s: got %v, want %v", r.place, r.body, got, r.want)
		}
	}
}

func TestSample(t *testing.T) {
	for schema, want := range map[string]string{
		`"type": "string", "enum": ["one", "two"]`: `"one"`, `"type": "string"`: `"{own}"`, `"type": "integer", "minimum": 3`: `3`, `"type": "number"`: `1`,
		`"type": "boolean"`: `false`, `"type": "array"`: `[]`, `"type": "object"`: `{}`, `"type": "null"`: `null`,
	} {
		if got, _ := json.Marshal(sample(rootPart(t, schema))); string(got) != want {
			t.Errorf("{ %s }: got %s, want %s", schema, got, want)
		}
	}
	if anything := (schemas.Part{}); sample(anything) != "{own}" || class(anything, []any{}) != "" {
		t.Error("a schema without a type takes anything")
	}
}
