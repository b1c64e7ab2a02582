package plan

import (
	"slices"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// everything is the options under which nothing is left out.
func everything(c *fixtures.Contract) Options {
	return Options{Run: "r1", Version: "9.1.0", Mode: "write", Allow: Consents(c), Unprivileged: true}
}

// small is a contract of two endpoints: one reads, one writes.
func small() *fixtures.Contract {
	status := fixtures.Expect{Status: 200}
	return &fixtures.Contract{
		Endpoints: []fixtures.Endpoint{
			{
				ID: "lists.find", Area: "lists", Errors: "siem", Ref: "the find document", Request: fixtures.Line{Method: "GET", Path: "/find"},
				Accepts: fixtures.Accepts{Query: "open", Body: "none"}, Probe: fixtures.Probe{Expect: status, Method: "POST"},
				Cases: []fixtures.Case{{Kind: "success", Step: fixtures.Step{ID: "defaults", Title: "finds", Expect: status}}},
			},
			{
				ID: "lists.update", Area: "lists", Errors: "siem", Ref: "the update document", Request: fixtures.Line{Method: "PUT", Path: "/update/{id}"},
				Accepts: fixtures.Accepts{Query: "closed", Body: "closed"}, Probe: fixtures.Probe{Expect: fixtures.Expect{Refused: "not-found"}, Method: "GET"},
				Prepare: map[string]fixtures.Step{"list": {Title: "has a list", Request: &fixtures.Line{Method: "POST", Path: "/lists"}, Expect: status}},
				Cases: []fixtures.Case{
					{Kind: "input", Step: fixtures.Step{ID: "unknown", Title: "refuses an unknown list", Expect: fixtures.Expect{Refused: "not-found"}}},
					{Kind: "state", Given: []string{"list"}, Step: fixtures.Step{ID: "life", Title: "the life of a list", Level: "recommended", Why: "so", Ref: "the life"},
						Steps: []fixtures.Step{
							{ID: "change", Title: "is changed", Expect: status},
							{ID: "read", Title: "is read", Level: "optional", Why: "thus", Ref: "the reading", Request: &fixtures.Line{Method: "GET", Path: "/x"}, Expect: fixtures.Expect{Status: []any{200, 404}}},
						},
						Relations: []fixtures.Relation{{ID: "same", Title: "both agree"}, {ID: "fast", Title: "it is fast", Level: "optional", Why: "speed", Ref: "the clock"}},
					},
				},
			},
		},
		Platform: fixtures.Platform{
			Causes: []fixtures.Cause{
				{ID: "unauthenticated", Title: "the credentials are missing", Status: 401, Shape: "boom"},
				{ID: "not-found", Title: "the object does not exist", Status: 404, Shape: "endpoint"},
			},
			Obligations: []fixtures.Obligation{{
				ID: "no-credentials", Title: "refuses strangers", Kind: "access", Ref: "the server",
				Bend: fixtures.Bend{Send: fixtures.Send{Credentials: "none"}}, Expect: fixtures.Expect{Refused: "unauthenticated"},
			}},
		},
	}
}

func build(t *testing.T, c *fixtures.Contract, o Options) *Plan {
	t.Helper()
	p, err := Build(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *Plan) find(t *testing.T, id string) *Case {
	t.Helper()
	for _, k := range p.Cases {
		if k.ID == id {
			return k
		}
	}
	t.Fatalf("no case %s", id)
	return nil
}

func ids(cases []*Case) []string {
	var out []string
	for _, k := range cases {
		out = append(out, k.ID)
	}
	return out
}

func TestBuild(t *testing.T) {
	c := small()
	p := build(t, c, everything(c))
	want := []string{"lists.find.defaults", "lists.find.no-credentials", "lists.update.life.change", "lists.update.life.fast", "lists.update.life.read",
		"lists.update.life.same", "lists.update.no-credentials", "lists.update.unknown", "platform.consistency.unauthenticated"}
	if got := ids(p.Cases); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
	if p.Run != "r1" || len(p.Flows) != 5 || p.Requests() != 7 {
		t.Errorf("run %s, %d flows, %d requests", p.Run, len(p.Flows), p.Requests())
	}
	for _, r := range []struct{ id, title, level, mode, why, ref, relation string }{
		{"lists.find.defaults", "finds", "required", "read", "", "the find document", ""},
		{"lists.find.no-credentials", "refuses strangers", "required", "read", "", "the server", ""},
		{"lists.update.unknown", "refuses an unknown list", "required", "write", "", "the update document", ""},
		{"lists.update.life.change", "the life of a list: is changed", "recommended", "write", "so", "the life", ""},
		{"lists.update.life.read", "the life of a list: is read", "optional", "write", "thus", "the reading", ""},
		{"lists.update.life.same", "the life of a list: both agree", "recommended", "write", "", "the life", "life.same"},
		{"lists.update.life.fast", "the life of a list: it is fast", "optional", "write", "speed", "the clock", "life.fast"},
	} {
		k := p.find(t, r.id)
		if k.Title != r.title || k.Level != r.level || k.Mode != r.mode || k.Why != r.why || k.Ref != r.ref || k.Relation != r.relation || k.Skip != nil {
			t.Errorf("%s: got %+v", r.id, *k)
		}
		labels := []string{r.id, "area:lists", "endpoint:" + k.Endpoint, "level:" + r.level, "mode:" + r.mode, "kind:" + k.Kind}
		if !slices.Equal(k.Labels, labels) {
			t.Errorf("%s: got labels %v", r.id, k.Labels)
		}
	}
}

func TestBuildSteps(t *testing.T) {
	c := small()
	p := build(t, c, everything(c))
	life := p.find(t, "lists.update.life.change").Flow
	if life.ID != "lists.update.life" || len(life.Steps) != 3 {
		t.Fatal(life)
	}
	for i, r := range []struct {
		id, line, mode string
		prepare        bool
		status         []int
	}{
		{"lists.update.life#list", "POST /lists", "write", true, []int{200}},
		{"lists.update.life.change", "PUT /update/{id}", "write", false, []int{200}},
		{"lists.update.life.read", "GET /x", "read", false, []int{200, 404}},
	} {
		s := life.Steps[i]
		if s.ID != r.id || s.Line.Method+" "+s.Line.Path != r.line || s.Mode != r.mode || s.Prepare != r.prepare || s.Errors != "siem" || !slices.Equal(s.Status, r.status) {
			t.Errorf("step %d: got %+v", i, s)
		}
	}
	for id, step := range map[string]int{"lists.update.life.change": 1, "lists.update.life.read": 2, "lists.update.life.same": -1} {
		if k := p.find(t, id); k.Step != step || k.Flow != life {
			t.Errorf("%s is about step %d", id, k.Step)
		}
	}
	if s := p.find(t, "lists.update.unknown").Flow.Steps[0]; s.Cause != "not-found" || !slices.Equal(s.Status, []int{404}) {
		t.Errorf("a refusal brings its status: %+v", s)
	}
	c.Endpoints[1].Cases[0].Expect.Status = []any{404, 502}
	if s := build(t, c, everything(c)).find(t, "lists.update.unknown").Flow.Steps[0]; !slices.Equal(s.Status, []int{404, 502}) {
		t.Errorf("a status beside a refusal replaces its status: %+v", s)
	}
}

func TestBuildModes(t *testing.T) {
	for _, r := range []struct{ name, method, caseMode, stepMode, want string }{
		{"a GET reads", "GET", "", "", "read"},
		{"a HEAD reads", "HEAD", "", "", "read"},
		{"a POST writes", "POST", "", "", "write"},
		{"an unknown method writes", "PROPFIND", "", "", "write"},
		{"a case may say otherwise", "POST", "read", "", "read"},
		{"a step has the last word", "POST", "read", "write", "write"},
	} {
		c := small()
		k := &c.Endpoints[1].Cases[1]
		k.Given, k.Mode = nil, r.caseMode
		k.Steps = k.Steps[:1]
		k.Steps[0].Mode, k.Steps[0].Send.Method = r.stepMode, r.method
		p := build(t, c, everything(c))
		got := p.find(t, "lists.update.life.change")
		if s := got.Flow.Steps[0]; s.Mode != r.want || s.Line.Method != r.method || got.Mode != r.want {
			t.Errorf("%s: got a step %s and a case %s", r.name, s.Mode, got.Mode)
		}
	}
}
