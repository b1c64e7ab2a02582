package cli

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// configSchema describes kbn-conformance.yaml to editors and to people. It is
// written by the test that compares it with the flags.
//
//go:embed config.schema.json
var configSchema []byte

const configSchemaID = "https://raw.githubusercontent.com/kbn-conformance/kbn-conformance/main/runner/cli/config.schema.json"

// notInFile are flags that say something about one call, not about a project.
var notInFile = []string{"config", "force", "help"}

// words are the values of flags that take one of a few.
var words = map[string][]string{"mode": {"read", "write"}, "level": {"required", "recommended", "optional"}}

// fileFlags are the flags that the configuration file may set, by name; where
// commands share one, that of the first in the order of the help.
func fileFlags(root *cobra.Command) map[string]*pflag.Flag {
	out := map[string]*pflag.Flag{}
	for _, c := range slices.Concat([]*cobra.Command{sub(root, "run")}, root.Commands()) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, known := out[f.Name]; !known && !slices.Contains(notInFile, f.Name) {
				out[f.Name] = f
			}
		})
	}
	return out
}

func sub(root *cobra.Command, name string) *cobra.Command {
	c, _, _ := root.Find([]string{name})
	return c
}

// schemaOf makes the schema that the flags have.
func schemaOf(root *cobra.Command) ([]byte, error) {
	properties := map[string]any{}
	for name, f := range fileFlags(root) {
		properties[name] = propertyOf(f)
	}
	data, err := json.MarshalIndent(map[string]any{
		"$schema": "http://json-schema.org/draft-07/schema#", "$id": configSchemaID,
		"title": "kbn-conformance.yaml", "description": "Settings of kbn-conformance; the keys are its long flags. Credentials do not belong here.",
		"type": "object", "additionalProperties": false, "properties": properties,
	}, "", "  ")
	return append(data, '\n'), err
}

func propertyOf(f *pflag.Flag) map[string]any {
	p := map[string]any{"description": strings.Join(strings.Fields(f.Usage), " ")}
	one := func(kind string) { p["type"] = kind }
	switch kind := f.Value.Type(); kind {
	case "bool":
		one("boolean")
	case "int", "int64":
		one("integer")
	case "float64":
		one("number")
	case "duration":
		one("string")
		p["pattern"] = `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`
	case "stringSlice", "stringArray":
		text := map[string]any{"type": "string", "minLength": 1}
		p["anyOf"] = []any{text, map[string]any{"type": "array", "items": text}}
	default:
		one("string")
		p["minLength"] = 1
	}
	if values := words[f.Name]; values != nil {
		p["enum"] = values
		delete(p, "minLength")
	}
	return p
}
