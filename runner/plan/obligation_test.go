package plan

import (
	"reflect"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

func TestApplies(t *testing.T) {
	for _, r := range []struct {
		name  string
		owes  fixtures.Applies
		bound fixtures.Endpoint
		free  fixtures.Endpoint
	}{
		{"by method", fixtures.Applies{Methods: []string{"POST", "PUT"}}, fixtures.Endpoint{Request: fixtures.Line{Method: "PUT"}}, fixtures.Endpoint{Request: fixtures.Line{Method: "GET"}}},
		{"by what happens to query keys", fixtures.Applies{Query: "closed"}, fixtures.Endpoint{Accepts: fixtures.Accepts{Query: "closed"}}, fixtures.Endpoint{Accepts: fixtures.Accepts{Query: "open"}}},
		{"by what happens to body keys", fixtures.Applies{Body: []string{"open", "ignored"}}, fixtures.Endpoint{Accepts: fixtures.Accepts{Body: "ignored"}}, fixtures.Endpoint{Accepts: fixtures.Accepts{Body: "none"}}},
		{"by validation", fixtures.Applies{Invalid: true}, fixtures.Endpoint{Probe: fixtures.Probe{Invalid: &fixtures.Send{}}}, fixtures.Endpoint{}},
		{"by privileges", fixtures.Applies{Forbids: true}, fixtures.Endpoint{Privileges: fixtures.Privileges{Any: []string{"x"}}}, fixtures.Endpoint{Privileges: fixtures.Privileges{None: "public"}}},
		{"by a probe that succeeds", fixtures.Applies{Success: true}, fixtures.Endpoint{Probe: fixtures.Probe{Expect: fixtures.Expect{Status: 200}}}, fixtures.Endpoint{Probe: fixtures.Probe{Expect: fixtures.Expect{Refused: "not-found"}}}},
		{"by a probe that does nothing but succeed", fixtures.Applies{Success: true}, fixtures.Endpoint{Probe: fixtures.Probe{Expect: fixtures.Expect{Status: []any{200, 204}}}}, fixtures.Endpoint{Probe: fixtures.Probe{Expect: fixtures.Expect{Status: []any{200, 404}}}}},
		{"not by a probe that expects nothing", fixtures.Applies{Success: true}, fixtures.Endpoint{Probe: fixtures.Probe{Expect: fixtures.Expect{Status: 200}}}, fixtures.Endpoint{}},
		{"by all of it", fixtures.Applies{Methods: []string{"GET"}, Query: "open"}, fixtures.Endpoint{Request: fixtures.Line{Method: "GET"}, Accepts: fixtures.Accepts{Query: "open"}}, fixtures.Endpoint{Request: fixtures.Line{Method: "GET"}, Accepts: fixtures.Accepts{Query: "closed"}}},
	} {
		if !applies(r.owes, &r.bound) || applies(r.owes, &r.free) {
			t.Errorf("%s: bound %v, free %v", r.name, applies(r.owes, &r.bound), !applies(r.owes, &r.free))
		}
		if !applies(fixtures.Applies{}, &r.bound) || !applies(fixtures.Applies{}, &r.free) {
			t.Errorf("%s: an obligation without conditions binds all", r.name)
		}
	}
}

func text(s string) *string { return &s }

func TestBend(t *testing.T) {
	probe := fixtures.Probe{
		Method:  "PATCH",
		Send:    fixtures.Send{Params: map[string]string{"id": "{own}"}, Query: map[string]any{"a": "1"}, Body: map[string]any{"name": "x"}},
		Invalid: &fixtures.Send{Query: map[string]any{"page": "abc"}},
	}
	get := probe
	get.Method = "GET"
	same := func(change func(*fixtures.Send)) fixtures.Send {
		s := probe.Send
		change(&s)
		return s
	}
	for _, r := range []struct {
		name  string
		probe fixtures.Probe
		bend  fixtures.Bend
		want  fixtures.Send
	}{
		{"nothing", probe, fixtures.Bend{}, probe.Send},
		{"credentials", probe, fixtures.Bend{Send: fixtures.Send{Credentials: "none"}}, same(func(s *fixtures.Send) { s.Credentials = "none" })},
		{"a header less", probe, fixtures.Bend{Send: fixtures.Send{Headers: map[string]*string{"kbn-xsrf": nil}}}, same(func(s *fixtures.Send) { s.Headers = map[string]*string{"kbn-xsrf": nil} })},
		{"invalid input is merged", probe, fixtures.Bend{Invalid: true}, same(func(s *fixtures.Send) { s.Query = map[string]any{"a": "1", "page": "abc"} })},
		{"invalid input under other credentials", probe, fixtures.Bend{Invalid: true, Send: fixtures.Send{Credentials: "none"}}, same(func(s *fixtures.Send) {
			s.Query, s.Credentials = map[string]any{"a": "1", "page": "abc"}, "none"
		})},
		{"an unknown key", probe, fixtures.Bend{UnknownKey: true}, same(func(s *fixtures.Send) { s.Body = map[string]any{"name": "x", "surprise": 1} })},
		{"an unknown method keeps the body", probe, fixtures.Bend{UnknownMethod: true}, same(func(s *fixtures.Send) { s.Method = "PATCH" })},
		{"an unknown GET has no body", get, fixtures.Bend{UnknownMethod: true, Send: fixtures.Send{Pad: 9}}, same(func(s *fixtures.Send) { s.Method, s.Body = "GET", nil })},
		{"an unknown GET has no raw body", get, fixtures.Bend{UnknownMethod: true, Send: fixtures.Send{Raw: text("{")}}, same(func(s *fixtures.Send) { s.Method, s.Body = "GET", nil })},
		{"an unknown method takes no archive", fixtures.Probe{Method: "PATCH", Send: fixtures.Send{Archive: &fixtures.Archive{}}}, fixtures.Bend{UnknownMethod: true}, fixtures.Send{Method: "PATCH"}},
	} {
		before := probe
		if got := bend(&fixtures.Endpoint{Probe: r.probe}, r.bend); !reflect.DeepEqual(got, r.want) {
			t.Errorf("%s: got %+v, want %+v", r.name, got, r.want)
		}
		if !reflect.DeepEqual(probe, before) || len(probe.Send.Query) != 1 || len(probe.Send.Body.(map[string]any)) != 1 {
			t.Fatalf("%s: the probe of the contract was changed", r.name)
		}
	}
}

func TestWithKey(t *testing.T) {
	for _, body := range []any{nil, map[string]any{}, []any{1}, "x"} {
		if got := withKey(body); !reflect.DeepEqual(got, map[string]any{"surprise": 1}) {
			t.Errorf("%v: got %v", body, got)
		}
	}
}

func TestOverlay(t *testing.T) {
	base := fixtures.Send{
		Params: map[string]string{"a": "1", "b": "1"}, Query: map[string]any{"a": 1}, Headers: map[string]*string{"a": text("1"), "b": text("1")},
		Credentials: "full", Body: map[string]any{"a": 1, "b": 1}, Method: "PUT", Prefix: "/s/a", Suffix: "/", Pad: 5,
	}
	if got := overlay(base, fixtures.Send{}); !reflect.DeepEqual(got, base) {
		t.Errorf("nothing on top changes nothing: %+v", got)
	}
	if got := overlay(fixtures.Send{}, base); !reflect.DeepEqual(got, base) {
		t.Errorf("what is on top of nothing is all: %+v", got)
	}
	top := fixtures.Send{
		Params: map[string]string{"b": "2"}, Query: map[string]any{"b": 2}, Headers: map[string]*string{"b": nil},
		Credentials: "none", Body: map[string]any{"c": 2}, Method: "POST", Prefix: "/s/b", Suffix: "//", Pad: 9,
	}
	want := fixtures.Send{
		Params: map[string]string{"a": "1", "b": "2"}, Query: map[string]any{"a": 1, "b": 2}, Headers: map[string]*string{"a": text("1"), "b": nil},
		Credentials: "none", Body: map[string]any{"c": 2}, Method: "POST", Prefix: "/s/b", Suffix: "//", Pad: 9,
	}
	if got := overlay(base, top); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for name, top := range map[string]fixtures.Send{"raw": {Raw: text("x")}, "an archive": {Archive: &fixtures.Archive{}}} {
		if got := overlay(base, top); got.Body != nil || got.Raw != top.Raw || got.Archive != top.Archive {
			t.Errorf("%s replaces the body: %+v", name, got)
		}
	}
	if len(base.Params) != 2 || base.Params["b"] != "1" || base.Headers["b"] == nil {
		t.Error("the base was changed")
	}
}
