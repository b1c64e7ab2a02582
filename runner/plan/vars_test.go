package plan

import (
	"regexp"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestLookup(t *testing.T) {
	v := NewVars("r1", "lists.find.life").With("host", "h1").With("cursor", "")
	for _, r := range []struct{ name, want string }{
		{"own", `^kbn-conf-r1-[0-9a-f]{8}$`},
		{"own.b", `^kbn-conf-r1-[0-9a-f]{8}$`},
		{"own_", `^kbn_conf_r1_[0-9a-f]{8}$`},
		{"own_.b", `^kbn_conf_r1_[0-9a-f]{8}$`},
		{"uuid", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"uuid.c", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"run", `^r1$`},
		{"host", `^h1$`},
		{"cursor", `^$`},
	} {
		got, ok := v.Lookup(r.name)
		if !ok || !regexp.MustCompile(r.want).MatchString(got) {
			t.Errorf("{%s}: got %q, %v", r.name, got, ok)
		}
		if again, _ := NewVars("r1", "lists.find.life").With("host", "h1").With("cursor", "").Lookup(r.name); again != got {
			t.Errorf("{%s}: got %q, then %q", r.name, got, again)
		}
	}
	for _, name := range []string{"other", "found", "", "owner", "Own"} {
		if got, ok := v.Lookup(name); ok {
			t.Errorf("{%s}: got %q", name, got)
		}
	}
}

// Searches by a name must find no other object: no name is a phrase of another.
func TestNamesAreDistinct(t *testing.T) {
	names := map[string]string{}
	for _, run := range []string{"r1", "r11", "a"} {
		for _, flow := range []string{"lists.find.life", "lists.find.lif", "lists.find", "x"} {
			for _, name := range []string{"own", "own.b", "own.c", "own.p", "own_", "own_.b", "uuid", "uuid.b"} {
				got, _ := NewVars(run, flow).Lookup(name)
				names[run+" "+flow+" "+name] = got
			}
		}
	}
	for a, x := range names {
		for b, y := range names {
			if a != b && strings.Contains(y, x) {
				t.Errorf("%s (%s) is a phrase of %s (%s)", x, a, y, b)
			}
		}
	}
}

func TestNamesBeginWithThePrefixOfTheRun(t *testing.T) {
	own, _ := NewVars("r1", "f").Lookup("own")
	if !strings.HasPrefix(own, OwnPrefix("r1")) || OwnPrefix("r1") != "kbn-conf-r1-" || strings.HasPrefix(own, OwnPrefix("r")) {
		t.Error(own, OwnPrefix("r1"))
	}
}

func TestWithLeavesTheOldVariables(t *testing.T) {
	old := NewVars("r1", "f").With("a", "1")
	next := old.With("a", "2").With("b", "3")
	if got, _ := old.Lookup("a"); got != "1" {
		t.Error("the old variables changed:", got)
	}
	if _, ok := old.Lookup("b"); ok {
		t.Error("the old variables grew")
	}
	if a, _ := next.Lookup("a"); a != "2" {
		t.Error(a)
	}
}

func TestCapture(t *testing.T) {
	const body = `{"item":{"id":"x1","count":3,"none":null,"blank":"","yes":true,"tags":["a","b"]}}`
	for _, r := range []struct {
		name    string
		paths   map[string]string
		body    string
		want    map[string]string
		missing string
	}{
		{"nothing", nil, body, nil, ""},
		{"a text", map[string]string{"id": "item.id"}, body, map[string]string{"id": "x1"}, ""},
		{"a number, a truth and a list element", map[string]string{"n": "item.count", "t": "item.yes", "l": "item.tags.1"}, body, map[string]string{"n": "3", "t": "true", "l": "b"}, ""},
		{"a place that is not there", map[string]string{"id": "item.id", "x": "item.x"}, body, map[string]string{"id": "x1"}, "x"},
		{"null", map[string]string{"x": "item.none"}, body, nil, "x"},
		{"a blank text", map[string]string{"x": "item.blank"}, body, nil, "x"},
		{"the first of several that are missing", map[string]string{"c": "c", "a": "a", "b": "b"}, body, nil, "a"},
		{"no JSON", map[string]string{"id": "item.id"}, "<html>", nil, "id"},
		{"no body", map[string]string{"id": "item.id"}, "", nil, "id"},
	} {
		s := Step{Step: fixtures.Step{Capture: r.paths}}
		v, missing := s.Capture(NewVars("r1", "f").With("kept", "k"), recording.Exchange{Response: &recording.Response{Status: 200, Body: []byte(r.body)}})
		if missing != r.missing {
			t.Errorf("%s: missing %q, want %q", r.name, missing, r.missing)
		}
		for name := range r.paths {
			got, ok := v.Lookup(name)
			if want, due := r.want[name]; ok != due || got != want {
				t.Errorf("%s: {%s} is %q, %v", r.name, name, got, ok)
			}
		}
		if kept, _ := v.Lookup("kept"); kept != "k" {
			t.Errorf("%s: what was captured before is lost", r.name)
		}
	}
	s := Step{Step: fixtures.Step{Capture: map[string]string{"id": "item.id"}}}
	if _, missing := s.Capture(NewVars("r1", "f"), recording.Exchange{}); missing != "id" {
		t.Error("no answer at all yields", missing)
	}
}

func TestMade(t *testing.T) {
	v := NewVars("r1", "f")
	for _, name := range []string{"own", "own.b", "own_", "own_.c", "uuid", "uuid.z"} {
		text, _ := v.Lookup(name)
		if !v.Made(text) || !v.Made(text+","+text) || strings.HasPrefix(name, "own") != v.Made(text+" and more") {
			t.Errorf("{%s} %s", name, text)
		}
		if other := NewVars("r2", "f"); other.Made(text) {
			t.Errorf("another run made %s", text)
		}
		if v.Made("a"+text) || v.Made(text+",a") || v.Made(","+text) {
			t.Errorf("more than %s passes", text)
		}
		if strings.HasPrefix(name, "own") != v.Mentioned([]byte("<"+text+">")) {
			t.Errorf("{%s} %s within a text", name, text)
		}
	}
	for _, text := range []string{"", "kbn-conf-", "kbn-conf-r1", "kbn-conf-r12-12345678", "00000000-0000-4000-a000-000000000000"} {
		if v.Made(text) {
			t.Errorf("%q passes", text)
		}
	}
}
