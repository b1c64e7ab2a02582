package schemas

import (
	"encoding/json"
	"testing"
	"testing/fstest"
)

// FuzzParse: what the strict reader takes, the standard library takes as well,
// with the same value.
func FuzzParse(f *testing.F) {
	for _, c := range corpora(f) {
		for _, s := range c.Valid {
			f.Add([]byte(s.Body))
		}
	}
	for _, body := range []string{"", "\xef\xbb\xbf{}", `{"a":1,"a":2}`, `"\ud800"`, `1e999`, `[[[[`, "{}\x00", `{"":{"":[]}}`, `-0.0e-0`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		value, problem := Read(body)
		if problem != nil {
			if problem.Want == "" || problem.Got == "" {
				t.Errorf("%q: a problem without words: %+v", body, problem)
			}
			return
		}
		var plain any
		if err := json.Unmarshal(body, &plain); err != nil {
			t.Fatalf("%q: taken, yet %v", body, err)
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		again, problem := Read(text)
		if problem != nil || !Equal(value, again) {
			t.Errorf("%q: written again as %q: %v", body, text, problem)
		}
	})
}

// FuzzLint: no schema file crashes the lint, and what it lets through compiles,
// judges any body within the budget, and both validators agree.
func FuzzLint(f *testing.F) {
	docs := load(f).docs
	for name := range docs {
		text, err := json.Marshal(docs[name])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, []byte(`{"item":{"id":"a","items":[1,"x",null]}}`))
	}
	for _, inside := range []string{
		`"$ref":"a.json"`, `"anyOf":[{"$ref":"#/definitions/x"}],"definitions":{"x":{"type":"array","items":{"$ref":"a.json"}}}`,
		`"type":"number","minimum":1,"multipleOf":0.5`, `"enum":["a",null,{"b":[]}]`, `"type":"string","pattern":"^(a|b)+$","format":"date-time"`,
		`"type":"object","if":{"required":["a"]},"then":false,"else":true`, `"type":"object","not":{"required":["a"]},"maxProperties":3`,
	} {
		f.Add([]byte(file(inside)), []byte(`{"a":[["b",1.5]]}`))
	}
	f.Fuzz(func(t *testing.T, schema, body []byte) {
		set, err := LoadFS(fstest.MapFS{"a.json": {Data: schema}})
		if err != nil {
			return
		}
		if _, err := set.Validate("a", body); err != nil {
			t.Errorf("schema %s\nbody %s\n%v", schema, body, err)
		}
	})
}
