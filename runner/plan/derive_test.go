package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// planned is a plan of one endpoint, derived cases included.
func planned(t *testing.T, keywords string, e *fixtures.Endpoint, change func(*Options)) *Plan {
	t.Helper()
	c := small()
	c.Endpoints = []fixtures.Endpoint{*e}
	c.Platform.Causes = append(c.Platform.Causes, fixtures.Cause{ID: "validation", Title: "it does not fit", Status: 400, Shape: "boom"})
	o := everything(c)
	o.Schemas = schemaSet(t, keywords)
	if change != nil {
		change(&o)
	}
	return build(t, c, o)
}

func TestDerivedCases(t *testing.T) {
	e := posting(configSchema, map[string]any{"k": "{own}"})
	e.Lane, e.Since = "things", "8.0.0"
	e.Prepare = map[string]fixtures.Step{"other": {Title: "has another", Expect: fixtures.Expect{Status: 200}}}
	e.Probe.Given = []string{"other"}
	p := planned(t, object+`{ "type": ["string", "null"] } }`, e, nil)
	k := p.find(t, "things.create.derived.k-number")
	if k.Title != "refuses a number for k" || k.Kind != "input" || k.Level != "required" || k.Mode != "write" || k.Skip != nil || k.Plain != "" ||
		k.Ref != "Kibana source, kbn-config-schema/src/internals/index.ts" || k.Source() != "schemas/a/thing.request.json:1" || k.Since != "8.0.0" {
		t.Errorf("got %+v, from %s", *k, k.Source())
	}
	if !slices.Equal(k.Labels, []string{k.ID, "area:things", "endpoint:things.create", "level:required", "mode:write", "kind:input"}) {
		t.Errorf("got labels %v", k.Labels)
	}
	f := k.Flow
	if f.Lane != "things" || len(f.Steps) != 2 || !f.Steps[0].Prepare || k.Step != 1 || f.Steps[1].Undo != e.Probe.Undo || !slices.Equal(f.Steps[1].Status, []int{400}) {
		t.Errorf("got %+v", *f)
	}
	k = p.find(t, "things.create.derived.body-number")
	if k.Level != "recommended" || k.Why == "" {
		t.Errorf("got %+v", *k)
	}
	if k = p.find(t, "things.create.derived.takes-k-null"); k.Ref != "the document" || !slices.Equal(k.Flow.Steps[1].Status, []int{200}) {
		t.Errorf("got %+v", *k)
	}
}

func TestDerivedUndo(t *testing.T) {
	e := posting(configSchema, map[string]any{"k": "{own}"})
	e.Schemas.Undo = &fixtures.Undo{Method: "DELETE", Path: "/things/{found}"}
	k := planned(t, object+`{ "type": "string" } }`, e, nil).find(t, "things.create.derived.k-number")
	if k.Flow.Steps[0].Undo != e.Schemas.Undo {
		t.Errorf("got %+v", k.Flow.Steps[0].Undo)
	}
}

// A wrong answer to a valid request may have its cause in the probe itself.
func TestDerivedPlain(t *testing.T) {
	e := getting(zod, nil)
	c := small()
	c.Endpoints = []fixtures.Endpoint{*e}
	c.Platform.Obligations = []fixtures.Obligation{{ID: "plain", Title: "answers", Kind: "protocol", Expect: fixtures.Expect{Probe: true}}}
	o := everything(c)
	o.Schemas = schemaSet(t, object+`{ "type": "string", "enum": ["one"] } }`)
	p := build(t, c, o)
	if got := p.find(t, "things.find.derived.takes-k-one").Plain; got != "things.find.plain" {
		t.Errorf("got %q", got)
	}
	if got := p.find(t, "things.find.derived.k-other").Plain; got != "" {
		t.Errorf("a refusal has its own cause, got %q", got)
	}
}

func TestDerivedOnceOnly(t *testing.T) {
	e := posting(configSchema, map[string]any{"k": "{own}"})
	e.Cases = []fixtures.Case{{Kind: "success", Step: fixtures.Step{ID: "nothing", Title: "takes null", Send: fixtures.Send{Body: map[string]any{"k": nil}}, Expect: fixtures.Expect{Status: 200}}}}
	p := planned(t, object+`{ "type": ["string", "null"] } }`, e, nil)
	if slices.Contains(ids(p.Cases), "things.create.derived.takes-k-null") {
		t.Error("a written case sends this already")
	}
	e.Probe.Send.Body = map[string]any{"k": "{own}", "j": 1}
	e.Cases[0].Send.Body = map[string]any{"k": nil, "j": 1}
	if p = planned(t, object+`{ "type": ["string", "null"] } }`, e, nil); slices.Contains(ids(p.Cases), "things.create.derived.takes-k-null") {
		t.Error("a written case sends the probe with this value already")
	}
}

func TestDerivedIsLeftOut(t *testing.T) {
	e := posting(configSchema, map[string]any{"k": "{own}"})
	e.Cases = []fixtures.Case{{Kind: "success", Step: fixtures.Step{ID: "written", Title: "is written", Expect: fixtures.Expect{Status: 200}}}}
	const schema = object + `{ "type": "string" } }`
	for _, r := range []struct {
		name   string
		change func(*Options)
		want   int
	}{
		{"without schemas", func(o *Options) { o.Schemas = nil }, 0},
		{"of one case", func(o *Options) { o.Cases = []string{"things.create.derived.k-null"} }, 1},
		{"of a written case", func(o *Options) { o.Cases = []string{"things.create.written"} }, 0},
		{"of the endpoint", func(o *Options) { o.Cases = []string{"things.create"} }, 10},
	} {
		n := 0
		for _, id := range ids(planned(t, schema, e, r.change).Cases) {
			if strings.Contains(id, ".derived.") {
				n++
			}
		}
		if n != r.want {
			t.Errorf("%s: %d derived cases", r.name, n)
		}
	}
}

func TestDerivedErrors(t *testing.T) {
	e := posting(configSchema, map[string]any{})
	e.Schemas.Body = "a/other.request"
	c := small()
	c.Endpoints = []fixtures.Endpoint{*e}
	o := everything(c)
	o.Schemas = schemaSet(t, object+`{ "type": "string" } }`)
	if _, err := Build(c, o); err == nil || err.Error() != "endpoint things.create: deriving cases: schema a/other.request: unknown" {
		t.Errorf("got %v", err)
	}
}

func TestLines(t *testing.T) {
	for _, r := range []struct {
		version string
		since   []string
		want    string
	}{
		{"8.13.0", nil, ""},
		{"8.18.0", []string{"8.18.0"}, ""},
		{"9.0.0", []string{"8.18.0"}, ""},
		{"8.17.5", []string{"8.18.0"}, "exists since 8.18.0, the target is 8.17.5"},
		{"8.18.9", []string{"8.19.0", "9.1.0"}, "exists since 8.19.0 and 9.1.0, the target is 8.18.9"},
		{"8.19.0", []string{"8.19.0", "9.1.0"}, ""},
		{"8.19.0-SNAPSHOT", []string{"8.19.0", "9.1.0"}, ""},
		{"9.0.5", []string{"8.19.0", "9.1.0"}, "exists since 8.19.0 and 9.1.0, the target is 9.0.5"},
		{"9.1.0", []string{"8.19.0", "9.1.0"}, ""},
		{"10.0.0", []string{"8.19.0", "9.1.0"}, ""},
	} {
		c := small()
		o := everything(c)
		o.Version = r.version
		g, err := newGate(c, o)
		if err != nil {
			t.Fatal(err)
		}
		s := g.line(r.since)
		if got := reason(s); got != r.want || s != nil && !s.NotApplicable {
			t.Errorf("%s for what came with %v: %q", r.version, r.since, got)
		}
	}
}

func reason(s *Skip) string {
	if s == nil {
		return ""
	}
	return s.Reason
}
