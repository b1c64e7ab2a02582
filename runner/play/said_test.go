package play

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatABodySays(t *testing.T) {
	for body, want := range map[string]struct {
		ids  string
		void bool
	}{
		`{"id":"a","name":"b","title":"c"}`:              {"a b", false},
		`{"item":{"list_id":"a","deep":[{"uuid":"x"}]}}`: {"a x", false},
		`{"ids":["a",["b"],{"c":"no"}],"x":["no"]}`:      {"a b", false},
		`{"ids":[{"c":"no"},"a"],"x":"no"}`:              {"a", false},
		`["a",{"id":"b","x":"no"},"c"]`:                  {"a b c", false},
		`{"id":"a","id":"b"}`:                            {"a b", false},
		`{"\u0069d":"a"}`:                                {"a", false},
		`{"id":""}`:                                      {"", false},
		`{"id":7}`:                                       {"", false},
		`[{}]`:                                           {"", false},
		`[[]]`:                                           {"", false},
		`[null]`:                                         {"", false},
		` {} `:                                           {"", true},
		`[]`:                                             {"", true},
		`"id"`:                                           {"", true},
		`7`:                                              {"", true},
		``:                                               {"", true},
		`{"id":"a"`:                                      {"", true},
		`{"id":"a"} {"id":"b"}`:                          {"", true},
		"\x1f\x8b\x08":                                   {"", false},
		"PK\x03\x04":                                     {"", false},
	} {
		got := saidBy([]byte(body))
		slices.Sort(got.ids)
		if ids := strings.Join(got.ids, " "); ids != want.ids || got.void != want.void {
			t.Errorf("%s: ids %q, void %t, want %q, %t", body, ids, got.void, want.ids, want.void)
		}
	}
}
