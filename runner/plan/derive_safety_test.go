package plan

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// tempting lists the keys of a request that would change more than the run's own
// objects if a server took their value for true.
func tempting(path string, v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			if slices.Contains(neverTrue, key) && x != false && x != nil && x != 0 && x != "" {
				out = append(out, path+"."+key)
			}
			out = append(out, tempting(path+"."+key, x)...)
		}
	case []any:
		for i, x := range v {
			out = append(out, tempting(fmt.Sprintf("%s.%d", path, i), x)...)
		}
	}
	return out
}

func TestTempting(t *testing.T) {
	for _, bad := range []any{true, 1, "true", "yes", "0", []any{}, map[string]any{}, 0.5} {
		if len(tempting("", map[string]any{"a": []any{map[string]any{"is_default": bad}}})) == 0 {
			t.Errorf("%v was let through", bad)
		}
	}
	for _, good := range []any{false, 0, "", nil} {
		if got := tempting("", map[string]any{"is_default": good}); got != nil {
			t.Errorf("%v: %v", good, got)
		}
	}
}

var ownObject = regexp.MustCompile(`\{(own|own_|uuid)(\.[a-z])?\}`)

// TestDerivedIsSafe: a broken server may carry out what it should refuse.
func TestDerivedIsSafe(t *testing.T) {
	c, set := embedded(t)
	o := everything(c)
	o.Schemas = set
	for _, k := range derivedCases(t, c, o) {
		s := k.Flow.Steps[k.Step]
		probe := k.Flow.Endpoint.Probe
		if got := append(tempting("body", s.Send.Body), tempting("query", s.Send.Query)...); got != nil {
			t.Errorf("%s: %v may pass for true", k.ID, got)
		}
		if s.Send.Credentials != probe.Send.Credentials || s.Send.Prefix != probe.Send.Prefix || s.Request != nil || len(k.Flow.Steps) != 1+len(probe.Given) {
			t.Errorf("%s sends more than the probe", k.ID)
		}
		if s.Line.Method != "GET" && k.Mode != "write" {
			t.Errorf("%s: a %s is no read", k.ID, s.Line.Method)
		}
		if problem := careless(s, probe); problem != "" {
			t.Errorf("%s: %s", k.ID, problem)
		}
		for _, text := range strings.Split(sentBy(draft{part: "body", send: s.Send}), `"`) {
			if u, err := url.Parse(text); err == nil && u.Host != "" && !strings.HasSuffix(u.Hostname(), ".test") {
				t.Errorf("%s names the host %s", k.ID, u.Host)
			}
		}
	}
}

// careless says why what a broken server makes of a request could stay or hit an
// object of others.
func careless(s Step, probe fixtures.Probe) string {
	switch s.Line.Method {
	case "POST":
		if s.Undo == nil && probe.Undo != nil {
			return "what it creates is not undone"
		}
		if body, ok := s.Send.Body.(map[string]any); ok && s.Undo != nil && !ownObject.MatchString(fmt.Sprint(body)) {
			return "nothing in it tells that it is the run's own"
		}
	case "PUT", "DELETE":
		aims := fixtures.Expand(s.Line.Path, func(name string) (string, bool) { v, ok := s.Send.Params[name]; return v, ok })
		if strings.Contains(s.Line.Path, "{") && !ownObject.MatchString(aims) {
			return "it aims at " + aims
		}
	}
	return ""
}

// An object whose id or name came out wrong is found by the other of the two.
func TestDerivedCreatesAreFound(t *testing.T) {
	c, set := embedded(t)
	o := everything(c)
	o.Schemas = set
	seen := 0
	for _, k := range derivedCases(t, c, o) {
		s := k.Flow.Steps[k.Step]
		if k.Endpoint != "fleet.agent_download_sources.create" {
			continue
		}
		seen++
		if s.Undo == nil || s.Undo.Find == nil || !strings.Contains(s.Undo.Find.ID, "id==") || !strings.Contains(s.Undo.Find.ID, "name==") {
			t.Errorf("%s: undo %+v", k.ID, s.Undo)
		}
	}
	if seen == 0 {
		t.Error("nothing is derived")
	}
}
