package schemas

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/xeipuuv/gojsonschema"
)

// raw asks gojsonschema as it comes, without what this package puts around it.
func raw(t *testing.T, schema, body string) (bool, error) {
	t.Helper()
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(schema), gojsonschema.NewStringLoader(body))
	if err != nil {
		return false, err
	}
	return result.Valid(), nil
}

// TestDefectsOfTheEngineReachNoVerdict shows each defect of gojsonschema 1.2.0 as
// it is, and that it is fenced: by the reader, by a format of ours, or by the lint.
func TestDefectsOfTheEngineReachNoVerdict(t *testing.T) {
	for _, row := range []struct {
		what, schema, body string
		engine             bool   // the wrong verdict
		right              string // what we say instead: a problem or a lint error; "" is that the body fits
	}{
		{"a bare date passes as date-time", file(`"type":"string","format":"date-time"`), `"2025-05-04"`, true, "want a date-time"},
		{"a bare time passes as date-time", file(`"type":"string","format":"date-time"`), `"09:42:00"`, true, "want a date-time"},
		{"an IPv6-mapped address passes as ipv4", file(`"type":"string","format":"ipv4"`), `"::ffff:192.0.2.1"`, true, "want an IPv4 address"},
		{"an upper-case UUID is refused", file(`"type":"string","format":"uuid"`), `"924F7C50-505F-11EB-AE0A-3FA2E626A51D"`, false, ""},
		{"data after the value is overlooked", file(`"type":"object"`), `{} {"a":1}`, true, "want one JSON value"},
		{"invalid UTF-8 is overlooked", file(`"type":"string"`), "\"\xff\"", true, "invalid UTF-8"},
		{"a key twice is overlooked", file(`"type":"object","properties":{"a":{"type":"integer"}}`), `{"a":"x","a":1}`, true, "want each key once"},
		{"unequal big integers are equal in an enum", file(`"enum":[9007199254740992]`), `9007199254740993`, true, "enum wants no numbers"},
		{"unequal big integers are equal in a const", file(`"type":"integer","const":9007199254740992`), `9007199254740993`, true, "const wants no numbers"},
		{"what stands beside a $ref is ignored", file(`"$ref":"#/definitions/x","type":"string","definitions":{"x":{}}`), `1`, true, "ignored beside $ref"},
		{"a format refuses numbers", file(`"type":["string","number"],"format":"date-time"`), `1`, false, ""},
		{"a misspelt keyword passes everything", file(`"type":"object","requred":["a"]`), `{}`, true, "unknown keyword"},
		{"an unknown format passes everything", file(`"type":"string","format":"nonempty"`), `""`, true, "format wants one of"},
	} {
		if got, err := raw(t, row.schema, row.body); err != nil || got != row.engine {
			t.Errorf("%s: the engine says %v (%v): the defect is gone or another one", row.what, got, err)
		}
		set, err := loadFiles("a.json", row.schema)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = strings.Join(validate(t, set, "a", row.body), "; ")
		}
		if (row.right == "") != (got == "") || !strings.Contains(got, row.right) {
			t.Errorf("%s: we say %q, want %q", row.what, got, row.right)
		}
	}
}

func TestTheEngineRefusesALengthWritten20(t *testing.T) {
	if _, err := raw(t, file(`"type":"string","minLength":2.0`), `"ab"`); err == nil {
		t.Error("the engine takes it now: the lint may, too")
	}
}

// TestNothingIsFetched asks for a schema that is not preloaded.
func TestNothingIsFetched(t *testing.T) {
	loader := gojsonschema.NewSchemaLoader()
	_, err := loader.Compile(offline{gojsonschema.NewStringLoader(`{"$ref":"http://127.0.0.1:0/x.json"}`)})
	if err == nil || !strings.Contains(err.Error(), "is not part of the set") {
		t.Errorf("got %v", err)
	}
}

// TestDisagreementIsNoVerdict plants an engine for another schema.
func TestDisagreementIsNoVerdict(t *testing.T) {
	set, err := loadFiles("a.json", file(`"type":"string"`), "b.json", file(`"type":"number"`))
	if err != nil {
		t.Fatal(err)
	}
	a, errA := set.entries["a"]()
	b, errB := set.entries["b"]()
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	mixed := compiled{node: a.node, engine: b.engine}
	for _, value := range []any{"text", json.Number("1")} {
		problems, err := mixed.judge(value)
		if err == nil || !strings.Contains(err.Error(), "disagree") || problems != nil {
			t.Errorf("%v: problems %v, error %v", value, problems, err)
		}
	}
}

// TestAFaultOfOursIsAnErrorNotAPanic compiles what no lint has seen.
func TestAFaultOfOursIsAnErrorNotAPanic(t *testing.T) {
	for what, schema := range map[string]any{
		"a $ref to nowhere":      map[string]any{"$ref": "nowhere.json"},
		"a $ref to nowhere deep": map[string]any{"items": map[string]any{"$ref": "nowhere.json"}},
		"a type that is none":    map[string]any{"type": "text"},
	} {
		if _, err := compile(documents{"a": schema}, "a"); err == nil {
			t.Errorf("%s compiles", what)
		}
	}
	if _, err := compile(documents{}, "a"); err == nil {
		t.Error("a missing schema compiles")
	}
}
