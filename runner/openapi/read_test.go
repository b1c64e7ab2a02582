package openapi

import (
	"fmt"
	"strings"
	"testing"
)

const head = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n  /a: {get: {operationId: a, responses: {200: {description: OK}}}}\n"

func TestWhatIsNoDocument(t *testing.T) {
	for _, row := range []struct{ what, text, want string }{
		{"nothing", " \n", "it is empty"},
		{"another format", `{"swagger":"2.0"}`, "Swagger 2.0"},
		{"another version", `{"openapi":"4.0.0"}`, "3.0 and 3.1 are understood"},
		{"no version", `{"info":{}}`, `no key "openapi"`},
		{"a list", "- a", "want an object"},
		{"broken JSON", `{"openapi": "3.0.0", `, "OpenAPI document"},
		{"broken YAML", "openapi: [", "OpenAPI document"},
		{"no operations", `{"openapi":"3.0.0","paths":{"/a":7}}`, "no operation that can be used; the first of 1 gaps is at /paths/~1a"},
		{"too deep a JSON", `{"openapi":"3.0.0","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", "levels of nesting"},
		{"too deep a YAML", head + "x: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "levels of nesting"},
		{"too large", strings.Repeat(" ", maxBytes+1), "bytes"},
		{"a bomb of aliases", bomb(), "more than"},
		{"an alias of itself", head + "x: &a [*a]", "OpenAPI document"},
	} {
		if _, err := Load([]byte(row.text), Options{}); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: want %q, got %.300v", row.what, row.want, err)
		}
	}
}

// bomb is a text of some hundred bytes that stands for 10^12 values.
func bomb() string {
	var b strings.Builder
	b.WriteString(head + "x0: &x0 [a,a,a,a,a,a,a,a,a,a]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "x%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d,", i-1), 10), ","))
	}
	return b.String()
}

func TestYAMLIsReadLikeJSON(t *testing.T) {
	for _, row := range []struct{ yaml, json string }{
		{"a: 1\nb: [true, null, 1.5, -2e3]", `{"a":1,"b":[true,null,1.5,-2e3]}`},
		{"200: 'yes'", `{"200":"yes"}`},
		{"a: 2024-05-04", `{"a":"2024-05-04"}`},
		{"a: 0x10", `{"a":16}`},
		{"a: .inf", `{"a":".inf"}`},
		{"a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}", `{"a":{"b":1},"c":{"b":1},"d":{"b":1,"e":2}}`},
		{`{"a": 1}`, `{"a":1}`},
		{"\ufeffa: 1", `{"a":1}`},
		{"{a: 1}", `{"a":1}`},
	} {
		a, err := read([]byte(row.yaml), &gaps{})
		if err != nil {
			t.Errorf("%s: %v", row.yaml, err)
			continue
		}
		b, err := readJSON([]byte(row.json), &gaps{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(a), fmt.Sprint(b); got != want {
			t.Errorf("%s: got %s, want %s", row.yaml, got, want)
		}
	}
}
