package play

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// aim is what a request says about what it changes.
type aim struct {
	space    string   // in which it is; empty for the default one
	path     string   // without the space and the query
	segments []string // of that path, decoded
	ids      []string // in the query and the body, under a key that speaks of an id or a name
	removes  bool     // by its method or by a word in its path
	void     bool     // its body holds nothing that could be created
	harm     string   // the first key of fixtures.Harmful that it sets, in its body or its query
	astray   bool     // its path leads out of where it seems to lead
}

// removals are words by which a POST removes.
var removals = []string{"delete", "_delete", "remove", "_remove", "bulk_delete", "_bulk_delete", "destroy", "purge", "reset", "_reset", "uninstall", "_delete_by_query"}

func aimOf(r target.Request) aim {
	path, query, _ := strings.Cut(r.Path, "?")
	a := aim{path: path, removes: r.Method == http.MethodDelete}
	if rest := WithoutSpace(path); rest != path {
		a.path = rest
		a.space = decoded(strings.TrimPrefix(strings.TrimSuffix(path, rest), "/s/"))
	}
	for raw := range strings.SplitSeq(a.path, "/") {
		segment := decoded(raw)
		a.astray = a.astray || segment == "." || segment == ".." || strings.ContainsAny(segment, "\r\n\x00")
		a.removes = a.removes || slices.Contains(removals, strings.ToLower(segment))
		a.segments = append(a.segments, segment)
	}
	values, err := url.ParseQuery(query)
	a.astray = a.astray || err != nil
	for key, list := range values {
		if speaksOfID(key) {
			a.ids = append(a.ids, list...)
		}
	}
	said := saidBy(r.Body)
	a.ids, a.void = append(a.ids, said.ids...), said.void
	a.harm = cmp.Or(said.harm, harmInText(r.Body), harmInQuery(values))
	return a
}

// at reports whether the aim's path is one of a template, in which a {name}
// stands for one segment.
func (a aim) at(template string) bool {
	if template == a.path {
		return true
	}
	parts, segments := strings.Split(template, "/"), strings.Split(a.path, "/")
	return len(parts) == len(segments) && fit(parts, segments)
}

func fit(parts, segments []string) bool {
	for i, part := range parts {
		if part != segments[i] && !strings.HasPrefix(part, "{") {
			return false
		}
	}
	return true
}

// WithoutSpace is a path without the space that it names: /s/<space>/api/x.
func WithoutSpace(path string) string {
	if rest, ok := strings.CutPrefix(path, "/s/"); ok {
		if _, below, ok := strings.Cut(rest, "/"); ok {
			return "/" + below
		}
	}
	return path
}

func decoded(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}

// speaksOfID knows id, itemId, migration_ids, list_id, name and names.
func speaksOfID(key string) bool {
	key = strings.TrimSuffix(strings.ToLower(key), "s")
	return strings.HasSuffix(key, "id") || key == "name"
}
