package interop

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// collect writes a Postman collection of requests, each with three assertions.
func collect(t testing.TB, requests []subject) []byte {
	t.Helper()
	type object = map[string]any
	var items []object
	for i, x := range requests {
		var headers []object
		for name, values := range x.request.Request.Header {
			if name == "Authorization" { // the recording has lost it
				values = []string{reference.Privileged().APIKey()}
			}
			headers = append(headers, object{"key": name, "value": values[0]})
		}
		schema, err := json.Marshal(x.schema)
		if err != nil {
			t.Fatal(err)
		}
		script := fmt.Sprintf(`pm.test("status", () => pm.response.to.have.status(%d));
pm.test("header", () => pm.response.to.have.header("kbn-name"));
pm.test("schema", () => pm.response.to.have.jsonSchema(%s));`, x.request.Response.Status, schema)
		items = append(items, object{
			"name":    fmt.Sprintf("%d %s", i, x.request.Step),
			"request": object{"method": x.request.Request.Method, "header": headers, "url": x.request.Request.URL},
			"event":   []object{{"listen": "test", "script": object{"type": "text/javascript", "exec": strings.Split(script, "\n")}}},
		})
	}
	out, err := json.Marshal(object{
		"info": object{"name": "peers", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
		"item": items,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// schemaOf is the schema of an answer with all that it refers to; nil where the
// document has none.
func schemaOf(doc *openapi.Document, x recording.Exchange) map[string]any {
	o := asking(doc, x)
	if o == nil {
		return nil
	}
	for _, r := range o.Responses {
		if r.Status == "200" && r.MediaType == "application/json" && r.Schema.Node != nil {
			needed := map[string]any{}
			reach(doc, r.Schema.Node, needed)
			return map[string]any{"allOf": []any{r.Schema.Node}, "definitions": needed}
		}
	}
	return nil
}

// asking is the operation that a request is for: of those whose path fits, the
// one with fewest parameters.
func asking(doc *openapi.Document, x recording.Exchange) *openapi.Operation {
	path, _, _ := strings.Cut(x.Path(), "?")
	var best *openapi.Operation
	for _, o := range doc.Operations {
		if o.Method == x.Request.Method && fits(inSpace(o.Path), inSpace(path)) && (best == nil || strings.Count(o.Path, "{") < strings.Count(best.Path, "{")) {
			best = o
		}
	}
	return best
}

// inSpace is a path below the space that it names, if it names one.
func inSpace(path string) string {
	if rest, found := strings.CutPrefix(path, "/s/"); found {
		_, rest, _ = strings.Cut(rest, "/")
		return "/" + rest
	}
	return path
}

// fits reports whether a path is of a form with {parameters}.
func fits(form, path string) bool {
	want, got := strings.Split(form, "/"), strings.Split(strings.TrimSuffix(path, "/"), "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") && g != "" })
}

// reach collects the definitions that a schema refers to, over any distance.
func reach(doc *openapi.Document, schema any, needed map[string]any) {
	switch s := schema.(type) {
	case map[string]any:
		if ref, refers := s["$ref"].(string); refers {
			name := strings.TrimPrefix(ref, "#/definitions/")
			if _, known := needed[name]; !known {
				needed[name] = doc.Definitions[name]
				reach(doc, needed[name], needed)
			}
		}
		for _, inner := range s {
			reach(doc, inner, needed)
		}
	case []any:
		for _, inner := range s {
			reach(doc, inner, needed)
		}
	}
}
