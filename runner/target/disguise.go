package target

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// overrides are the headers by which a GET asks to be taken for something else.
var overrides = []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Method", "X-Original-Method", "X-Original-Url", "X-Rewrite-Url", "Upgrade"}

// queryOverrides are keys of a query that do the same, or that make a console
// pass the request on as something else.
var queryOverrides = []string{"method", "_method", "http_method", "httpmethod", "_httpmethod", "x-http-method-override", "x-http-method"}

// deeds are words that do something when they are a segment of a path, whatever
// the method: old interfaces have such GETs, and so has the way out of a session.
var deeds = []string{"delete", "remove", "destroy", "purge", "reset", "uninstall", "install", "enable", "disable", "logout", "bulk_delete", "delete_by_query", "update_by_query"}

// disguised says what makes a request more than its method; empty for most.
func disguised(r *http.Request) string {
	for _, name := range overrides {
		if _, set := r.Header[name]; set {
			return "the header " + strings.ToLower(name) + " asks for something else"
		}
	}
	path, rawQuery := r.URL.EscapedPath(), r.URL.RawQuery
	if r.URL.Opaque != "" {
		path = r.URL.Opaque
	}
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	for segment := range strings.SplitSeq(path, "/") {
		segment, _, _ = strings.Cut(segment, ";")
		if safeMethod(r.Method) && slices.Contains(deeds, strings.TrimLeft(strings.ToLower(segment), "_")) {
			return "its path says " + segment
		}
	}
	if strings.ContainsAny(path, "\r\n\x00") {
		return "its path holds the end of a line"
	}
	for pair := range strings.FieldsFuncSeq(rawQuery, func(c rune) bool { return c == '&' || c == ';' }) {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if slices.Contains(queryOverrides, strings.ToLower(name)) {
			return "the query key " + name + " asks for something else"
		}
	}
	return ""
}
