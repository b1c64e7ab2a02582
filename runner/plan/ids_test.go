package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func label(want string) func([]string) bool {
	return func(labels []string) bool { return slices.Contains(labels, want) }
}

func TestSelection(t *testing.T) {
	for _, r := range []struct {
		name   string
		filter func([]string) bool
		cases  []string
		want   []string
		flows  []string
	}{
		{"by a label", label("kind:success"), nil, []string{"lists.find.defaults"}, []string{"lists.find.defaults"}},
		{"by the label that is the id", label("lists.update.life.same"), nil, []string{"lists.update.life.same"}, []string{"lists.update.life"}},
		{"by id", nil, []string{"lists.update.unknown"}, []string{"lists.update.unknown"}, []string{"lists.update.unknown"}},
		{"by the id of a step, with the flow that it needs", nil, []string{"lists.update.life.read"}, []string{"lists.update.life.read"}, []string{"lists.update.life"}},
		{"by the id of a case with steps", nil, []string{"lists.update.life"}, []string{"lists.update.life.change", "lists.update.life.fast", "lists.update.life.read", "lists.update.life.same"}, []string{"lists.update.life"}},
		{"by endpoint", nil, []string{"lists.find"}, []string{"lists.find.defaults", "lists.find.no-credentials"}, []string{"lists.find.defaults", "lists.find.no-credentials"}},
		{"by several ids", nil, []string{"lists.find.defaults", "lists.update.unknown"}, []string{"lists.find.defaults", "lists.update.unknown"}, []string{"lists.find.defaults", "lists.update.unknown"}},
		{"by both, which narrows", label("kind:access"), []string{"lists.update"}, []string{"lists.update.no-credentials"}, []string{"lists.update.no-credentials"}},
	} {
		t.Run(r.name, func(t *testing.T) {
			c := small()
			o := everything(c)
			o.Select, o.Cases = r.filter, r.cases
			p := build(t, c, o)
			if got := ids(p.Cases); !slices.Equal(got, r.want) {
				t.Errorf("cases: got %v, want %v", got, r.want)
			}
			var flows []string
			for _, f := range p.Flows {
				flows = append(flows, f.ID)
			}
			if slices.Sort(flows); !slices.Equal(flows, r.flows) {
				t.Errorf("flows: got %v, want %v", flows, r.flows)
			}
		})
	}
}

// TestSelectionOfOneIsThatPartOfAll: endpoints that no id touches are not even
// planned, which must not show.
func TestSelectionOfOneIsThatPartOfAll(t *testing.T) {
	c := small()
	all := build(t, c, everything(c))
	for _, id := range append(ids(all.Cases), "lists", "lists.find", PlatformEndpoint, "platform.consistency") {
		var want []string
		for _, k := range all.Cases {
			if under(k.ID, []string{id}) {
				want = append(want, k.ID)
			}
		}
		o := everything(c)
		o.Cases = []string{id}
		if got := ids(build(t, c, o).Cases); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
}

func TestEmptySelection(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"a filter that fits nothing":                     func(o *Options) { o.Select = label("area:nowhere") },
		"an id and a filter that have nothing in common": func(o *Options) { o.Cases, o.Select = []string{"lists.find"}, label("kind:input") },
	} {
		c := small()
		o := everything(c)
		change(&o)
		if p, err := Build(c, o); !errors.Is(err, ErrEmpty) || p != nil {
			t.Errorf("%s: got %v, %v", name, p, err)
		}
	}
	c := small()
	c.Endpoints = nil
	if _, err := Build(c, everything(c)); !errors.Is(err, ErrEmpty) {
		t.Error("a contract without endpoints:", err)
	}
}

func TestUnknownIDs(t *testing.T) {
	for _, r := range []struct{ name, id, want string }{
		{"a letter too few", "lists.find.default", `case "lists.find.default": no endpoint, case or step has this id; did you mean lists.find.defaults`},
		{"a letter too many in an endpoint", "lists.findd", "did you mean lists.find"},
		{"letters exchanged", "lists.update.unknwon", "did you mean lists.update.unknown"},
		{"half a word is no prefix", "lists.fin", "did you mean lists.find"},
		{"nothing like it", "zzzzzzzzzzzzzzzzzzzz", "has this id; `list` shows them"},
		{"no id at all", "", "; `list` shows them"},
		{"a prefix that ends in a dot", "lists.find.", "did you mean lists.find"},
	} {
		c := small()
		o := everything(c)
		o.Cases = []string{"lists.find", r.id}
		if _, err := Build(c, o); err == nil || !strings.Contains(err.Error(), r.want) {
			t.Errorf("%s: got %v, want %s", r.name, err, r.want)
		}
	}
}

// A label that no case has would select everything behind a "not".
func TestUnknownLabels(t *testing.T) {
	for _, r := range []struct {
		name  string
		label string
		cases []string
		want  string
	}{
		{"letters exchanged", "levle:required", nil, `filter: label "levle:required": no case has this label; did you mean level:required`},
		{"nothing like it", "zzzzzzzzzzzzzzzzzzzz", nil, "has this label; `list --labels` shows them"},
		{"in another case of letters", "Level:REQUIRED", nil, ""},
		{"the beginning of some", "kind:", nil, ""},
		{"the beginning of none", "kin:", nil, `label "kin:"`},
		{"of cases that were not chosen", "endpoint:lists.update", []string{"lists.find"}, ""},
		{"of no case, chosen or not", "endpoint:lists.updat", []string{"lists.find"}, "did you mean endpoint:lists.update?"},
	} {
		c := small()
		o := everything(c)
		o.Cases, o.Labels = r.cases, []string{"mode:read", r.label}
		_, err := Build(c, o)
		if r.want == "" && err != nil || r.want != "" && (!errors.Is(err, ErrNoLabel) || !strings.Contains(err.Error(), r.want)) {
			t.Errorf("%s: got %v, want %s", r.name, err, r.want)
		}
	}
}

func TestSuggestionsAreFew(t *testing.T) {
	c := small()
	o := everything(c)
	o.Cases = []string{"lists.update.life.xxxx"}
	_, err := Build(c, o)
	if err == nil || !strings.HasSuffix(err.Error(), "did you mean lists.update.life.fast or lists.update.life.read or lists.update.life.same?") {
		t.Error("want the three nearest ids:", err)
	}
	if _, again := Build(c, o); again == nil || again.Error() != err.Error() {
		t.Errorf("the suggestions change: %v, %v", err, again)
	}
}

func TestDistance(t *testing.T) {
	for _, r := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ac", 1}, {"ac", "abc", 1}, {"ab", "ba", 2}, {"kitten", "sitting", 3},
	} {
		if got := distance(r.a, r.b); got != r.want {
			t.Errorf("%q to %q: got %d, want %d", r.a, r.b, got, r.want)
		}
	}
}
