package schemas

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// judged loads one schema and validates one body, both engines included.
func judged(t *testing.T, inside, body string) []Problem {
	t.Helper()
	set, err := loadFiles("a.json", file(inside))
	if err != nil {
		t.Fatal(err)
	}
	problems, err := set.Validate("a", []byte(body))
	if err != nil {
		t.Fatalf("%s by %s: %v", body, inside, err)
	}
	return problems
}

// TestWording gives for every keyword the whole problem; no problem means that
// the body fits.
func TestWording(t *testing.T) {
	for _, row := range []struct{ schema, body, want string }{
		{`"type":"integer"`, `42.0`, ``},
		{`"type":"integer"`, `4.2e1`, ``},
		{`"type":"integer"`, `"42"`, `type: body: want integer, got string "42"`},
		{`"type":["string","null"]`, `[]`, `type: body: want string or null, got array of 0`},
		{`"type":"string","enum":["a","b"]`, `"c"`, `enum: body: want one of "a", "b", got string "c"`},
		{`"type":["string","null"],"enum":["a",null]`, `null`, ``},
		{`"type":"array","enum":[[],["a"]]`, `["b"]`, `enum: body: want one of [], ["a"], got array of 1`},
		{`"type":"object","const":{"a":"b"}`, `{"a":"b"}`, ``},
		{`"type":"object","const":{"a":"b"}`, `{"a":"c"}`, `const: body: want {"a":"b"}, got object with 1 key`},
		{`"type":"boolean","const":true`, `false`, `const: body: want true, got boolean false`},
		{`"type":"number","minimum":2.0`, `2`, ``},
		{`"type":"number","minimum":2.0`, `1.9`, `minimum: body: want at least 2.0, got number 1.9`},
		{`"type":"number","exclusiveMinimum":2`, `2.0`, `exclusiveMinimum: body: want more than 2, got integer 2.0`},
		{`"type":"number","maximum":9007199254740992`, `9007199254740993`, `maximum: body: want at most 9007199254740992, got integer 9007199254740993`},
		{`"type":"number","exclusiveMaximum":2`, `2`, `exclusiveMaximum: body: want less than 2, got integer 2`},
		{`"type":"number","exclusiveMaximum":2,"exclusiveMinimum":1`, `1.5`, ``},
		{`"type":"number","multipleOf":0.1`, `0.3`, ``},
		{`"type":"number","multipleOf":2`, `3`, `multipleOf: body: want a multiple of 2, got integer 3`},
		{`"type":"string","minLength":2`, `"ü"`, `minLength: body: want at least 2 characters, got string "ü"`},
		{`"type":"string","maxLength":1`, `"ab"`, `maxLength: body: want at most 1 character, got string "ab"`},
		{`"type":"string","maxLength":1`, `"😀"`, ``},
		{`"type":"string","pattern":"^a"`, `"b"`, `pattern: body: want text matching ^a, got string "b"`},
		{`"type":"string","format":"uuid"`, `"x"`, `format: body: want a UUID (RFC 4122), got string "x"`},
		{`"type":["string","number"],"format":"uuid"`, `1`, ``},
		{`"type":"array","minItems":1`, `[]`, `minItems: body: want at least 1 item, got array of 0`},
		{`"type":"array","maxItems":1`, `[1,2]`, `maxItems: body: want at most 1 item, got array of 2`},
		{`"type":"object","minProperties":1`, `{}`, `minProperties: body: want at least 1 key, got object with 0 keys`},
		{`"type":"object","maxProperties":1`, `{"a":1,"b":2}`, `maxProperties: body: want at most 1 key, got object with 2 keys`},
		{`"type":"object","required":["a/b"]`, `{}`, `required: /a~1b: want a value, got nothing`},
		{`"type":"object","required":["a"],"properties":{"a":{"const":true}}`, `{}`, `required: /a: want true, got nothing`},
		{`"type":"object","required":["a"],"properties":{"a":{"$ref":"#/definitions/x"}},"definitions":{"x":{"oneOf":[{"type":"string"},{"type":"null"}]}}`, `{}`,
			`required: /a: want string or null, got nothing`},
		{`"type":"object","additionalProperties":false`, `{"a":1}`, `additionalProperties: /a: want no such property, got integer 1`},
		{`"type":"object","properties":{"b":{}},"additionalProperties":false`, `{"a":1}`, `additionalProperties!: /a: want no such property, got integer 1`},
		{`"type":"object","additionalProperties":{"type":"string"}`, `{"a":{}}`, `type: /a: want string, got object with 0 keys`},
		{`"type":"object","additionalProperties":true`, `{"a":{}}`, ``},
		{`"type":"object","properties":{"a":false}`, `{"a":1}`, `not: /a: want absent, got integer 1`},
		{`"type":"object","not":{"required":["a"]}`, `{"a":1}`, `not: /a: want absent, got integer 1`},
		{`"type":"object","not":{"required":["a","b"]}`, `{"a":1,"b":2}`, `not: body: want anything but the excluded form, got object with 2 keys`},
		{`"type":"string","not":{"enum":["a"]}`, `"a"`, `not: body: want anything but the excluded form, got string "a"`},
		{`"allOf":[{"type":"object"},{"type":"object","required":["a"]},{"required":["a"]}]`, `{}`, `required: /a: want a value, got nothing`},
		{`"type":"object","if":{"required":["a"]},"then":{"required":["b"]}`, `{}`, ``},
		{`"type":"object","if":{"required":["a"]},"then":{"required":["b"]}`, `{"a":1}`, `required: /b: want a value, got nothing`},
		{`"type":"object","if":{"required":["a"]},"else":{"required":["b"]}`, `{}`, `required: /b: want a value, got nothing`},
	} {
		got := ""
		for _, p := range judged(t, row.schema, row.body) {
			unknown := ""
			if p.Unknown {
				unknown = "!"
			}
			got += p.Keyword + unknown + ": " + p.String()
		}
		if got != row.want {
			t.Errorf("%s by %s:\n got %s\nwant %s", row.body, row.schema, got, row.want)
		}
	}
}

func TestTheClosestBranchIsExplained(t *testing.T) {
	const dog = `{"type":"object","additionalProperties":false,"required":["bark","name"],"properties":{"bark":{"type":"boolean"},"name":{"type":"string"}}}`
	const cat = `{"type":"object","additionalProperties":false,"required":["purr","name"],"properties":{"purr":{"type":"boolean"},"name":{"type":"string"}}}`
	const kinds = `{"type":"object","required":["kind"],"properties":{"kind":{"enum":["a"]},"size":{"type":"integer"}}},` +
		`{"type":"object","required":["kind"],"properties":{"kind":{"enum":["b"]},"size":{"type":"string"}}}`
	for _, row := range []struct{ what, schema, body, want string }{
		{"a nearly right dog", `"oneOf":[` + cat + `,` + dog + `]`, `{"bark":true,"name":1}`, `/name: want string, got integer 1`},
		{"a dog without a name", `"anyOf":[` + cat + `,` + dog + `]`, `{"bark":true}`, `/name: want string, got nothing`},
		{"neither", `"anyOf":[` + cat + `,` + dog + `]`, `7`, `body: want object, got integer 7`},
		{"the kind decides", `"oneOf":[` + kinds + `]`, `{"kind":"b","size":3}`, `/size: want string, got integer 3`},
		{"one type of two", `"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"object"}]`, `["a",1]`, `/1: want string, got integer 1`},
		{"neither type", `"anyOf":[{"type":"array"},{"type":"object"}]`, `"x"`, `body: want array or object, got string "x"`},
		{"nested choices", `"anyOf":[{"type":"null"},{"anyOf":[` + cat + `,` + dog + `]}]`, `{"purr":"yes","name":"x"}`, `/purr: want boolean, got string "yes"`},
		{"texts or objects", `"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"array","items":` + dog + `}]`, `[{"bark":1,"name":2}]`,
			"/0/bark: want boolean, got integer 1\n/0/name: want string, got integer 2"},
		{"objects or texts", `"anyOf":[{"type":"array","items":` + dog + `},{"type":"array","items":{"type":"string"}}]`, `["a",7]`, `/1: want string, got integer 7`},
		{"two that fit", `"oneOf":[{"type":"object"},{"required":["a"]}]`, `{"a":1}`, `body: want exactly one of 2 forms, got 2 that fit`},
	} {
		var lines []string
		for _, p := range judged(t, row.schema, row.body) {
			lines = append(lines, p.String())
		}
		if got := strings.Join(lines, "\n"); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.what, got, row.want)
		}
	}
}

// TestHostilePairsEnd: neither a schema that doubles the work at every level nor a
// body full of surprises may keep the program busy.
func TestHostilePairsEnd(t *testing.T) {
	var doubling strings.Builder
	for i := range 40 {
		fmt.Fprintf(&doubling, `"d%d":{"allOf":[{"$ref":"#/definitions/d%d"},{"$ref":"#/definitions/d%d"}]},`, i, i+1, i+1)
	}
	doubling.WriteString(`"d40":{"type":"object"}`)
	for _, row := range []struct{ what, schema, body string }{
		{"a doubling schema", `"$ref":"#/definitions/d0"`, `{}`},
		{"a schema that doubles with the depth of the body", `"type":"array","items":{"anyOf":[{"$ref":"a.json"},{"$ref":"a.json"},{"type":"string"}]}`,
			strings.Repeat("[", 200) + "1" + strings.Repeat("]", 200)},
		{"long texts, compared at every level", `"type":["object","string"],"properties":{"a":{"$ref":"a.json"},"b":{"type":"string"}},"not":{"enum":["x"]}`,
			strings.Repeat(`{"a":`, 400) + `"` + strings.Repeat("x", 1<<20) + `"` + strings.Repeat("}", 400)},
		{"a long text for a pattern of every branch", `"type":"string","allOf":[` + strings.Repeat(`{"pattern":"^(a|b)*$"},`, 99) + `{}]`, `"` + strings.Repeat("ab", 1<<20) + `"`},
		{"more keys than properties can be compared with", manyProperties(2000), manyKeys(100_000)},
		{"a body full of problems", `"type":"array","items":{"type":"string"}`, "[" + strings.Repeat("1,", 200_000) + "1]"},
	} {
		inside := row.schema
		if strings.Contains(inside, "d0") {
			inside = `"allOf":[{"$ref":"#/definitions/d0"}],"definitions":{` + doubling.String() + `}`
		}
		set, err := loadFiles("a.json", file(inside))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err = set.Validate("a", []byte(row.body))
		if !errors.Is(err, ErrTooCostly) {
			t.Errorf("%s: got %v", row.what, err)
		}
		if took := time.Since(start); took > 15*time.Second {
			t.Errorf("%s: took %v", row.what, took)
		}
	}
}

// TestALargeHonestPageIsJudged: the longest page that a client can ask for.
func TestALargeHonestPageIsJudged(t *testing.T) {
	value, problem := Read([]byte(corpora(t)["entitystore/entities_list"].Valid[2].Body))
	if problem != nil {
		t.Fatal(problem)
	}
	record, err := json.Marshal(value.(map[string]any)["records"].([]any)[0])
	if err != nil {
		t.Fatal(err)
	}
	records := strings.TrimSuffix(strings.Repeat(string(record)+",", 10_000), ",")
	body := `{"page":1,"per_page":10000,"total":10000,"records":[` + records + `]}`
	if got := validate(t, load(t), "entitystore/entities_list", body); len(got) > 0 {
		t.Errorf("%d problems, first %s", len(got), got[0])
	}
}

func manyProperties(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"p%d":true,`, i)
	}
	return `"type":"object","properties":{` + strings.TrimSuffix(b.String(), ",") + `}`
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	return "{" + strings.TrimSuffix(b.String(), ",") + "}"
}

func TestADeepBodyIsJudged(t *testing.T) {
	depth := maxDepth - 1
	body := strings.Repeat(`{"child":`, depth) + `{"child":1}` + strings.Repeat("}", depth)
	problems := judged(t, `"type":"object","properties":{"child":{"$ref":"a.json"}}`, body)
	if len(problems) != 1 || problems[0].Pointer != strings.Repeat("/child", depth+1) {
		t.Errorf("got %d problems", len(problems))
	}
}
