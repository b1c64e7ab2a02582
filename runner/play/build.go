package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// escaped puts the variables, percent-encoded, into a path; unknown ones stay.
func escaped(path string, vars plan.Vars) string {
	return fixtures.Expand(path, func(name string) (string, bool) {
		value, ok := vars.Lookup(name)
		return url.PathEscape(value), ok
	})
}

// Build makes the request of a step with the variables put in.
func Build(step *plan.Step, vars plan.Vars) (target.Request, error) {
	r := target.Request{Step: step.ID, Method: step.Line.Method, Read: step.Mode == "read", Credential: credential[step.Send.Credentials]}
	path, err := buildPath(step, vars)
	if err != nil {
		return r, err
	}
	r.Path = path
	r.Header = http.Header{}
	for name, value := range step.Send.Headers {
		name = http.CanonicalHeaderKey(name)
		if _, twice := r.Header[name]; twice {
			return r, fmt.Errorf("the header %s is given twice, in different case", name)
		}
		r.Header[name] = nil
		if value != nil {
			r.Header[name] = []string{vars.Expand(*value)}
		}
	}
	r.Body, err = buildBody(step, vars, r.Header)
	return r, err
}

var credential = map[string]target.Credential{
	"": target.Full, "full": target.Full, "none": target.None, "unprivileged": target.Unprivileged,
	"wrong-key": target.WrongKey, "wrong-password": target.WrongPassword,
}

// buildPath puts parameters and variables, percent-encoded, into the path.
func buildPath(step *plan.Step, vars plan.Vars) (string, error) {
	missing := ""
	path := fixtures.Expand(step.Line.Path, func(name string) (string, bool) {
		if value, ok := step.Send.Params[name]; ok {
			return url.PathEscape(vars.Expand(value)), true
		}
		if value, ok := vars.Lookup(name); ok {
			return url.PathEscape(value), true
		}
		missing = name
		return "", false
	})
	if missing != "" {
		return "", fmt.Errorf("the path %s needs a value for {%s}", step.Line.Path, missing)
	}
	path = vars.Expand(step.Send.Prefix) + path + step.Send.Suffix
	query := buildQuery(step.Send.Query, vars)
	if query == "" {
		return path, nil
	}
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + query, nil
}

// buildQuery encodes the parameters, sorted by name; a list repeats its name,
// and null is the empty text.
func buildQuery(query map[string]any, vars plan.Vars) string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	sort.Strings(names)
	var parts []string
	add := func(name string, value any) {
		if value == nil {
			value = ""
		}
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(vars.Expand(fmt.Sprint(value))))
	}
	for _, name := range names {
		if list, ok := query[name].([]any); ok {
			for _, value := range list {
				add(name, value)
			}
			continue
		}
		add(name, query[name])
	}
	return strings.Join(parts, "&")
}

// buildBody makes the bytes to send; an archive brings its content type.
func buildBody(step *plan.Step, vars plan.Vars, header http.Header) ([]byte, error) {
	send := step.Send
	switch {
	case send.Raw != nil:
		return []byte(vars.Expand(*send.Raw)), nil
	case send.Archive != nil:
		if _, set := header["Content-Type"]; !set {
			header["Content-Type"] = []string{"application/" + send.Archive.Type}
		}
		return Archive(send.Archive.Type, vars.Expand(send.Archive.Name), send.Archive.Version, send.Archive.Damage)
	case send.Pad > 0:
		return padded(vars.Tree(send.Body), send.Pad)
	case send.Body != nil:
		return json.Marshal(vars.Tree(send.Body))
	}
	return nil, nil
}

var padding = bytes.Repeat([]byte("x"), 4096)

// padded fills a JSON object with one long string up to at least size bytes.
func padded(body any, size int) ([]byte, error) {
	if body == nil {
		body = map[string]any{}
	}
	out, err := json.Marshal(body)
	if err != nil || !bytes.HasSuffix(out, []byte("}")) {
		return nil, fmt.Errorf("only an object can be padded: %w", err)
	}
	out = out[:len(out)-1]
	if len(out) > 1 {
		out = append(out, ',')
	}
	parts := append([][]byte{out, []byte(`"padding":"`)}, slices.Repeat([][]byte{padding}, size/len(padding))...)
	parts = append(parts, padding[:size%len(padding)], []byte(`"}`))
	return bytes.Join(parts, nil), nil // which clears no memory before it is filled
}
