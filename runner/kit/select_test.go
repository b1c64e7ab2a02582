package kit

import (
	"slices"
	"testing"

	"github.com/onsi/ginkgo/v2/types"
)

func TestLiterals(t *testing.T) {
	for _, row := range []struct {
		filter string
		want   []string
	}{
		{"", nil},
		{"area:lists", []string{"area:lists"}},
		{"area:lists && !levle:optional", []string{"area:lists", "levle:optional"}},
		{"!(a:1 || b:2),c:3", []string{"a:1", "b:2", "c:3"}},
		{"/find$/ && !/a:b|c/ && kind:input", []string{"kind:input"}},
		{"lists.find.defaults", []string{"lists.find.defaults"}},
		{"area: containsAny {lists, fleet} && level:required", []string{"area:lists", "area:fleet", "level:required"}},
		{"area: consistsOf lists && kind: isEmpty", []string{"area:lists", "kind:"}},
		{"(area: isEmpty) || a:1", []string{"area:", "a:1"}},
		{"two words && a:b c", []string{"two words", "a:b c"}},
	} {
		if _, err := types.ParseLabelFilter(row.filter); err != nil {
			t.Errorf("%q is no filter: %v", row.filter, err)
		}
		if got := Literals(row.filter); !slices.Equal(got, row.want) {
			t.Errorf("%q: got %q, want %q", row.filter, got, row.want)
		}
	}
}
