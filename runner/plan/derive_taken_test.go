package plan

import "testing"

func TestTakenBodies(t *testing.T) {
	e := posting(configSchema, map[string]any{"name": "{own}", "note": "n"})
	e.Schemas.Examples = map[string][]any{"note": {"a note"}, "ssl.key": {"/a", "/b"}, "tags": {[]any{"one"}}}
	got := derived(t, `"type": "object", "required": ["name"], "properties": {
		"name": { "type": "string" }, "note": { "type": "string" }, "flag": { "type": "boolean" }, "proxy": { "type": ["string", "null"] },
		"size": { "type": "integer", "minimum": 1, "maximum": 5000 }, "order": { "type": "string", "enum": ["asc", "desc"] },
		"tags": { "type": "array", "items": { "type": "string", "enum": ["one"] } },
		"ssl": { "type": "object", "properties": { "key": { "type": "string" } } } }`, e)
	for id := range got {
		if len(id) < 6 || id[:6] != "takes-" {
			delete(got, id)
		}
	}
	differ(t, "taken", got, map[string]string{
		"takes-note":       `{"name":"{own}","note":"a note"}`,
		"takes-flag-false": `{"flag":false,"name":"{own}"}`, // true may do something
		"takes-proxy-null": `{"name":"{own}","proxy":null}`,
		"takes-size-1":     `{"name":"{own}","size":1}`, // five thousand of anything is no harmless wish
		"takes-order-asc":  `{"name":"{own}","order":"asc"}`,
		"takes-order-desc": `{"name":"{own}","order":"desc"}`,
		"takes-tags":       `{"name":"{own}","tags":["one"]}`,
		"takes-ssl-key-a":  `{"name":"{own}","ssl":{"key":"/a"}}`,
		"takes-ssl-key-b":  `{"name":"{own}","ssl":{"key":"/b"}}`,
	})
}

func TestTakenQueries(t *testing.T) {
	const schema = `"type": "object", "required": ["types"], "properties": {
		"types": { "type": "array", "items": { "type": "string", "enum": ["user", "host"] } },
		"flag": { "type": "boolean" }, "page": { "type": "integer", "minimum": 1 } }`
	query := map[string]any{"types": "user", "page": 3}
	e := getting(configSchema, query)
	e.Request.Method = "POST" // no combinations
	e.Schemas.Examples = map[string][]any{"page": {1, 2}}
	got := derived(t, schema, e)
	differ(t, "taken", leftOut(got, "flag-", "page-", "types-"), map[string]string{
		"takes-types-user":    "map[types:user]",
		"takes-types-host":    "map[types:host]",
		"takes-flag-true":     "map[flag:true types:user]",
		"takes-flag-false":    "map[flag:false types:user]",
		"takes-flag-capitals": "map[flag:FALSE types:user]",
		"takes-page-1":        "map[page:1 types:user]",
		"takes-page-2":        "map[page:2 types:user]",
	})
	if got := derived(t, schema, getting(zod, query)); got["takes-flag-capitals"] != "" {
		t.Error("zod reads no capitals")
	}
}

func TestTwoExamplesOfOneName(t *testing.T) {
	e := posting(zod, map[string]any{})
	e.Schemas.Examples = map[string][]any{"k": {"a-b", "a b"}}
	if _, err := derive(schemaSet(t, object+`{ "type": "string" } }`), e); err == nil || err.Error() != "two cases would have the id derived.takes-k-a-b" {
		t.Errorf("got %v", err)
	}
}

func TestIgnoredBodies(t *testing.T) {
	e := posting("", map[string]any{"surprise": 1})
	e.Schemas.Body, e.Accepts.Body = "", "ignored"
	drafts, err := derive(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range drafts {
		got[d.id] = sentBy(d)
		if !d.accepted || d.at != "things/create.yaml:1" || d.expectation(e).Status != 200 {
			t.Errorf("%+v", d)
		}
	}
	differ(t, "ignored", got, map[string]string{"ignores-body-text": `"surprise"`, "ignores-body-number": "42", "ignores-body-boolean": "false", "ignores-body-list": "[]", "ignores-body-null": "raw null"})
	if e.Accepts.Body = "none"; len(e.Cases) == 0 {
		if drafts, err := derive(nil, e); err != nil || drafts != nil {
			t.Errorf("a body that is never read: %v, %v", drafts, err)
		}
	}
}

func TestTitlesOfValues(t *testing.T) {
	for _, r := range []struct {
		value any
		want  string
	}{{"asc", "asc"}, {7, "7"}, {false, "false"}, {nil, "null"}, {[]any{1}, "a list"}, {map[string]any{}, "an object"}, {"{own}", "a text"}} {
		if got := (valid{value: r.value}).String(); got != r.want {
			t.Errorf("%v: got %q", r.value, got)
		}
	}
}
