package plan

import (
	"slices"
	"strings"
	"testing"
)

func TestTogether(t *testing.T) {
	e := getting(zod, map[string]any{"types": "user"})
	e.Schemas.Examples = map[string][]any{"filter": {`name: "{own}"`}}
	drafts, err := derive(schemaSet(t, `"type": "object", "required": ["types"], "properties": {
		"types": { "type": "array", "items": { "type": "string", "enum": ["user", "host"] } }, "order": { "type": "string", "enum": ["asc", "desc"] },
		"filter": { "type": "string" }, "cursor": { "type": "string" } }`), e)
	if err != nil {
		t.Fatal(err)
	}
	got, titles := map[string]string{}, []string{}
	for _, d := range drafts {
		if d.breach == "together" {
			got[d.id] = sentBy(d)
			titles = append(titles, d.title)
		}
	}
	differ(t, "together", got, map[string]string{
		"takes-filter-types-host":            `map[filter:name: "{own}" types:host]`,
		"takes-order-asc-types-host":         "map[order:asc types:host]",
		"takes-filter-order-asc-types-user":  `map[filter:name: "{own}" order:asc types:user]`,
		"takes-order-desc-types-user":        "map[order:desc types:user]",
		"takes-filter-order-desc-types-host": `map[filter:name: "{own}" order:desc types:host]`,
	})
	if want := "takes filter, order asc and types user together"; !slices.Contains(titles, want) {
		t.Errorf("%q is not in %s", want, strings.Join(titles, "; "))
	}
}

func TestNothingToCombine(t *testing.T) {
	if got := derived(t, object+`{ "type": "string", "enum": ["one", "two"] } }`, getting(zod, nil)); len(leftOut(got, "k-", "takes-k-")) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestLater(t *testing.T) {
	for _, r := range []struct {
		lists [][]string
		want  []string
	}{
		{nil, nil},
		{[][]string{nil, {"8.18.0"}}, []string{"8.18.0"}},
		{[][]string{{"8.18.0"}, {"9.1.0"}}, []string{"9.1.0"}},
		{[][]string{{"9.1.0"}, {"8.18.0"}, nil}, []string{"9.1.0"}},
		{[][]string{{"8.19.0", "9.1.0"}, {"8.18.0"}}, []string{"8.19.0", "9.1.0"}},
	} {
		if got := later(r.lists...); !slices.Equal(got, r.want) {
			t.Errorf("%v: got %v", r.lists, got)
		}
	}
}

func TestJoined(t *testing.T) {
	for want, list := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := joined(list, "and"); got != want {
			t.Errorf("%v: got %q", list, got)
		}
	}
}
