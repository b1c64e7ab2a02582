package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "rewrite config.schema.json")

func testRoot() World { return World{Stdout: io.Discard, Stderr: io.Discard} }

// The published schema has exactly the flags, each with its kind of value.
func TestTheSchemaOfTheConfigurationHasTheFlags(t *testing.T) {
	want, err := schemaOf(rootCommand(testRoot()))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("config.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		configSchema = want
	}
	if !bytes.Equal(configSchema, want) {
		t.Error("config.schema.json differs from the flags; `go test ./runner/cli -run Schema -update` rewrites it")
	}
	var doc struct {
		Properties map[string]struct{ Description string }
	}
	if err := json.Unmarshal(configSchema, &doc); err != nil {
		t.Fatal(err)
	}
	names := fileKeys(rootCommand(testRoot()))
	for name, p := range doc.Properties {
		if !slices.Contains(names, name) || p.Description == "" {
			t.Errorf("%s is no flag, or is not described", name)
		}
	}
	if len(names) != len(doc.Properties) || len(names) < 20 {
		t.Errorf("%d flags, %d properties", len(names), len(doc.Properties))
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(configSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(configSchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(configSchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := yaml.Load([]byte(text), &value); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheSchemaTellsGoodFromBad(t *testing.T) {
	s := compiledSchema(t)
	for text, good := range map[string]bool{
		"target: https://kibana.example:5601": true, "case: roles": true, "case: [roles, lists]": true, "timeout: 30s": true, "insecure: true": true, "rate: 2.5": true, "mode: read": true,
		"targett: x": false, "mode: destroy": false, "concurrency: many": false, "timeout: 30": false, "case: [1]": false, "insecure: 1": false, "config: x.yaml": false, "force: true": false, "target: ''": false,
	} {
		if err := s.Validate(parsed(t, text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

var commented = regexp.MustCompile(`(?m)^#([a-z-]+:)`)

// Every key that init writes is explained, and right once it is uncommented.
func TestInitWritesEverySettingOfARun(t *testing.T) {
	root := rootCommand(testRoot())
	text := string(configText(root))
	var nothing any
	if err := yaml.Load([]byte(text), &nothing); nothing != nil {
		t.Errorf("as it is written it sets %v, %v", nothing, err)
	}
	open := commented.ReplaceAllString(text, "$1")
	if err := compiledSchema(t).Validate(parsed(t, open)); err != nil {
		t.Error(err)
	}
	values := map[string]any{}
	if err := yaml.Load([]byte(open), &values); err != nil {
		t.Fatal(err)
	}
	run := sub(root, "run")
	for _, name := range fileKeys(root) {
		f := run.Flags().Lookup(name)
		value, ok := values[name]
		if (f != nil) != ok {
			t.Errorf("%s: a flag of run %v, in the file %v", name, f != nil, ok)
		}
		if f == nil {
			continue
		}
		if err := setFromFile(run.Flags(), f, value); err != nil {
			t.Errorf("%s: %v: %v", name, value, err)
		}
		if !strings.Contains(text, "\n# "+strings.SplitN(f.Usage, "\n", 2)[0]+"\n") {
			t.Errorf("%s is not explained", name)
		}
	}
}
