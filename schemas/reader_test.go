package schemas

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)
	for _, row := range []struct{ what, body, want string }{
		{"nothing", "", "body: want a JSON value, got an empty body"},
		{"white space", " \n", "body: want a JSON value, got an empty body"},
		{"HTML", "<html>", "body: want JSON, got invalid character '<' at start of value at byte 0"},
		{"a byte order mark", "\xef\xbb\xbf{}", "body: want JSON without a byte order mark, got a byte order mark at byte 0"},
		{"a second value", `{"a":1} {"b":2}`, `body: want one JSON value, got more data at byte 8: "{\"b\":2}"`},
		{"bytes after the value", "{}\x00", `body: want one JSON value, got more data at byte 2: "\x00"`},
		{"a key twice", `{"a":{"b":1,"c":2,"b":3}}`, `/a/b: want each key once, got "b" a second time at byte 18`},
		{"a key twice, once escaped", `{"a":1,"\u0061":2}`, `/a: want each key once, got "a" a second time at byte 7`},
		{"an object cut off", `{"items":[{"id":"x"`, "/items/0: want JSON, got an end at byte 19"},
		{"a text cut off", `{"id":"x`, "/id: want JSON, got an end at byte 8"},
		{"NaN", `{"total":NaN}`, "/total: want JSON, got invalid character 'N' at start of value at byte 9"},
		{"a trailing comma", `[1,]`, "body: want JSON"},
		{"a comment", `{"a":1/*x*/}`, "want JSON"},
		{"a leading zero", `{"a":01}`, "want JSON"},
		{"a raw newline in a text", "{\"a\":\"b\nc\"}", "/a: want JSON"},
		{"invalid UTF-8", "{\"a\":\"\xff\"}", "/a: want JSON, got invalid UTF-8 at byte 6"},
		{"half of a surrogate pair", `{"a":"\ud800"}`, "/a: want JSON"},
		{"too deep nesting", deep, "got more before byte 513"},
		{"too many values", "[" + strings.Repeat("[],", maxValues-1) + "0]", "want at most 1000000 values, got more"},
		{"a number beyond a double", `{"a":[1e999]}`, "/a/0: want a number that a double holds, got 1e999 before byte 11"},
		{"a number that takes minutes to compute with", `1e-999999999999999999999`, "want a number that a double holds"},
		{"a number of 500 digits behind the point", "0." + strings.Repeat("1", 500), "want a number that a double holds"},
	} {
		problem := Parse([]byte(row.body))
		if problem == nil {
			t.Errorf("%s: taken", row.what)
			continue
		}
		if got := problem.String(); !strings.Contains(got, row.want) {
			t.Errorf("%s:\n got %s\nwant %s", row.what, got, row.want)
		}
		if problem.Keyword != "" {
			t.Errorf("%s: keyword %q", row.what, problem.Keyword)
		}
	}
}

func TestParseRefusesABodyThatIsTooLarge(t *testing.T) {
	problem := Parse(make([]byte, maxBytes+1))
	if problem == nil || problem.Want != "at most 16777216 bytes" || problem.Got != "16777217" {
		t.Errorf("got %v", problem)
	}
}

func TestParseTakes(t *testing.T) {
	for _, body := range []string{
		`{}`, ` [ ] `, `null`, `"x"`, `42.0`, `-0`, `1e308`, `9007199254740993`, "\r\n\t{\"\":\"\"}\n", `"\ud83d\ude00"`, `{"a":1,"A":2}`,
		strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), "[" + strings.Repeat("[],", maxValues-2) + "0]",
	} {
		if problem := Parse([]byte(body)); problem != nil {
			t.Errorf("%.40s: %v", body, problem)
		}
	}
}

func TestValuesKeepWhatWasWritten(t *testing.T) {
	value, problem := Read([]byte(`{"big":9007199254740993,"float":42.0,"text":"\u0000é","list":[null,true,false,{}]}`))
	if problem != nil {
		t.Fatal(problem)
	}
	want := map[string]any{
		"big": json.Number("9007199254740993"), "float": json.Number("42.0"), "text": "\x00é", "list": []any{nil, true, false, map[string]any{}},
	}
	if !Equal(value, want) || value.(map[string]any)["float"] != want["float"] {
		t.Errorf("got %v", value)
	}
}

func TestABodyThatIsNotJSONHasOneProblem(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"x"} trailing`: `body: want one JSON value, got more data at byte 11: "trailing"`,
		`{"id":"x","id":"y"}`: `/id: want each key once, got "id" a second time at byte 10`,
	} {
		if got := validate(t, load(t), "fleet/deleted_id", body); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v", body, got)
		}
	}
}
