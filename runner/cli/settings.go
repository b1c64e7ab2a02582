package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

const (
	envPrefix  = "KBN_CONFORMANCE_"
	configFile = "kbn-conformance.yaml"
)

// secretVariables come from the environment only, never from a flag's value.
var secretVariables = []string{
	envPrefix + "API_KEY", envPrefix + "USERNAME", envPrefix + "PASSWORD", envPrefix + "TOKEN",
	envPrefix + "HEADERS",
	envPrefix + "UNPRIVILEGED_API_KEY", envPrefix + "UNPRIVILEGED_USERNAME", envPrefix + "UNPRIVILEGED_PASSWORD", envPrefix + "UNPRIVILEGED_TOKEN",
}

// applySettings fills the flags that were not given: from the environment, then
// from the configuration file. A name that no command knows is an error, since
// a mistyped target would quietly test something else.
func applySettings(c, root *cobra.Command, w World) error {
	known := flagNames(root)
	env, err := environment(w, known)
	if err != nil {
		return err
	}
	file, path, err := configuration(c, env, fileKeys(root))
	if err != nil {
		return err
	}
	var failed error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && strings.Trim(f.Value.String(), "[]") == "" && failed == nil {
			failed = usage("--%s is given without a value; leave it out, or check the variable that it was made of", f.Name)
		}
		if f.Changed || failed != nil {
			return
		}
		name := variable(f.Name)
		if value, ok := env[name]; ok {
			if err := c.Flags().Set(f.Name, value); err != nil {
				failed = usage("environment variable %s: %w", name, valueError(err))
			}
		} else if value, ok := file[f.Name]; ok && !outranked(f.Name, w.ours()) {
			if err := setFromFile(c.Flags(), f, value); err != nil {
				failed = usage("%s: %s: %w", path, f.Name, valueError(err))
			}
		}
	})
	return failed
}

func variable(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func flagNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		})
	}
	sort.Strings(names)
	return names
}

// fileKeys are the keys that the configuration file may have.
func fileKeys(root *cobra.Command) []string {
	return slices.Sorted(maps.Keys(fileFlags(root)))
}

// meantVariable names the variables that a mistyped one may be a slip for.
func meantVariable(name string, names []string) string {
	bare := make([]string, len(names))
	for i, n := range names {
		bare[i] = strings.TrimPrefix(n, envPrefix)
	}
	near := plan.Nearest(strings.TrimPrefix(name, envPrefix), bare)
	if near == "" {
		return "a variable is a long flag, as in " + variable("max-time") + " for --max-time, or holds credentials: `kbn-conformance run --help` names them"
	}
	return behind(envPrefix, near)
}

// environment picks our variables; an unknown one is refused.
func environment(w World, known []string) (map[string]string, error) {
	names := slices.Clone(secretVariables)
	for _, flag := range known {
		names = append(names, variable(flag))
	}
	env := map[string]string{}
	for _, pair := range w.Environ {
		name, value, _ := strings.Cut(pair, "=")
		if name == variable("target") && value == "" {
			return nil, usage("environment variable %s is empty; unset it to test the embedded reference server", name)
		}
		if !strings.HasPrefix(name, envPrefix) || value == "" {
			continue
		}
		if !slices.Contains(names, name) {
			return nil, usage("environment variable %s is unknown; %s", name, meantVariable(name, names))
		}
		env[name] = value
	}
	return env, nil
}

// configuration reads the file named by --config, or kbn-conformance.yaml in
// the working directory if there is one.
func configuration(c *cobra.Command, env map[string]string, known []string) (map[string]any, string, error) {
	path, named := configFile, false
	if c.Name() == "init" { // which writes it, and may have to mend it
		return nil, path, nil
	}
	if value, ok := env[variable("config")]; ok {
		path, named = value, true
	}
	if f := c.Flags().Lookup("config"); f != nil && f.Changed {
		path, named = f.Value.String(), true
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, usage("configuration: %w", err)
	}
	var file any
	if err := yaml.Load(data, &file); err != nil && !strings.Contains(err.Error(), "no documents") {
		return nil, path, usage("%s: %w", path, err)
	}
	values, ok := file.(map[string]any)
	if !ok && file != nil {
		return nil, path, usage("%s: want keys with values, such as target: http://127.0.0.1:5601; `kbn-conformance init` writes such a file", path)
	}
	for key := range values {
		if !slices.Contains(known, key) {
			return nil, path, usage("%s: key %q is unknown; %s", path, key, cmp.Or(plan.Nearest(key, known), "the keys are the long flags, which `kbn-conformance init` writes with an explanation of each"))
		}
	}
	return values, path, nil
}

// setFromFile sets a flag from a YAML value; a list sets it once per element.
func setFromFile(flags *pflag.FlagSet, f *pflag.Flag, value any) error {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	} else if _, many := f.Value.(pflag.SliceValue); !many {
		return errors.New("want one value, not a list")
	}
	for _, x := range list {
		switch x.(type) {
		case string, bool, int, int64, float64:
		default:
			return fmt.Errorf("want a plain value, not %v", x)
		}
		if err := flags.Set(f.Name, fmt.Sprint(x)); err != nil {
			return err
		}
	}
	return nil
}
