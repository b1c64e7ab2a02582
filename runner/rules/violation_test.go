package rules

import (
	"strings"
	"testing"
)

func TestLevels(t *testing.T) {
	for word, want := range map[string]Level{"": Required, "required": Required, "recommended": Recommended, "optional": Optional} {
		got, err := ParseLevel(word)
		if err != nil || got != want || word != "" && got.String() != word {
			t.Errorf("%q is %v, %v", word, got, err)
		}
	}
	for _, word := range []string{"Required", "must", " ", "required "} {
		if _, err := ParseLevel(word); err == nil || !strings.Contains(err.Error(), "none of required, recommended, optional") {
			t.Errorf("%q is accepted: %v", word, err)
		}
	}
	if got := Level(7).String() + Level(-1).String(); got != "Level(7)Level(-1)" {
		t.Error(got)
	}
}

// TestTheWeakerLevelCounts: neither a case nor a rule makes the other heavier.
func TestTheWeakerLevelCounts(t *testing.T) {
	for _, of := range []Level{Optional, Recommended, Required} {
		for _, rule := range []Level{Optional, Recommended, Required} {
			e := Expectation{
				Level: of, Ref: "the case",
				Headers: []Header{{Name: "kbn-name", Level: rule}},
				Error:   &ErrorShape{Family: "boom", Level: rule, Ref: "the shape"},
				Values:  []Value{{Path: "a", Equal: 1, Level: rule, Ref: "the value"}},
				Texts:   []Text{{Pattern: matching("b"), Level: rule, Ref: "the text"}},
			}
			found := e.Judge(testSchemas(t), answered(404, `{"statusCode": 400, "error": "", "message": ""}`))
			if len(found) != 4 {
				t.Fatal(found)
			}
			for i, ref := range []string{"the case", "the shape", "the value", "the text"} {
				if v := found[i]; v.Level != min(of, rule) || v.Ref != ref {
					t.Errorf("case %s, rule %s: %s weighs %s, ref %s", of, rule, v.Rule, v.Level, v.Ref)
				}
			}
			for _, v := range e.Judge(testSchemas(t), answered(404, "at f (/srv/x.js:1:2)")) {
				if v.Rule == "error-leak" && (v.Level != of || v.Ref != "CWE-209") {
					t.Errorf("a leak in a case that is %s weighs %s, ref %s", of, v.Level, v.Ref)
				}
			}
		}
	}
}

func TestViolationIsOneLine(t *testing.T) {
	for _, r := range []struct {
		v    Violation
		want string
	}{
		{Violation{Rule: "schema-mismatch", Pointer: "/statusCode", Want: "integer", Got: `string "404"`}, `schema-mismatch    /statusCode: want integer, got string "404"`},
		{Violation{Rule: "header-missing", Pointer: "kbn-name"}, "header-missing     kbn-name"},
		{Violation{Rule: "no-answer", Got: "timeout"}, "no-answer          want , got timeout"},
		{Violation{Rule: "status-unexpected", Want: "200 OK", Got: "404 Not Found"}, "status-unexpected  want 200 OK, got 404 Not Found"},
	} {
		if got := r.v.String(); got != r.want {
			t.Errorf("got  %s\nwant %s", got, r.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, r := range []struct{ name, got, want string }{
		{"a short text is quoted", short("a\n\"b\""), `"a\n\"b\""`},
		{"a text that just fits is whole", short(strings.Repeat("a", 78)), `"` + strings.Repeat("a", 78) + `"`},
		{"one that just does not is cut", short(strings.Repeat("a", 79)), `"` + strings.Repeat("a", 75) + `…"`},
		{"JSON that just fits is whole", abbreviate(strings.Repeat("1", 80)), strings.Repeat("1", 80)},
		{"bytes that are no characters are shown", short(strings.Repeat("\x80", 90)), `"` + strings.Repeat(`\x80`, 18) + `\x8…"`},
		{"JSON is cut between characters", abbreviate("a" + strings.Repeat("😀", 30)), "a" + strings.Repeat("😀", 19) + "…"},
		{"a long text is cut", short(strings.Repeat("a", 90)), `"` + strings.Repeat("a", 75) + `…"`},
		{"a text that grows by its escapes is cut, too", short(strings.Repeat("\x00", 30)), `"` + strings.Repeat(`\x00`, 18) + `\x0…"`},
		{"no character is cut in two", short(strings.Repeat("é", 50)), `"` + strings.Repeat("é", 37) + `…"`},
		{"JSON is cut and printable", abbreviate("{\n\t\u0085\u202e" + strings.Repeat("€", 40)), "{    " + strings.Repeat("€", 23) + "…"},
		{"a short list is a list", list([]string{"a", "b"}), "a, b"},
		{"an empty list is none", list(nil), "none"},
		{"a long list is cut", list([]string{strings.Repeat("a", 200), "b"}), strings.Repeat("a", 117) + "…"},
		{"invalid UTF-8 is replaced", abbreviate("a\xffb"), "a\ufffdb"},
	} {
		t.Run(r.name, func(t *testing.T) {
			if r.got != r.want {
				t.Errorf("got  %s\nwant %s", r.got, r.want)
			}
		})
	}
}
