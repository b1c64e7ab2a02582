package mock_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
)

func itoa(n int) string { return strconv.Itoa(n) }

type request struct{ path, body, kind string }

// requestsTo are valid requests to an operation, a small and a large one.
func requestsTo(t *testing.T, g *generate.Generator, op *openapi.Operation) []request {
	t.Helper()
	var out []request
	for _, size := range []generate.Size{generate.Minimal, generate.Maximal} {
		o := generate.Options{Size: size, Seed: 7}
		r := request{path: op.Path}
		query := url.Values{}
		for _, p := range op.Parameters {
			value, err := g.Value(p.Schema.Node, o)
			if err != nil {
				t.Errorf("%s: parameter %s: %v", op.ID, p.Name, err)
			}
			switch text := written(value); {
			case p.In == "path":
				r.path = strings.ReplaceAll(r.path, "{"+p.Name+"}", url.PathEscape(text))
			case p.In == "query" && (p.Required || size == generate.Maximal):
				query.Set(p.Name, text)
			}
		}
		if len(query) > 0 {
			r.path += "?" + query.Encode()
		}
		if len(op.Bodies) > 0 && op.Method != "GET" {
			r.kind, r.body = op.Bodies[0].MediaType, "{}"
			if node := op.Bodies[0].Schema.Node; node != nil && strings.HasSuffix(r.kind, "json") {
				body, err := g.JSON(node, o)
				if err != nil {
					t.Logf("%s: no body: %v", op.ID, err)
					continue
				}
				r.body = string(body)
			}
		}
		out = append(out, r)
	}
	return out
}

func written(value any) string {
	switch value.(type) {
	case map[string]any, []any:
		text, _ := json.Marshal(value)
		return string(text)
	}
	return fmt.Sprint(value)
}

func decode(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Errorf("%v in %s", err, text)
	}
	return value
}
