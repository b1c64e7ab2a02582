package verify

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// unrefused lists why a request that succeeded had to be refused. It only says
// what is certain from the request alone.
func (w *observer) unrefused(op *operation, x recording.Exchange) []rules.Violation {
	if x.Response == nil || x.Response.Status/100 != 2 || len(x.Request.Header) == 0 {
		return nil
	}
	var out []rules.Violation
	add := func(level rules.Level, why string) {
		out = append(out, rules.Violation{Rule: "status-unexpected", Level: level, Want: "400 Bad Request, since " + why, Got: fmt.Sprintf("%d %s", x.Response.Status, http.StatusText(x.Response.Status)), Ref: op.ref})
	}
	h := x.Request.Header
	if !safe(x.Request.Method) && h.Get("Kbn-Xsrf") == "" && h.Get("Kbn-Version") == "" && w.facts.flavour != "serverless" {
		level := rules.Required
		if w.facts.flavour == "" && strings.HasPrefix(h.Get("Authorization"), "ApiKey") {
			level = rules.Recommended // a serverless build exempts API keys
		}
		add(level, "the write has no kbn-xsrf header")
	}
	if v := h.Get("Elastic-Api-Version"); v != "" && v != publicVersion && w.facts.version != "" && !w.judge.Before(versionsKnown) {
		add(rules.Required, fmt.Sprintf("the route has no version %q", v))
	}
	for _, why := range w.unknown(op, x) {
		add(rules.Required, why)
	}
	return out
}

// publicVersion is the version that all public routes have; from versionsKnown
// on, the endpoints refuse others.
const publicVersion = "2023-10-31"

var versionsKnown = semver.MustParse("8.17.0")

// unknown says what a closed operation does not know. A later release may know
// it, so only the contract's own version is certain.
func (w *observer) unknown(op *operation, x recording.Exchange) (why []string) {
	e := op.endpoint
	body := x.Request.Body
	whole := len(body) > 0 && int64(len(body)) == x.Request.Size
	if whole && slices.Contains([]string{"closed", "open", "ignored"}, e.Accepts.Body) && strings.HasPrefix(x.Request.Header.Get("Content-Type"), "application/json") &&
		!jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return []string{"the body is not JSON"}
	}
	if w.facts.version == "" || !w.judge.Exact() {
		return nil
	}
	if known := w.keys(e.Schemas.Query); e.Accepts.Query == "closed" && known != nil {
		for _, name := range slices.Sorted(maps.Keys(x.Query())) {
			if !known[name] {
				why = append(why, fmt.Sprintf("the query has the unknown key %q", name))
			}
		}
	}
	if known := w.keys(e.Schemas.Body); whole && e.Accepts.Body == "closed" && known != nil {
		gjson.ParseBytes(body).ForEach(func(name, _ gjson.Result) bool {
			if name.Type == gjson.String && !known[name.String()] {
				why = append(why, fmt.Sprintf("the body has the unknown key %q", name.String()))
			}
			return true
		})
	}
	return why
}

// keys are the names that a schema of a request knows; nil when it does not say.
func (w *observer) keys(schema string) map[string]bool {
	if schema == "" {
		return nil
	}
	part, err := w.contract.Schemas.Part(schema)
	if err != nil {
		return nil
	}
	named, ok := part.Keywords["properties"].(map[string]any)
	if !ok {
		return nil
	}
	out := make(map[string]bool, len(named))
	for name := range named {
		out[name] = true
	}
	return out
}
