package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func asJSON(t *testing.T, run *Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONComesBackAsItWas(t *testing.T) {
	for _, run := range []*Run{golden(), finished(), mixture(1), mixture(2), sharedFault()} {
		text := asJSON(t, run)
		back, err := ReadJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if again := asJSON(t, back); again != text {
			t.Error("reading and writing changed the run")
		}
		Finish(back)
		if again := asJSON(t, back); again != text {
			t.Error("what was derived differs when it is derived again")
		}
	}
}

func TestReadJSONRefuses(t *testing.T) {
	good := asJSON(t, golden())
	edit := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("nothing to edit: %s", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	for name, row := range map[string]struct {
		text string
		want error
		word string
	}{
		"nothing":              {"", ErrTruncated, ""},
		"the first half":       {good[:len(good)/2], ErrTruncated, ""},
		"all but the brace":    {strings.TrimRight(good, "}\n"), ErrTruncated, ""},
		"no completeness mark": {edit(`"complete": true`, `"complete": false`), ErrTruncated, ""},
		"another schema":       {edit(SchemaV1, "kbn-conformance/run/v9"), ErrSchema, "run/v9"},
		"no schema":            {"{}", ErrSchema, `schema ""`},
		"not an object":        {"[]", ErrSchema, ""},
		"not JSON":             {"<html>", ErrSchema, "at byte 0"},
		"a second value":       {good + "{}", ErrSchema, "at byte"},
		"an unknown member":    {edit(`"seed": 42`, `"seed": 42, "sed": 1`), ErrSchema, "sed"},
		"a repeated member":    {edit(`"seed": 42`, `"seed": 42, "seed": 43`), ErrSchema, "seed"},
		"a wrong type":         {edit(`"seed": 42`, `"seed": "42"`), ErrSchema, ""},
		"an unknown outcome":   {edit(`"outcome": "passed"`, `"outcome": "fine"`), ErrSchema, "fine"},
		"an unknown verdict":   {edit(`"verdict": "violations"`, `"verdict": "fine"`), ErrSchema, "fine"},
		"a prettier exit code": {edit(`"exit_code": 1`, `"exit_code": 0`), ErrSchema, "exit code 0"},
		"prettier totals":      {edit(`"passed": 2,`, `"passed": 3,`), ErrSchema, "totals say 3 passed"},
		"an invented outcome":  {edit(`"passed": 2,`, `"passed": 2, "fine": 1,`), ErrSchema, "does not exist"},
		"control characters":   {edit(SchemaV1, `\u001b[2J`), ErrSchema, `\x1b[2J`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadJSON(strings.NewReader(row.text))
			if !errors.Is(err, row.want) || !strings.Contains(err.Error(), row.word) {
				t.Errorf("got %v, want %v with %q", err, row.want, row.word)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("control characters in %q", err)
			}
		})
	}
	if _, err := ReadJSON(iotest.ErrReader(errors.New("disk"))); err == nil || !strings.Contains(err.Error(), "disk") {
		t.Errorf("got %v, want the reader's error", err)
	}
}

// Every prefix of a file is refused: a run that was cut off has no verdict.
func TestReadJSONRefusesEveryPrefix(t *testing.T) {
	text := strings.TrimRight(asJSON(t, golden()), "\n")
	for i := range len(text) {
		if _, err := ReadJSON(strings.NewReader(text[:i])); !errors.Is(err, ErrTruncated) {
			t.Fatalf("the first %d of %d bytes: %v", i, len(text), err)
		}
	}
}

func TestSchemaAcceptsWhatIsWritten(t *testing.T) {
	schema := compiled(t)
	for seed := range int64(20) {
		if err := schema.Validate(value(t, asJSON(t, mixture(seed)))); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	for _, run := range []*Run{golden(), finished(), sharedFault(), covered(), observed(3)} {
		if err := schema.Validate(value(t, asJSON(t, run))); err != nil {
			t.Error(err)
		}
	}
	for _, edit := range [][2]string{
		{`"complete": true`, `"complete": false`}, {SchemaV1, "other"}, {`"outcome": "passed"`, `"outcome": "fine"`},
		{`"seed": 42`, `"seed": "42"`}, {`"seed": 42,`, ``}, {`"planned": 10`, `"planned": -1`}, {`"seed": 42`, `"seed": 42, "more": 1`},
	} {
		if err := schema.Validate(value(t, strings.Replace(asJSON(t, golden()), edit[0], edit[1], 1))); err == nil {
			t.Errorf("the schema accepts %s in place of %s", edit[1], edit[0])
		}
	}
}

// The schema is closed, so it has to name each field of the model, and no other.
func TestSchemaNamesEveryField(t *testing.T) {
	var doc struct {
		Properties  map[string]any `json:"properties"`
		Definitions map[string]struct {
			Properties map[string]any `json:"properties"`
			Additional bool           `json:"additionalProperties"`
		} `json:"definitions"`
	}
	if err := json.Unmarshal([]byte(Schema()), &doc); err != nil {
		t.Fatal(err)
	}
	compare := func(name string, model reflect.Type, properties map[string]any) {
		for i := range model.NumField() {
			field, _, _ := strings.Cut(model.Field(i).Tag.Get("json"), ",")
			if _, ok := properties[field]; !ok {
				t.Errorf("%s: the schema does not name %q", name, field)
			}
			delete(properties, field)
		}
		for field := range properties {
			t.Errorf("%s: the schema names %q, which the model does not have", name, field)
		}
	}
	compare("run", reflect.TypeFor[Run](), doc.Properties)
	for name, model := range map[string]reflect.Type{
		"tool": reflect.TypeFor[Tool](), "target": reflect.TypeFor[Target](), "load": reflect.TypeFor[Load](),
		"finding": reflect.TypeFor[Finding](), "case": reflect.TypeFor[Case](), "violation": reflect.TypeFor[Violation](),
		"exchange": reflect.TypeFor[Exchange](), "undo": reflect.TypeFor[Undo](), "leftover": reflect.TypeFor[Leftover](),
		"coverage": reflect.TypeFor[Coverage](), "recording": reflect.TypeFor[Source](), "share": reflect.TypeFor[Share](),
	} {
		if doc.Definitions[name].Additional {
			t.Errorf("%s is open", name)
		}
		compare(name, model, doc.Definitions[name].Properties)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("run.json", value(t, Schema())); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("run.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func value(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
