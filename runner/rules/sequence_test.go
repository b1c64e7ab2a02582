package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestSequences(t *testing.T) { sayAll(t, sequenceRows()) }

func sequenceRows() []said {
	whole := []string{"a", "b", "c"}
	many := slices.Repeat([]string{"long name\n"}, 1<<16)
	return []said{
		{"a page is its part", Page("/data", whole, []string{"b"}, 1, 2), ""},
		{"a page ends with the whole", Page("/data", whole, []string{"c"}, 2, 9), ""},
		{"a page beyond the whole is empty", Page("/data", whole, nil, 7, 9), ""},
		{"a page of nothing is empty", Page("/data", nil, []string{}, 0, 2), ""},
		{"a page from the end to before it is empty", Page("/data", whole, nil, 3, 2), ""},
		{"a page that begins before the whole begins with it", Page("/data", whole, []string{"a"}, -1, 1), ""},
		{"a page overlaps the one before", Page("/data", whole, []string{"a", "b"}, 1, 3), "required page-wrong /data: want elements 2 to 3 of the 3: b, c, got a, b"},
		{"a page lacks an element", Page("/data", whole, []string{"b"}, 1, 9), "required page-wrong /data: want elements 2 to 3 of the 3: b, c, got b"},
		{"a page beyond the whole is not", Page("/data", whole, whole, 3, 6), "required page-wrong /data: want nothing, since the whole has 3, got a, b, c"},

		{"nothing rises and falls", append(Rising("/data", nil), Falling("/data", []string{"a"})...), ""},
		{"equal values rise and fall", append(Rising("/data", []string{"a", "a"}), Falling("/data", []string{"a", "a"})...), ""},
		{"values rise", Rising("/data/*/id", whole), ""},
		{"values fall", Falling("/data/*/id", []string{"c", "b", "a"}), ""},
		{"values do not rise", Rising("/data/*/id", []string{"a", "c", "b", "a"}), `required order-wrong /data/2/id: want at least "c", got "b"`},
		{"values do not fall", Falling("/data", []string{"b", "a", "c"}), `required order-wrong /data/2: want at most "a", got "c"`},
		{"values are compared as bytes", Rising("/data", []string{"B", "a", "é"}), ""},

		{"a set has any order", SameSet("/data", []string{"a", "b"}, []string{"b", "a"}), ""},
		{"a set lacks a value", SameSet("/data", []string{"b", "a"}, []string{"b"}), "required set-wrong /data: want each of a, b once, got b"},
		{"a set has a value too many", SameSet("/data", nil, []string{"b"}), "required set-wrong /data: want each of none once, got b"},
		{"a set has a value twice", SameSet("/data", []string{"a"}, []string{"a", "a"}), "required set-wrong /data: want each of a once, got a, a"},
		{"a large set is not written out", SameSet("/data", nil, many), "required set-wrong /data: want each of none once, got long name , long name , long…"},

		{"a value is listed", Listed("/*/name", "a", whole, true), ""},
		{"a value is not listed", Listed("/*/name", "x", whole, true), `required set-wrong /*/name: want "x" among them, got 3 others`},
		{"a value is gone", Listed("/*/name", "x", whole, false), ""},
		{"a value is still listed", Listed("/*/name", "a", whole, false), `required set-wrong /*/name: want "a" not among them, got it is listed`},
	}
}

func TestStrings(t *testing.T) {
	for path, want := range map[string]string{"data.#.id": "a|1|", "data.0.id": "a", "none.#.id": "", "id": ""} {
		if got := strings.Join(Strings(body("read", `{"data": [{"id": "a"}, {"id": 1}, {"id": null}, {}]}`), path), "|"); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestSequencesLeaveTheirInputAlone(t *testing.T) {
	want, got := []string{"b", "a"}, []string{"a", "b"}
	SameSet("/data", want, got)
	Page("/data", want, got, 0, 2)
	if want[0] != "b" || got[0] != "a" {
		t.Error(want, got)
	}
}

func TestSameListMindsTheOrder(t *testing.T) {
	if found := SameList("/x", []string{"a", "b"}, []string{"a", "b"}); found != nil {
		t.Errorf("equal lists: %v", found)
	}
	if found := SameList("/x", []string{"a", "b"}, []string{"b", "a"}); len(found) != 1 || found[0].Rule != "set-wrong" {
		t.Errorf("turned round: %v", found)
	}
}
