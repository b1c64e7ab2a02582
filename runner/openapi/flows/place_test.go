package flows

import (
	"encoding/json"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

func node(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func answering(t *testing.T, schema string) *openapi.Operation {
	t.Helper()
	o := &openapi.Operation{}
	if schema != "" {
		o.Responses = []openapi.Response{{Status: "400", MediaType: "application/json", Schema: openapi.Schema{Node: map[string]any{}}}, {Status: "200", MediaType: "application/json", Schema: openapi.Schema{Node: node(t, schema)}}}
	}
	return o
}

func TestWhereAnIDIs(t *testing.T) {
	definitions := map[string]any{
		"thing": node(t, `{"type":"object","properties":{"id":{"type":"string"},"name":{"type":"string"},"next":{"$ref":"#/definitions/thing"}}}`),
	}
	r := schemaReader{definitions: definitions}
	const thing = `{"$ref":"#/definitions/thing"}`
	for name, c := range map[string]struct{ schema, param, what, made, first string }{
		"at the root":             {thing, "id", "thing", "id", ""},
		"under item":              {`{"properties":{"item":` + thing + `}}`, "thingId", "thing", "item.id", ""},
		"under its own name":      {`{"properties":{"thing":` + thing + `,"count":{"type":"integer"}}}`, "id", "thing", "thing.id", ""},
		"by the parameter's name": {`{"properties":{"id":{"type":"string"},"rule_id":{"type":"string"}}}`, "rule_id", "rule", "rule_id", ""},
		"a name":                  {thing, "name", "role", "name", ""},
		"in a branch":             {`{"oneOf":[{"properties":{"other":{}}},` + thing + `]}`, "id", "thing", "id", ""},
		"a list":                  {`{"type":"array","items":` + thing + `}`, "id", "thing", "", "0.id"},
		"a list under items":      {`{"properties":{"items":{"type":"array","items":` + thing + `},"total":{"type":"integer"}}}`, "thingId", "thing", "", "items.0.id"},
		"a list under any name":   {`{"properties":{"labels":{"type":"array","items":{"type":"string"}},"things":{"type":"array","items":` + thing + `}}}`, "thingId", "thing", "", "things.0.id"},
		"a list of ids":           {`{"properties":{"items":{"type":"array","items":{"type":"string"}}}}`, "name", "thing", "", "items.0"},
		"a dotted name":           {`{"properties":{"a.b":{"properties":{"id":{"type":"string"}}}}}`, "id", "thing", `a\.b.id`, ""},
		"nowhere":                 {`{"properties":{"acknowledged":{"type":"boolean"}}}`, "id", "thing", "", ""},
	} {
		o := answering(t, c.schema)
		keys := keysFor(c.param, c.what)
		if got, _ := r.idOfMade(o, keys); got != c.made {
			t.Errorf("%s: made at %q, want %q", name, got, c.made)
		}
		if got, _ := r.idOfListed(o, keys); got != c.first {
			t.Errorf("%s: listed at %q, want %q", name, got, c.first)
		}
	}
}

func TestTheUsualPlacesOfAnAnswerThatNobodyDescribes(t *testing.T) {
	r := schemaReader{definitions: map[string]any{"loop": node(t, `{"$ref":"#/definitions/loop"}`)}}
	o := answering(t, `{"$ref":"#/definitions/loop"}`)
	first, _ := r.idOfListed(o, keysFor("name", "stream"))
	for _, body := range []string{`[{"name":"x"}]`, `{"items":[{"name":"x"}]}`, `{"data":[{"id":"x"}]}`} {
		if got := gjson.Get(body, first).String(); got != "x" {
			t.Errorf("%s of %s: %q", first, body, got)
		}
	}
	for _, body := range []string{`{"id":"x","item":{"id":"y"}}`, `{"item":{"id":"x"}}`} {
		at, certain := r.idOfMade(o, keysFor("id", "stream"))
		if got := gjson.Get(body, at).String(); got != "x" || certain {
			t.Errorf("%s: %q", body, got)
		}
	}
	if got := gjson.Get(`{"items":[]}`, first); got.Exists() {
		t.Errorf("an empty list yields %s", got)
	}
}
