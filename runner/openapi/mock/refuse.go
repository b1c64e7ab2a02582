package mock

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// refuse is an error of the operation itself, in the first shape that the
// document accepts: that of the platform, that of the security solution, or one
// of its own.
func (op *operation) refuse(status int, message string) error {
	platform := map[string]any{"statusCode": number(status), "error": http.StatusText(status), "message": message}
	shape, known := op.refusals.Load(status)
	if !known {
		shape = op.errorShape(status, platform)
		op.refusals.Store(status, shape)
	}
	body := map[string]any{}
	for key, value := range shape.(map[string]any) {
		switch key {
		case "message":
			value = message
		}
		body[key] = value
	}
	return reference.RefuseWith(status, plain(body).(map[string]any))
}

func (op *operation) errorShape(status int, platform map[string]any) map[string]any {
	node := op.documented(status)
	siem := map[string]any{"status_code": number(status), "message": platform["message"]}
	for _, shape := range []map[string]any{platform, siem} {
		if node == nil || op.accepts(node, shape) {
			return shape
		}
	}
	own, err := op.Value(node, generate.Options{Fix: func(p generate.Place) (any, bool) {
		for _, shape := range []map[string]any{platform, siem} {
			if value, found := shape[p.Name]; found {
				return value, true
			}
		}
		return nil, false
	}})
	if object, isObject := own.(map[string]any); err == nil && isObject {
		return object
	}
	return platform
}

// documented is the schema of an error, nil where the document has none.
func (op *operation) documented(status int) map[string]any {
	var node map[string]any
	best := 0
	for _, r := range op.Responses {
		if fits := precision(r, status); fits > best && isJSON(r.MediaType) {
			best, node = fits, r.Schema.Node
		}
	}
	return node
}

func precision(r openapi.Response, status int) int {
	code := strconv.Itoa(status)
	switch r.Status {
	case code:
		return 3
	case code[:1] + "XX":
		return 2
	case "default":
		return 1
	}
	return 0
}

func (op *operation) accepts(schema, value any) bool {
	problems, err := op.Problems(schema, value)
	return err == nil && len(problems) == 0
}

// problems judges a success by its schema.
func (op *operation) problems(value any) (count []string, err error) {
	if op.success.Schema.Node == nil {
		return nil, nil
	}
	problems, err := op.Problems(op.success.Schema.Node, value)
	for _, p := range problems {
		count = append(count, p.String())
	}
	return count, err
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// plain turns numbers into those that the reference server writes.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		f, _ := v.Float64()
		return f
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, inner := range v {
			out[key] = plain(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = plain(inner)
		}
		return out
	}
	return value
}
