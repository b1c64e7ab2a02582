package recording

import (
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tidwall/gjson"
)

// JSON looks up a gjson path in the body of the answer. The result does not
// exist when there is no answer or when its body is not valid JSON: gjson alone
// would find values in a broken document, and its own check has no limit of depth.
func (e Exchange) JSON(path string) gjson.Result {
	if e.Response == nil || !jsontext.Value(e.Response.Body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return gjson.Result{}
	}
	return gjson.GetBytes(e.Response.Body, path)
}

// Path is the path and the query of the request as they were sent, including a
// base path of the target.
func (e Exchange) Path() string {
	rest := e.Request.URL
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest = after
		slash := strings.IndexAny(rest, "/?#")
		if slash < 0 {
			return "/"
		}
		rest = rest[slash:]
	}
	rest, _, _ = strings.Cut(rest, "#")
	if !strings.HasPrefix(rest, "/") {
		return "/" + rest
	}
	return rest
}

// Query holds the query parameters of the request; it is empty for a malformed
// query.
func (e Exchange) Query() url.Values {
	_, raw, _ := strings.Cut(e.Path(), "?")
	values, err := url.ParseQuery(raw)
	if err != nil {
		return url.Values{}
	}
	return values
}
