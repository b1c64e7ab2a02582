package target

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// base is a target URL taken apart once, so that the paths of requests are
// appended byte by byte: a second parser would normalise what a test means.
type base struct {
	url    url.URL // scheme and host only
	prefix string  // escaped base path, without a slash at its end
	space  string  // that paths without a space of their own go to; empty for the default one
}

func (b base) String() string {
	s := b.url.Scheme + "://" + b.url.Host + b.prefix
	if b.space != "" {
		s += inSpace + b.space
	}
	return s
}

// inSpace begins a path that names its space (Kibana source,
// spaces/common/lib/spaces_url_parser.ts).
const inSpace = "/s/"

var (
	spaceID    = regexp.MustCompile(`^[a-z0-9_-]+$`)
	spaceAtEnd = regexp.MustCompile(`^(.*)/s/([a-z0-9_-]+)$`)
)

// parseBase reads a URL as people copy it, with the space that it may end in. A
// space that is named besides must be the same.
func parseBase(raw, space string) (base, error) {
	b, err := parseURL(raw)
	if err != nil {
		return b, err
	}
	if space != "" && !spaceID.MatchString(space) {
		return b, fmt.Errorf("space %q: want the id of a space, which holds small letters, digits, - and _ only", space)
	}
	if m := spaceAtEnd.FindStringSubmatch(b.prefix); m != nil {
		if space != "" && space != m[2] {
			return b, fmt.Errorf("target %q ends in the space %s, and the space %s is named besides: leave one of them out", raw, m[2], space)
		}
		b.prefix, space = m[1], m[2]
	}
	if space != "default" {
		b.space = space
	}
	return b, nil
}

func parseURL(raw string) (base, error) {
	const remedy = "want a URL such as https://kibana.example.test:5601"
	if strings.TrimSpace(raw) == "" {
		return base{}, fmt.Errorf("no target URL: %s", remedy)
	}
	u, err := url.Parse(raw)
	if (err != nil && strings.Contains(raw, "@")) || (err == nil && u.User != nil) {
		// The URL is not repeated here: it holds a password.
		return base{}, fmt.Errorf("the target URL holds a user name or a password: leave them out and set the credentials instead")
	}
	raw, _, _ = strings.Cut(raw, "?") // a query may hold a secret, so it is not repeated either
	raw, _, _ = strings.Cut(raw, "#")
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
	return base{url: url.URL{Scheme: u.Scheme, Host: u.Host}, prefix: strings.TrimRight(u.EscapedPath(), "/")}, nil
}

// path is a path below the base, in the space of the base unless it names one.
func (b base) path(path string) string {
	if b.space == "" || strings.HasPrefix(path, inSpace) {
		return b.prefix + path
	}
	return b.prefix + inSpace + b.space + path
}

// text is the URL of a path as it is recorded.
func (b base) text(path string) string { return b.url.Scheme + "://" + b.url.Host + b.path(path) }

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
	raw, query, found := strings.Cut(b.path(path), "?")
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

// below is the path of a request without the base path, as it goes to the wire.
func (b base) below(r *http.Request) string {
	path := r.URL.EscapedPath()
	if r.URL.Opaque != "" {
		path = strings.TrimPrefix(r.URL.Opaque, "//"+r.URL.Host)
	}
	return strings.TrimPrefix(path, b.prefix)
}
