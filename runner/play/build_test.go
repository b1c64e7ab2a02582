package play_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// sending is a step with a path and what it sends.
func sending(method, path string, send fixtures.Send) *plan.Step {
	s := plan.Step{ID: "f.s", Line: fixtures.Line{Method: method, Path: path}, Mode: "write"}
	s.Send = send
	return &s
}

func text(s string) *string { return &s }

// vars are those of flow f of run r1, with a captured id.
func vars() plan.Vars { return plan.NewVars("r1", "f").With("id", "a b/ü%") }

func lookup(name string) string {
	value, _ := vars().Lookup(name)
	return value
}

func TestBuildsThePath(t *testing.T) {
	params := func(v string) fixtures.Send { return fixtures.Send{Params: map[string]string{"name": v}} }
	query := func(q map[string]any) fixtures.Send { return fixtures.Send{Query: q} }
	for name, c := range map[string]struct {
		path string
		send fixtures.Send
		want string
	}{
		"a plain path stays":                      {"/api/x", fixtures.Send{}, "/api/x"},
		"a slash in a parameter is encoded":       {"/api/x/{name}", params("a/b"), "/api/x/a%2Fb"},
		"a space in a parameter is encoded":       {"/api/x/{name}", params("a b"), "/api/x/a%20b"},
		"unicode in a parameter is encoded":       {"/api/x/{name}", params("rôle 代"), "/api/x/r%C3%B4le%20%E4%BB%A3"},
		"a percent sign in a parameter is":        {"/api/x/{name}", params("100%2F"), "/api/x/100%252F"},
		"a question mark in a parameter is":       {"/api/x/{name}", params("a?b#c"), "/api/x/a%3Fb%23c"},
		"a plus stays a plus":                     {"/api/x/{name}", params("a+b"), "/api/x/a+b"},
		"a parameter holds variables":             {"/api/x/{name}", params("{own}-{id}"), "/api/x/" + lookup("own") + "-a%20b%2F%C3%BC%25"},
		"a parameter wins over a variable":        {"/api/x/{id}", fixtures.Send{Params: map[string]string{"id": "mine"}}, "/api/x/mine"},
		"a variable in the path is encoded":       {"/api/x/{id}/y", fixtures.Send{}, "/api/x/a%20b%2F%C3%BC%25/y"},
		"names of the run need no capture":        {"/s/{own}/api/{own_}/{uuid}", fixtures.Send{}, "/s/" + lookup("own") + "/api/" + lookup("own_") + "/" + lookup("uuid")},
		"a prefix comes first":                    {"/api/x", fixtures.Send{Prefix: "/s/{own}"}, "/s/" + lookup("own") + "/api/x"},
		"a suffix comes last":                     {"/api/x", fixtures.Send{Suffix: "/"}, "/api/x/"},
		"a suffix comes before the query":         {"/api/x", fixtures.Send{Suffix: "/", Query: map[string]any{"a": 1}}, "/api/x/?a=1"},
		"the query is sorted":                     {"/api/x", query(map[string]any{"b": 2, "a": true, "c": "x"}), "/api/x?a=true&b=2&c=x"},
		"the query is encoded":                    {"/api/x", query(map[string]any{"k&y": "a b/ü&=+%"}), "/api/x?k%26y=a+b%2F%C3%BC%26%3D%2B%25"},
		"the query holds variables":               {"/api/x", query(map[string]any{"a": "{id}", "b": "{run}"}), "/api/x?a=a+b%2F%C3%BC%25&b=r1"},
		"a list repeats the name":                 {"/api/x", query(map[string]any{"a": []any{"one", 2, "{run}"}}), "/api/x?a=one&a=2&a=r1"},
		"an empty value keeps the name":           {"/api/x", query(map[string]any{"a": ""}), "/api/x?a="},
		"null is an empty value":                  {"/api/x", query(map[string]any{"a": nil, "b": []any{nil}}), "/api/x?a=&b="},
		"an empty list is nothing":                {"/api/x", query(map[string]any{"a": []any{}}), "/api/x"},
		"a query of the path itself is continued": {"/api/x?z=1", query(map[string]any{"a": 1}), "/api/x?z=1&a=1"},
		"what is no variable stays":               {"/api/x/{Own}/{2}", fixtures.Send{}, "/api/x/{Own}/{2}"},
	} {
		r, err := play.Build(sending("GET", c.path, c.send), vars())
		if err != nil || r.Path != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, r.Path, err, c.want)
		}
	}
}

func TestBuildsTheHeaders(t *testing.T) {
	headers := func(h map[string]*string) *plan.Step { return sending("POST", "/api/x", fixtures.Send{Headers: h}) }
	for name, c := range map[string]struct {
		step *plan.Step
		want http.Header
	}{
		"none are added":                 {headers(nil), http.Header{}},
		"a value is set":                 {headers(map[string]*string{"kbn-version": text("9.1.0")}), http.Header{"Kbn-Version": {"9.1.0"}}},
		"a value holds variables":        {headers(map[string]*string{"x-run": text("{run} {id}")}), http.Header{"X-Run": {"r1 a b/ü%"}}},
		"null removes a default":         {headers(map[string]*string{"kbn-xsrf": nil}), http.Header{"Kbn-Xsrf": nil}},
		"an empty value is sent":         {headers(map[string]*string{"kbn-xsrf": text("")}), http.Header{"Kbn-Xsrf": {""}}},
		"an archive brings its own type": {sending("POST", "/api/x", fixtures.Send{Archive: &fixtures.Archive{Type: "zip", Name: "x"}}), http.Header{"Content-Type": {"application/zip"}}},
		"a stated type wins over an archive's": {sending("POST", "/api/x", fixtures.Send{Archive: &fixtures.Archive{Type: "zip", Name: "x"},
			Headers: map[string]*string{"Content-type": text("application/gzip")}}), http.Header{"Content-Type": {"application/gzip"}}},
		"an archive can be sent without a type": {sending("POST", "/api/x", fixtures.Send{Archive: &fixtures.Archive{Type: "zip", Name: "x"},
			Headers: map[string]*string{"content-type": nil}}), http.Header{"Content-Type": nil}},
	} {
		r, err := play.Build(c.step, vars())
		if err != nil || !reflect.DeepEqual(r.Header, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, r.Header, err, c.want)
		}
	}
}

func TestBuildsTheBody(t *testing.T) {
	nested := map[string]any{
		"name": "{own}", "n": 1, "yes": true, "none": nil, "{run}": "key",
		"list": []any{"{id}", map[string]any{"deep": []any{"{uuid}"}}, 2.5},
	}
	for name, c := range map[string]struct {
		send fixtures.Send
		want string
	}{
		"no body":                          {fixtures.Send{}, ""},
		"variables at any depth":           {fixtures.Send{Body: nested}, `{"list":["a b/ü%",{"deep":["` + lookup("uuid") + `"]},2.5],"n":1,"name":"` + lookup("own") + `","none":null,"r1":"key","yes":true}`},
		"an empty object":                  {fixtures.Send{Body: map[string]any{}}, `{}`},
		"a list":                           {fixtures.Send{Body: []any{}}, `[]`},
		"a text":                           {fixtures.Send{Body: "{run}"}, `"r1"`},
		"raw bytes as they are":            {fixtures.Send{Raw: text(`{"name": `)}, `{"name": `},
		"raw bytes with variables":         {fixtures.Send{Raw: text(`{"name": "{own}"`)}, `{"name": "` + lookup("own") + `"`},
		"raw nothing":                      {fixtures.Send{Raw: text("")}, ""},
		"an archive of the run's own name": {fixtures.Send{Archive: &fixtures.Archive{Type: "gzip", Name: "{own_}", Damage: "not-an-archive"}}, "this is neither gzip nor zip"},
	} {
		r, err := play.Build(sending("POST", "/api/x", c.send), vars())
		if err != nil || string(r.Body) != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, r.Body, err, c.want)
		}
		if wanted := name != "no body"; (r.Body != nil) != wanted {
			t.Errorf("%s: whether there is a body: %t", name, r.Body != nil)
		}
	}
}

func TestPadsABodyToASize(t *testing.T) {
	for name, body := range map[string]any{"an object": map[string]any{"name": "{own}"}, "nothing": nil} {
		for _, size := range []int{1, 1000, 1048577} {
			r, err := play.Build(sending("POST", "/api/x", fixtures.Send{Body: body, Pad: size}), vars())
			if err != nil || len(r.Body) < size || len(r.Body) > size+200 {
				t.Errorf("%s padded to %d: %d bytes, %v", name, size, len(r.Body), err)
			}
			var got map[string]string
			if err := json.Unmarshal(r.Body, &got); err != nil {
				t.Errorf("%s padded to %d: %v", name, size, err)
			}
			if body != nil && got["name"] != lookup("own") {
				t.Errorf("%s padded to %d: lost its own members", name, size)
			}
		}
	}
}

func TestBuildsWhoAsksAndWhatFor(t *testing.T) {
	for word, want := range map[string]target.Credential{
		"": target.Full, "full": target.Full, "none": target.None, "unprivileged": target.Unprivileged,
		"wrong-key": target.WrongKey, "wrong-password": target.WrongPassword,
	} {
		s := sending("PUT", "/api/x", fixtures.Send{Credentials: word})
		for mode, read := range map[string]bool{"read": true, "write": false} {
			s.Mode = mode
			r, err := play.Build(s, vars())
			if err != nil || r.Credential != want || r.Read != read || r.Method != "PUT" || r.Step != "f.s" {
				t.Errorf("credentials %q, mode %s: got %+v, %v", word, mode, r, err)
			}
		}
	}
}

func TestRefusesToBuild(t *testing.T) {
	for name, c := range map[string]struct {
		step *plan.Step
		want string
	}{
		"a path that lacks a value":  {sending("GET", "/api/x/{unknown}", fixtures.Send{}), "{unknown}"},
		"a header in two spellings":  {sending("GET", "/api/x", fixtures.Send{Headers: map[string]*string{"a-b": nil, "A-B": nil}}), "A-B"},
		"a body that is no JSON":     {sending("POST", "/api/x", fixtures.Send{Body: map[string]any{"a": func() {}}}), "unsupported type"},
		"an archive that is unknown": {sending("POST", "/api/x", fixtures.Send{Archive: &fixtures.Archive{Type: "zip", Damage: "burnt"}}), "burnt"},
	} {
		if _, err := play.Build(c.step, vars()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
