package schemas

import (
	"slices"
	"testing"
)

func TestProblemsAreSortedByPlaceThenKeyword(t *testing.T) {
	want := []Problem{
		{Pointer: "", Keyword: "oneOf"},
		{Pointer: "/data", Keyword: "minItems"},
		{Pointer: "/data/2", Keyword: "required"},
		{Pointer: "/data/2/a~1b", Keyword: "type"},
		{Pointer: "/data/10", Keyword: "enum"},
		{Pointer: "/data/10", Keyword: "type", Want: "a"},
		{Pointer: "/data/10", Keyword: "type", Want: "b", Got: "c"},
		{Pointer: "/data/10", Keyword: "type", Want: "b", Got: "d"},
		{Pointer: "/data/x", Keyword: "type"},
		{Pointer: "/id", Keyword: "type"},
	}
	shuffled := slices.Concat(want, want) // each one twice
	slices.Reverse(shuffled)
	if got := sorted(shuffled); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestProblemString(t *testing.T) {
	for _, row := range []struct {
		problem Problem
		want    string
	}{
		{Problem{Pointer: "/statusCode", Want: "integer", Got: `string "404"`}, `/statusCode: want integer, got string "404"`},
		{Problem{Want: "object", Got: "null"}, `body: want object, got null`},
	} {
		if got := row.problem.String(); got != row.want {
			t.Errorf("got %s, want %s", got, row.want)
		}
	}
}
