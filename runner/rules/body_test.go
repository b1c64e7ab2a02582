package rules

import (
	"strings"
	"testing"
)

func TestBody(t *testing.T) { judge(t, bodyRows()) }

const conforming = `{"name": "a", "size": 1}`

func bodyRows() []row {
	due := Expectation{Schema: "test/thing"}
	no := func(got string) string {
		return "required body-not-json want strict JSON (RFC 8259), got " + got
	}
	return []row{
		{"a body is not due", Expectation{}, answered(200, "<html>", "Content-Type", "text/html"), ""},
		{"a body that calls itself JSON is none", Expectation{}, answered(200, `{"a":`, "Content-Type", "application/json; charset=utf-8"), "required body-not-json /a: want strict JSON (RFC 8259), got an end at byte 5…"},
		{"a body that calls itself JSON is empty", Expectation{}, answered(200, "", "Content-Type", "application/json"), ""},
		{"no body is due and none came", Expectation{Empty: true}, answered(204, ""), ""},
		{"no body is due and one came", Expectation{Empty: true}, answered(204, "{}"), `required body-not-empty want no body, got 2 bytes: "{}"`},
		{"blanks are a body, too", Expectation{Empty: true}, answered(204, "\r\n"), `required body-not-empty want no body, got 2 bytes: "\r\n"`},
		{"the body of an answer to HEAD cannot be judged", Expectation{Head: true, Schema: "test/thing"}, answered(200, ""), ""},
		{"JSON is due and came", due, answered(200, conforming), ""},
		{"JSON is due and nothing came", due, answered(200, ""), "required body-not-json want a JSON body, got no body"},
		{"a value needs a body", Expectation{Values: []Value{{Path: "a", Absent: true}}}, answered(200, ""), "required body-not-json want a JSON body, got no body"},
		{"a text needs a body", Expectation{Texts: []Text{{Pattern: matching("a"), Not: true}}}, answered(200, ""), "required body-not-json want a JSON body, got no body"},
		{"an error needs a body", Expectation{Error: &ErrorShape{Family: "boom", Level: Required}}, answered(404, ""), "required body-not-json want a JSON body, got no body"},
		{"blanks are no JSON", due, answered(200, " \n"), no(`an empty body in " \n"`)},
		{"HTML is no JSON", due, answered(200, "<!DOCTYPE html>"), no("invalid character '<'…")},
		{"a JSON text that ends early is none", due, answered(200, `{"name": "a", "si`), no("an end at byte 17…")},
		{"data after the end is not JSON", due, answered(200, conforming+`{}`), no(`more data at byte 24: "{}" in …`)},
		{"a byte order mark is not JSON", due, answered(200, "\xef\xbb\xbf"+conforming), no("a byte order mark at byte 0 in …")},
		{"invalid UTF-8 is not JSON", due, answered(200, "{\"name\": \"\xff\", \"size\": 1}"), "required body-not-json /name: want strict JSON…"},
		{"a key that comes twice is not JSON", due, answered(200, `{"name": "a", "size": 1, "name": "b"}`), "required body-not-json /name: want strict JSON (RFC 8259), got \"name\" a second time at byte 25…"},
		{"NaN is not JSON", due, answered(200, `{"name": "a", "size": NaN}`), "required body-not-json /size: want strict JSON…"},
		{"a control character in a string is not JSON", due, answered(200, "{\"name\": \"a\x00\", \"size\": 1}"), "required body-not-json /name: want strict JSON…"},
		{"no double holds the number", due, answered(200, `{"name": "a", "size": 1e400000000}`), "required body-not-json /size: want strict JSON…"},
		{"no double holds the small number either", due, answered(200, `{"name": "a", "size": 1e-400000000}`), "required body-not-json /size: want strict JSON…"},
		{"a thousand levels are too deep", due, answered(200, strings.Repeat("[", 1000)+strings.Repeat("]", 1000)), "required body-not-json /0/0/0…"},
		{"a million levels are, too", due, answered(200, strings.Repeat("[", 1<<20)), "required body-not-json /0/0/0…"},
		{"a megabyte of one letter is cut for the message", due, answered(200, strings.Repeat("x", 1<<20)), no("invalid character 'x'…")},
	}
}

// TestAMessageStaysShort: whatever a server sends, people can read about it.
func TestAMessageStaysShort(t *testing.T) {
	big := strings.Repeat("\x1b[31m\u202e\x00", 1<<17)
	key := `{"` + strings.Repeat("k", 1<<20) + `": 1, "name": "a", "size": 1}`
	expect := Expectation{
		Level: Required, Schema: "test/thing", Exact: true,
		Headers: []Header{{Name: "kbn-name", Level: Required, Pattern: matching("^$")}},
		Values:  []Value{{Path: "name", Equal: strings.Repeat("n", 1<<20), Level: Required}},
	}
	found := 0
	for _, body := range []string{big, key, `{"name": "` + strings.Repeat("é", 1<<19) + `", "size": "` + strings.Repeat(`\u001b`, 1<<16) + `"}`} {
		for _, v := range expect.Judge(testSchemas(t), answered(200, body, "kbn-name", big)) {
			found++
			if text := v.String(); len(text) > 3*longestLine+60 {
				t.Errorf("%d bytes about %s", len(text), v.Rule)
			} else if strings.ContainsAny(text, "\x00\x1b\u202e\n") {
				t.Errorf("control characters in %q", text)
			}
		}
	}
	if found < 7 {
		t.Errorf("only %d violations", found)
	}
}
