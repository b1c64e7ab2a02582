package target

import (
	"fmt"
	"net/url"
	"strings"
)

// base is a target URL taken apart once, so that the paths of requests are
// appended byte by byte: a second parser would normalise what a test means.
type base struct {
	url    url.URL // scheme and host only
	prefix string  // escaped base path, without a slash at its end
}

func (b base) String() string { return b.url.Scheme + "://" + b.url.Host + b.prefix }

func parseBase(raw string) (base, error) {
	const remedy = "want a URL such as https://kibana.example.test:5601"
	if strings.TrimSpace(raw) == "" {
		return base{}, fmt.Errorf("no target URL: %s", remedy)
	}
	u, err := url.Parse(raw)
	if (err != nil && strings.Contains(raw, "@")) || (err == nil && u.User != nil) {
		// The URL is not repeated here: it holds a password.
		return base{}, fmt.Errorf("the target URL holds a user name or a password: leave them out and set the credentials instead")
	}
	switch {
	case err != nil:
		return base{}, fmt.Errorf("target %q is not a URL: %s", raw, remedy)
	case u.Scheme != "http" && u.Scheme != "https":
		return base{}, fmt.Errorf("target %q is neither http nor https: %s", raw, remedy)
	case u.Hostname() == "":
		return base{}, fmt.Errorf("target %q names no host: %s", raw, remedy)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return base{}, fmt.Errorf("target %q has a query or a fragment: leave out what follows the path", raw)
	}
	return base{url.URL{Scheme: u.Scheme, Host: u.Host}, strings.TrimRight(u.EscapedPath(), "/")}, nil
}

// join appends a path, already escaped and perhaps with a query, exactly as it is.
func (b base) join(path string) (*url.URL, error) {
	if !strings.HasPrefix(path, "/") {
		return nil, fmt.Errorf("path %q does not begin with a slash", path)
	}
	for i := range len(path) {
		if path[i] <= ' ' || path[i] >= 0x7f {
			return nil, fmt.Errorf("path %q holds byte 0x%02x: write it as %%%02X", path, path[i], path[i])
		}
	}
	u := b.url
	raw, query, found := strings.Cut(b.prefix+path, "?")
	u.RawQuery, u.ForceQuery = query, found && query == ""
	if plain, err := url.PathUnescape(raw); err == nil {
		u.Path, u.RawPath = plain, raw
		if u.EscapedPath() == raw {
			return &u, nil
		}
	}
	// What Go would escape, a stray percent sign for example, is sent as it stands.
	u.Path, u.RawPath, u.Opaque = "", "", raw
	if strings.HasPrefix(raw, "//") {
		u.Opaque = "//" + u.Host + raw
	}
	return &u, nil
}
