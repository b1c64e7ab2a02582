package plan

import (
	"reflect"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

func TestMerge(t *testing.T) {
	type expect = fixtures.Expect
	success := expect{Status: 200, Schema: "a/b", Equal: map[string]any{"a": 1, "b": 1}, Headers: map[string]string{"x": "1"}, Match: map[string]string{"m": "1"}, Absent: []string{"p"}, Blank: []string{"q"}}
	refusal := expect{Refused: "not-found", Message: "gone", Without: "here", Error: "boom", Advisory: &expect{Message: "^gone$"}}
	for _, r := range []struct {
		name            string
		base, top, want expect
	}{
		{"nothing on top", success, expect{}, success},
		{"what the probe expects, and that is not asked again", success, expect{Probe: true}, success},
		{"on top of nothing", expect{}, refusal, refusal},
		{"a status replaces the status", expect{Status: 200, Schema: "a/b"}, expect{Status: []any{200, 204}}, expect{Status: []any{200, 204}, Schema: "a/b"}},
		{"a status widens a refusal", expect{Refused: "not-found"}, expect{Status: []any{400, 404}}, expect{Refused: "not-found", Status: []any{400, 404}}},
		{"another refusal replaces all that was said", success, expect{Refused: "version"}, expect{Refused: "version"}},
		{"another refusal replaces the first, its advice too", refusal, expect{Refused: "version", Without: "now"}, expect{Refused: "version", Without: "now"}},
		{"the same refusal adds to the first", refusal, expect{Refused: "not-found", Message: "gone for good"}, expect{Refused: "not-found", Message: "gone for good", Without: "here", Error: "boom", Advisory: refusal.Advisory}},
		{"the same refusal takes back a wider status", expect{Refused: "invalid", Status: []any{400, 429}}, expect{Refused: "invalid"}, expect{Refused: "invalid"}},
		{"advice replaces advice", refusal, expect{Advisory: &expect{Without: "x"}}, expect{Refused: "not-found", Message: "gone", Without: "here", Error: "boom", Advisory: &expect{Without: "x"}}},
		{"no body", expect{Status: 200}, expect{Empty: true}, expect{Status: 200, Empty: true}},
		{"no body stays", expect{Status: 200, Empty: true}, expect{}, expect{Status: 200, Empty: true}},
		{
			"maps and lists grow",
			success,
			expect{Equal: map[string]any{"b": 2, "c": 2}, Headers: map[string]string{"y": "2"}, Match: map[string]string{"m": "2"}, Absent: []string{"r"}, Blank: []string{"s"}},
			expect{Status: 200, Schema: "a/b", Equal: map[string]any{"a": 1, "b": 2, "c": 2}, Headers: map[string]string{"x": "1", "y": "2"}, Match: map[string]string{"m": "2"}, Absent: []string{"p", "r"}, Blank: []string{"q", "s"}},
		},
	} {
		if got := merge(r.base, r.top); !reflect.DeepEqual(got, r.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", r.name, got, r.want)
		}
	}
	if len(success.Equal) != 2 || success.Equal["b"] != 1 || len(success.Absent) != 1 {
		t.Error("the base was changed")
	}
}

// bent is the flow that an obligation makes of the endpoint that writes.
func bent(t *testing.T, change func(e *fixtures.Endpoint, o *fixtures.Obligation)) (*Case, *Plan) {
	t.Helper()
	c := small()
	e := &c.Endpoints[1]
	e.Probe = fixtures.Probe{Given: []string{"list"}, Send: fixtures.Send{Body: map[string]any{"a": 1}}, Expect: fixtures.Expect{Status: 200, Schema: "a/b"}, Undo: &fixtures.Undo{Method: "DELETE", Path: "/x"}, Method: "GET", Invalid: &fixtures.Send{}}
	change(e, &c.Platform.Obligations[0])
	p := build(t, c, everything(c))
	for _, k := range p.Cases {
		if k.ID == "lists.update.no-credentials" {
			return k, p
		}
	}
	return nil, p
}

func TestObligationFlow(t *testing.T) {
	k, _ := bent(t, func(e *fixtures.Endpoint, o *fixtures.Obligation) { o.Why = "because" })
	if k.Why != "because" || k.Kind != "access" || len(k.Flow.Steps) != 2 || k.Step != 1 || !k.Flow.Steps[0].Prepare {
		t.Errorf("got %+v", k)
	}
	if s := k.Flow.Steps[1]; s.Send.Credentials != "none" || s.Undo == nil || s.Cause != "unauthenticated" || s.Expect.Schema != "" {
		t.Errorf("got %+v", s)
	}
}

func TestObligationOverrides(t *testing.T) {
	for _, r := range []struct {
		name  string
		adapt fixtures.Override
		level string
		ref   string
		cause string
	}{
		{"nothing", fixtures.Override{}, "optional", "the server", "unauthenticated"},
		{"the level", fixtures.Override{Level: "recommended"}, "recommended", "the server", "unauthenticated"},
		{"the source", fixtures.Override{Ref: "elsewhere"}, "optional", "elsewhere", "unauthenticated"},
		{"the expectation", fixtures.Override{Expect: &fixtures.Expect{Refused: "not-found"}}, "optional", "the server", "not-found"},
	} {
		k, _ := bent(t, func(e *fixtures.Endpoint, o *fixtures.Obligation) {
			o.Level, e.Platform = "optional", map[string]fixtures.Override{"no-credentials": r.adapt}
		})
		if k == nil || k.Level != r.level || k.Ref != r.ref || k.Flow.Steps[k.Step].Cause != r.cause {
			t.Errorf("%s: got %+v", r.name, k)
		}
	}
	if k, _ := bent(t, func(e *fixtures.Endpoint, o *fixtures.Obligation) {
		e.Platform = map[string]fixtures.Override{"no-credentials": {Skip: "there are none here"}}
	}); k != nil {
		t.Error("an obligation that does not exist here is planned")
	}
	if k, p := bent(t, func(e *fixtures.Endpoint, o *fixtures.Obligation) { o.Applies.Methods = []string{"GET"} }); k != nil || p.find(t, "lists.find.no-credentials") == nil {
		t.Error("an obligation of reads is planned for a write")
	}
}

func TestObligationExpectsWhatTheProbeExpects(t *testing.T) {
	k, _ := bent(t, func(e *fixtures.Endpoint, o *fixtures.Obligation) {
		o.Expect = fixtures.Expect{Probe: true, Headers: map[string]string{"x": "y"}}
	})
	want := fixtures.Expect{Status: 200, Schema: "a/b", Headers: map[string]string{"x": "y"}}
	if got := k.Flow.Steps[1].Expect; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// What is no create, even on a broken server, has nothing to undo.
func TestObligationUndo(t *testing.T) {
	for name, b := range map[string]fixtures.Bend{"a raw body": {Send: fixtures.Send{Raw: text("{")}}, "an unknown method": {UnknownMethod: true}} {
		if k, _ := bent(t, func(_ *fixtures.Endpoint, o *fixtures.Obligation) { o.Bend = b }); k.Flow.Steps[1].Undo != nil {
			t.Error(name, "is undone")
		}
	}
	for name, b := range map[string]fixtures.Bend{"an unknown key": {UnknownKey: true}, "invalid input": {Invalid: true}, "a large body": {Send: fixtures.Send{Pad: 9}}} {
		if k, _ := bent(t, func(_ *fixtures.Endpoint, o *fixtures.Obligation) { o.Bend, o.Applies.Invalid = b, b.Invalid }); k.Flow.Steps[1].Undo == nil {
			t.Error(name, "is not undone")
		}
	}
}

func TestObligationGates(t *testing.T) {
	for name, change := range map[string]func(*fixtures.Endpoint, *fixtures.Obligation){
		"since":             func(_ *fixtures.Endpoint, o *fixtures.Obligation) { o.Since = "9.1.1" },
		"until":             func(_ *fixtures.Endpoint, o *fixtures.Obligation) { o.Until = "9.1.0" },
		"flavour":           func(_ *fixtures.Endpoint, o *fixtures.Obligation) { o.Flavour = "serverless" },
		"since of endpoint": func(e *fixtures.Endpoint, _ *fixtures.Obligation) { e.Since = "9.1.1" },
	} {
		if k, _ := bent(t, change); k.Skip == nil || !k.Skip.NotApplicable {
			t.Errorf("%s: got %+v", name, k.Skip)
		}
	}
}
