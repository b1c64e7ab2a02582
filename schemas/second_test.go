package schemas

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// second compiles a schema with an engine that shares no code with the first,
// with its own formats.
func second(t testing.TB, docs documents, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	for n := range docs.closure(name) {
		if err := c.AddResource(base+n+".json", docs[n]); err != nil {
			t.Fatalf("schema %s: %v", n, err)
		}
	}
	schema, err := c.Compile(base + name + ".json")
	if err != nil {
		t.Fatalf("schema %s: %v", name, err)
	}
	return schema
}

// opinions asks our walk, gojsonschema and the second engine for themselves.
func opinions(t testing.TB, c *compiled, other *jsonschema.Schema, value any) (walked, first, second bool) {
	t.Helper()
	problems, err := walk(c.node, value)
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.engine.judge(value)
	if err != nil {
		t.Fatal(err)
	}
	return len(problems) == 0, v.ok, other.Validate(value) == nil
}

func TestEverySchemaCompilesInBothEngines(t *testing.T) {
	set := load(t)
	for name := range set.docs {
		if _, err := set.entries[name](); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
		second(t, set.docs, name)
	}
}

func TestBothEnginesAndTheWalkAgreeOnTheCorpus(t *testing.T) {
	set := load(t)
	for name, bodies := range corpora(t) {
		c, err := set.entries[name]()
		if err != nil {
			t.Fatal(err)
		}
		other := second(t, set.docs, name)
		check := func(s sample, want bool) {
			value, problem := Read([]byte(s.Body))
			if problem != nil {
				t.Fatalf("%s: %s: %v", name, s.Why, problem)
			}
			if a, b, c := opinions(t, c, other, value); a != want || b != want || c != want {
				t.Errorf("%s: %s: want %v, walk %v, gojsonschema %v, second engine %v", name, s.Why, want, a, b, c)
			}
		}
		for _, s := range bodies.Valid {
			check(s, true)
		}
		for _, s := range bodies.Invalid {
			check(s, false)
		}
	}
}
