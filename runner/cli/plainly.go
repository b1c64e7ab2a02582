package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// yamlJargon is how the YAML library begins to say where a file is wrong.
var yamlJargon = regexp.MustCompile(`go-yaml load error in \w+ (?:\(([^)]*)\) )?at L(\d+)\.C(\d+)(?:-L\d+\.C\d+)?: `)

// plainly is an error in words that do not ask for knowledge of our libraries.
func plainly(err error) string {
	text := yamlJargon.ReplaceAllString(err.Error(), "no YAML at line $2, column $3: ")
	return strings.ReplaceAll(text, "jsontext: ", "no JSON: ")
}

// wants says of which form the values of a kind of flag are.
var wants = map[string]string{
	"bool": "true or false", "int": "a whole number", "int64": "a whole number", "float64": "a number", "duration": "a duration such as 30s or 5m",
}

// valueError says what a flag wants, where its value is of another kind.
func valueError(err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) || wants[bad.GetFlag().Value.Type()] == "" {
		return err
	}
	return fmt.Errorf("--%s %q: want %s", bad.GetFlag().Name, bad.GetValue(), wants[bad.GetFlag().Value.Type()])
}

// meantFlag names the flags that a mistyped one may be a slip for.
func meantFlag(c *cobra.Command, err error) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return ""
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return behind("--", plan.Nearest(unknown.GetSpecifiedName(), names))
}

// behind puts a prefix before the words of plan.Nearest; they are compared without
// it, since what all of them share says nothing.
func behind(prefix, near string) string {
	return strings.NewReplacer("mean ", "mean "+prefix, " or ", " or "+prefix).Replace(near)
}
