package target

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// overrides are the headers by which a GET asks to be taken for something else.
var overrides = []string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Method", "X-Original-Method", "X-Original-Url", "X-Rewrite-Url", "Upgrade"}

// queryOverrides are keys of a query that do the same, or that make a console
// pass the request on as something else.
var queryOverrides = []string{"method", "_method", "http_method", "httpmethod", "_httpmethod", "x-http-method-override", "x-http-method"}

// deed is what the path of a request with a safe method does all the same; empty
// for most.
func deed(r *http.Request) string {
	path := r.URL.EscapedPath()
	if r.URL.Opaque != "" {
		path = r.URL.Opaque
	}
	if word := recording.Deed(path); word != "" && safeMethod(r.Method) {
		return "its path says " + word
	}
	return ""
}

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
