package cli

import (
	"net/http"
	"os"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// extraHeaders reads the headers that are sent with every request: plain ones
// from the command line, secret ones from a file or the environment.
func (c *connection) extraHeaders(env map[string]string) (plain, secret http.Header, err error) {
	plain, secret = http.Header{}, http.Header{}
	for _, line := range c.headers {
		name, value, err := header(line, "--header")
		if err != nil {
			return nil, nil, err
		}
		if name == "Authorization" || recording.Sensitive(name) {
			return nil, nil, usage("--header %s: what is given here can be seen by others on this machine; put the line into a file for --header-file, or into %sHEADERS (Authorization comes from the credentials)", name, envPrefix)
		}
		plain.Add(name, value)
	}
	if c.headerFile != "" {
		data, err := os.ReadFile(c.headerFile)
		if err != nil {
			return nil, nil, usage("--header-file: %w", err)
		}
		if err := headerLines(secret, string(data), c.headerFile); err != nil {
			return nil, nil, err
		}
	}
	return plain, secret, headerLines(secret, env["HEADERS"], envPrefix+"HEADERS")
}

// shownHeaders are the headers of the command line, one a line, as the exchanges
// show them: one may hold a secret all the same.
func (c *connection) shownHeaders(r *recording.Redactor) string {
	var lines []string
	for _, line := range c.headers {
		name, value, err := header(line, "--header")
		if err != nil { // it was refused before
			continue
		}
		lines = append(lines, name+": "+r.Header(http.Header{name: {value}}).Get(name))
	}
	return strings.Join(lines, "\n")
}

// headerLines adds headers, one a line; blank lines and those after # are none.
func headerLines(to http.Header, text, from string) error {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, err := header(line, from)
		if err != nil {
			return err
		}
		to.Add(name, value)
	}
	return nil
}

// header takes a line apart. It is not repeated in the error: it may be a secret.
func header(line, from string) (name, value string, err error) {
	name, value, ok := strings.Cut(line, ":")
	if name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value); !ok || name == "" || value == "" {
		return "", "", usage("%s: want lines of the form 'Name: value'", from)
	}
	return name, value, nil
}
