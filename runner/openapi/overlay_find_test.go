package openapi

import (
	"slices"
	"testing"

	"github.com/theory/jsonpath"
)

// TestFindFindsWhatTheLibraryFinds: only faster.
func TestFindFindsWhatTheLibraryFinds(t *testing.T) {
	root, err := readJSON([]byte(`{"a":{"x":1,"l":[{"x":2,"required":["x","y"]},[{"x":[0]}],"x"],"required":{"x":{}}},"b":[{"a":{"x":"t"}},{"a":{"x":"u","n":null}}],"x/y~":{"x":{"x":{"x":3}}}}`), &gaps{})
	if err != nil {
		t.Fatal(err)
	}
	const nowhere = "$..[?@.x].nowhere"
	for _, target := range []string{
		"$", "$.a", "$.*", "$..x", "$..*", "$..[0]", "$..[?@.x].x", "$..[?@.x]", "$..[?@.x].required[?@ == 'x']", "$..[?@.required].required", "$..[?@.x].required..x",
		"$.b[*]..[?@.x == 'u'].x", "$..[?@.x, 'a'].x", "$..[?@.x]['x','n']", "$..[?@ == 'x']", "$..a..x", "$.b..[?@.a][?@.x]", "$..l[1:]", "$..[?length(@) == 2]", "$['x/y~']..[?@.x].x", nowhere,
	} {
		p, err := jsonpath.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, n := range p.SelectLocated(root) {
			want = append(want, n.Path.Pointer())
		}
		got := find(p.Query(), root)
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", target, got, want)
		}
		if (len(got) == 0) != (target == nowhere) {
			t.Errorf("%s: it finds %v", target, got)
		}
	}
}
