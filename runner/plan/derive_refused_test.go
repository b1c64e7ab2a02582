package plan

import "testing"

const object = `"type": "object", "properties": { "k": `

func TestRefusedBodies(t *testing.T) {
	kindsBut := func(left ...string) map[string]string {
		all := map[string]string{"k-text": `{"k":"surprise"}`, "k-number": `{"k":42}`, "k-boolean": `{"k":false}`, "k-list": `{"k":[]}`, "k-object": `{"k":{}}`, "k-null": `{"k":null}`}
		return leftOut(all, left...)
	}
	with := func(m map[string]string, more map[string]string) map[string]string {
		for id, text := range more {
			m[id] = text
		}
		return m
	}
	for _, r := range []struct {
		name, dialect, key string
		want               map[string]string
	}{
		{"a text is strict", configSchema, `{ "type": "string" }`, kindsBut("k-text")},
		{"a text is strict in zod too", zod, `{ "type": "string" }`, kindsBut("k-text")},
		{"a text or null", configSchema, `{ "type": ["string", "null"] }`, kindsBut("k-text", "k-null")},
		{"a boolean as text is converted", configSchema, `{ "type": "boolean" }`, kindsBut("k-boolean")},
		{"zod converts no boolean", zod, `{ "type": "boolean" }`, with(kindsBut("k-boolean"), map[string]string{"k-boolean-text": `{"k":"false"}`})},
		{"a number as text is converted", configSchema, `{ "type": "number" }`, kindsBut("k-number")},
		{"zod converts no number", zod, `{ "type": "number" }`, with(kindsBut("k-number"), map[string]string{"k-numeral": `{"k":"42"}`})},
		{"a list", configSchema, `{ "type": "array", "items": { "type": ["string", "number", "boolean", "object", "null"] } }`, with(kindsBut("k-list"), map[string]string{"k-item-list": `{"k":[[]]}`})},
		{"anything", configSchema, `{}`, map[string]string{}},
		{"an enum", configSchema, `{ "type": "string", "enum": ["one", "two"] }`, with(kindsBut("k-text"), map[string]string{"k-other": `{"k":"surprise"}`, "k-empty": `{"k":""}`, "k-capitals": `{"k":"ONE"}`})},
		{"an enum without a type", zod, `{ "enum": ["one"] }`, with(kindsBut("k-text"), map[string]string{"k-other": `{"k":"surprise"}`, "k-empty": `{"k":""}`, "k-capitals": `{"k":"ONE"}`})},
		{"a smallest length", zod, `{ "type": "string", "minLength": 1 }`, with(kindsBut("k-text"), map[string]string{"k-empty": `{"k":""}`})},
		{"a larger smallest length", zod, `{ "type": "string", "minLength": 3 }`, with(kindsBut("k-text"), map[string]string{"k-empty": `{"k":""}`, "k-short": `{"k":"  "}`})},
		{"a largest length", zod, `{ "type": "string", "maxLength": 30 }`, with(kindsBut("k-text"), map[string]string{"k-long": `{"k":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}`})},
		{"a pattern", configSchema, `{ "type": "string", "pattern": "^https?://" }`, with(kindsBut("k-text"), map[string]string{
			"k-empty": `{"k":""}`, "k-blank": `{"k":"  "}`, "k-word": `{"k":"surprise"}`, "k-other-scheme": `{"k":"ftp://surprise.example.test/"}`})},
		{"a format", configSchema, `{ "type": "string", "format": "uri" }`, with(kindsBut("k-text"), map[string]string{
			"k-empty": `{"k":""}`, "k-blank": `{"k":"  "}`, "k-word": `{"k":"surprise"}`, "k-with-blank": `{"k":"https://surprise example.test/"}`})},
		{"bounds", zod, `{ "type": "number", "minimum": 1, "maximum": 9 }`, with(kindsBut("k-number"), map[string]string{"k-below": `{"k":0}`, "k-above": `{"k":10}`, "k-numeral": `{"k":"42"}`})},
		{"exclusive bounds", configSchema, `{ "type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 9 }`, with(kindsBut("k-number"), map[string]string{"k-below": `{"k":1}`, "k-above": `{"k":9}`})},
		{"whole numbers", configSchema, `{ "type": "integer" }`, with(kindsBut("k-number"), map[string]string{"k-fraction": `{"k":1.5}`})},
		{"whole numbers from a bound", configSchema, `{ "type": "integer", "minimum": 7 }`, with(kindsBut("k-number"), map[string]string{"k-below": `{"k":6}`, "k-fraction": `{"k":7.5}`})},
		{"a whole number with no room beside it", configSchema, `{ "type": "integer", "minimum": 7, "maximum": 7 }`, with(kindsBut("k-number"), map[string]string{"k-below": `{"k":6}`, "k-above": `{"k":8}`})},
		{"too few items", zod, `{ "type": "array", "minItems": 2, "items": {} }`, with(kindsBut("k-list"), map[string]string{"k-few": `{"k":["{own}"]}`})},
		{"too many items", zod, `{ "type": "array", "maxItems": 1 }`, with(kindsBut("k-list"), map[string]string{"k-many": `{"k":["surprise","surprise"]}`})},
		{"an object with a needed key", zod, `{ "type": "object", "required": ["j"], "properties": { "j": { "type": "number" } } }`, with(kindsBut("k-object"), map[string]string{
			"k-j-missing": `{"k":{}}`, "k-j-text": `{"k":{"j":"surprise"}}`, "k-j-boolean": `{"k":{"j":false}}`, "k-j-list": `{"k":{"j":[]}}`, "k-j-object": `{"k":{"j":{}}}`, "k-j-null": `{"k":{"j":null}}`, "k-j-numeral": `{"k":{"j":"42"}}`})},
		{"a closed object", configSchema, `{ "type": "object", "additionalProperties": false, "required": ["j"], "properties": { "j": {} } }`, with(kindsBut("k-object"), map[string]string{
			"k-unknown-key": `{"k":{"j":"{own}","surprise":1}}`, "k-j-missing": `{"k":{}}`})},
		{"a closed object where unknown keys are dropped", zod, `{ "type": "object", "additionalProperties": false }`, kindsBut("k-object")},
		{"free keys", configSchema, `{ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean", "null", "array"] } }`, with(kindsBut("k-object"), map[string]string{"k-entry-object": `{"k":{"x-surprise":{}}}`})},
		{"one of two", configSchema, `{ "anyOf": [{ "type": "string" }, { "type": "object", "additionalProperties": false, "required": ["j"], "properties": { "j": { "type": ["string", "number", "boolean", "null", "array"] } } }] }`,
			with(kindsBut("k-text", "k-object"), map[string]string{"k-j-missing": `{"k":{}}`, "k-j-object": `{"k":{"j":{}}}`, "k-unknown-key": `{"k":{"j":"{own}","surprise":1}}`})},
	} {
		got := derived(t, object+r.key+`}`, posting(r.dialect, map[string]any{}))
		differ(t, r.name, leftOut(got, "body-", "takes-"), r.want)
	}
}

func TestRefusedRoots(t *testing.T) {
	for _, dialect := range []string{configSchema, zod} {
		got := derived(t, `"type": "object", "additionalProperties": false, "required": ["k"], "properties": { "k": {} }`, posting(dialect, map[string]any{"k": "{own}"}))
		want := map[string]string{"body-text": `"surprise"`, "body-number": `42`, "body-boolean": `false`, "body-list": `[]`, "body-null": `raw null`, "k-missing": `{}`}
		if dialect == configSchema {
			want["body-unknown-key"] = `{"k":"{own}","surprise":1}`
		}
		differ(t, dialect, got, want)
	}
}

func TestRefusedQueries(t *testing.T) {
	for _, r := range []struct {
		name, dialect, key string
		want               map[string]string
	}{
		{"any text", zod, `{ "type": "string" }`, map[string]string{"k-twice": "map[k:[surprise surprise]]"}},
		{"a text that is not blank", zod, `{ "type": "string", "minLength": 1, "pattern": "[^ ]" }`, map[string]string{"k-empty": "map[k:]", "k-blank": "map[k:  ]", "k-twice": "map[k:[surprise surprise]]"}},
		{"an enum", configSchema, `{ "type": "string", "enum": ["one", "two"] }`, map[string]string{"k-other": "map[k:surprise]", "k-empty": "map[k:]", "k-capitals": "map[k:ONE]", "k-twice": "map[k:[one two]]"}},
		{"a boolean", configSchema, `{ "type": "boolean" }`, map[string]string{"k-word": "map[k:surprise]", "k-empty": "map[k:]", "k-number": "map[k:1]", "k-twice": "map[k:[true false]]"}},
		{"a number for which blank is 0", zod, `{ "type": "integer" }`, map[string]string{"k-word": "map[k:surprise]", "k-fraction": "map[k:1.5]", "k-twice": "map[k:[1 2]]"}},
		{"a number for which 0 is too small", zod, `{ "type": "integer", "minimum": 1, "maximum": 9 }`, map[string]string{"k-word": "map[k:surprise]", "k-empty": "map[k:]", "k-fraction": "map[k:1.5]", "k-below": "map[k:0]", "k-above": "map[k:10]", "k-twice": "map[k:[1 2]]"}},
		{"a list of an enum", zod, `{ "type": "array", "items": { "type": "string", "enum": ["one", "two"] } }`, map[string]string{"k-item-other": "map[k:[surprise]]", "k-item-capitals": "map[k:[ONE]]"}},
	} {
		got := derived(t, object+r.key+`}`, getting(r.dialect, nil))
		differ(t, r.name, leftOut(got, "takes-"), r.want)
	}
	got := derived(t, `"type": "object", "additionalProperties": false, "required": ["k"], "properties": { "k": { "type": "array", "items": { "enum": ["a"] } } }`, getting(configSchema, map[string]any{"k": "a"}))
	differ(t, "a needed key", leftOut(got, "takes-"), map[string]string{"k-missing": "map[]", "unknown-key": "map[k:a surprise:1]", "k-item-other": "map[k:[a surprise]]", "k-item-capitals": "map[k:[a A]]"})
}

// Of what would change more than the run's own objects, nothing passes for true.
func TestGuardedKeys(t *testing.T) {
	key := `"type": "object", "properties": { "is_default": { "type": "boolean" } }`
	got := derived(t, key, posting(configSchema, map[string]any{}))
	differ(t, "body", leftOut(got, "body-"), map[string]string{"is-default-empty": `{"is_default":""}`, "is-default-number": `{"is_default":0}`, "is-default-null": `{"is_default":null}`, "takes-is-default-false": `{"is_default":false}`})
	got = derived(t, key, getting(configSchema, nil))
	differ(t, "query", got, map[string]string{"is-default-empty": "map[is_default:]", "takes-is-default-false": "map[is_default:false]", "takes-is-default-capitals": "map[is_default:FALSE]"})
}

func TestExpectations(t *testing.T) {
	key := object + `{ "type": "string" } }`
	for _, r := range []struct{ dialect, id, message, advised string }{
		{configSchema, "k-number", `^\[request body`, `^\[request body\.k`},
		{configSchema, "body-list", `^\[request body`, ""},
		{zod, "k-number", `^\[request body`, `^\[request body\]:(?s:.*)\bk`},
	} {
		e := posting(r.dialect, map[string]any{})
		drafts, err := derive(schemaSet(t, key), e)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drafts {
			if d.id != r.id {
				continue
			}
			x := d.expectation(e)
			advised := ""
			if x.Advisory != nil {
				advised = x.Advisory.Message
			}
			if x.Refused != "validation" || x.Message != r.message || advised != r.advised {
				t.Errorf("%s %s: %+v, advised %q", r.dialect, r.id, x, advised)
			}
		}
	}
}
