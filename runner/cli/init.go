package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func initCommand(w World) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a configuration file with every setting, explained and commented out",
		Long: `Writes ` + configFile + `, or FILE, with every setting that a run can have, explained
and commented out: uncomment what you want to keep. It refuses to overwrite a file
without --force.`,
		Example: `  kbn-conformance init
  kbn-conformance init ci.yaml && kbn-conformance run --config ci.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("init wants the name of one file; %d were given", len(args))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			path := configFile
			if len(args) == 1 {
				path = args[0]
			}
			return writeConfig(w, path, configText(c.Root()), force)
		},
	}
	c.Flags().BoolVar(&force, "force", false, "overwrite the file if there is one")
	return c
}

func writeConfig(w World, path string, text []byte, force bool) error {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, mode, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usage("%s exists; --force overwrites it", path)
	case err != nil:
		return usage("init: %w; name a file that can be written", err)
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return incomplete(fmt.Errorf("init: %s: %w", path, err))
	}
	if err := f.Close(); err != nil {
		return incomplete(fmt.Errorf("init: %s: %w", path, err))
	}
	fmt.Fprintf(w.Stdout, "%s is written; uncomment what you want to set\n", path)
	return nil
}

// samples are values that tell more than the default.
var samples = map[string]string{
	"target": "https://kibana.example:5601", "space": "sales", "kibana-version": "9.1.0", "mode": "read", "level": "required",
	"filter": `"area:fleet && !level:optional"`, "case": "[fleet.proxies.update, roles]", "allow": "[endpoint-list]",
	"header": `["X-Tenant: blue"]`, "header-file": "secret-headers.txt", "credential-command": "vault kv get -field=api_key secret/kibana",
	"api-key-file": "api-key.txt", "unprivileged-api-key-file": "weak-api-key.txt", "ca": "http_ca.crt", "cert": "client.crt", "key": "client.key",
	"seed": "42", "rate": "20", "max-requests": "5000",
}

// configText is the commented file: what is tested, how it is reached, and the rest.
func configText(root *cobra.Command) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# yaml-language-server: $schema=%s

# Settings of kbn-conformance, read from the working directory or from --config.
# The keys are the long flags. A flag wins over the environment, where every key
# is a variable such as %sTARGET, and the environment wins over this file.
#
# Credentials do not belong here. They come from %[2]sAPI_KEY, from
# %[2]sUSERNAME and %[2]sPASSWORD, or from %[2]sTOKEN,
# from a file (api-key-file), or from a command (credential-command).
`, configSchemaID, envPrefix)
	reach, selection := &cobra.Command{}, &cobra.Command{}
	(&connection{}).flags(reach)
	(&choice{}).flags(selection)
	var flags []*pflag.Flag
	all := sub(root, "run").Flags()
	all.SortFlags = false // in the order in which they were declared
	all.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(notInFile, f.Name) {
			flags = append(flags, f)
		}
	})
	for _, part := range []struct {
		title string
		holds func(name string) bool
	}{
		{"The target, and how it is reached", func(name string) bool { return reach.Flags().Lookup(name) != nil }},
		{"What is tested", func(name string) bool { return selection.Flags().Lookup(name) != nil }},
		{"How it is played and reported", func(string) bool { return true }},
	} {
		fmt.Fprintf(&b, "\n# --- %s ---\n", part.title)
		flags = slices.DeleteFunc(flags, func(f *pflag.Flag) bool {
			if part.holds(f.Name) {
				setting(&b, f)
				return true
			}
			return false
		})
	}
	return b.Bytes()
}

// setting writes one key, commented out, below its explanation.
func setting(b *bytes.Buffer, f *pflag.Flag) {
	b.WriteByte('\n')
	for line := range strings.SplitSeq(f.Usage, "\n") {
		fmt.Fprintf(b, "# %s\n", line)
	}
	value := f.DefValue
	if sample, ok := samples[f.Name]; ok {
		value = sample
	} else if value == "" || value == "[]" {
		value = "..."
	}
	fmt.Fprintf(b, "#%s: %s\n", f.Name, value)
}
