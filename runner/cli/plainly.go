package cli

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/pflag"
)

// yamlJargon is how the YAML library begins to say where a file is wrong.
var yamlJargon = regexp.MustCompile(`go-yaml load error in \w+ (?:\(([^)]*)\) )?at L(\d+)\.C(\d+)(?:-L\d+\.C\d+)?: `)

// plainly is an error in words that do not ask for knowledge of our libraries.
func plainly(err error) string {
	return yamlJargon.ReplaceAllString(err.Error(), "no YAML at line $2, column $3: ")
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
