package mock

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// operation is one operation of the document, with what it does to objects.
type operation struct {
	*openapi.Operation
	*mock
	status  int
	success openapi.Response
	checks  []parameter
	served  bool // here, and not by the reference server itself

	does    deed      // with an object of its resource
	of      *resource // nil: it answers the same each time
	parents []*resource

	skeleton func() (any, error)    // a valid answer, as a value
	plain    func() ([]byte, error) // and as bytes
	refusals sync.Map               // bodies of errors, by status
	spoil    func(any) any          // what a fault does to successes
	faulty   string                 // a fault of meaning
}

func newOperation(m *mock, declared *openapi.Operation) *operation {
	op := &operation{Operation: declared, mock: m, status: http.StatusOK}
	op.checks = parametersOf(declared)
	for _, r := range declared.Responses {
		if code, err := strconv.Atoi(r.Status); err == nil && code/100 == 2 && (op.success.Status == "" || code < op.status) {
			op.status, op.success = code, r
		}
	}
	op.skeleton = sync.OnceValues(op.makeSkeleton)
	op.plain = sync.OnceValues(func() ([]byte, error) {
		value, err := op.skeleton()
		if err != nil {
			return nil, err
		}
		return op.encode(value)
	})
	return op
}

// route is the operation as the reference server takes it.
func (op *operation) route() reference.Foreign {
	f := reference.Foreign{
		ID: op.ID, Method: op.Method, Path: op.Path, Deprecated: op.Deprecated,
		Privileges: strings.Join(op.Privileges, ","), Handle: op.handle, Undecided: op.success.Status == "",
	}
	if op.success.MediaType != "" && isJSON(op.success.MediaType) {
		f.Sample = func() []byte { body, _ := op.plain(); return body }
	}
	for _, b := range op.Bodies {
		if !isJSON(b.MediaType) {
			f.MediaTypes = append(f.MediaTypes, strings.ToLower(b.MediaType))
		}
	}
	if slices.ContainsFunc(op.checks, func(p parameter) bool { return p.In == "path" && p.refuses() }) {
		f.CheckParams = op.checkParams
	}
	if slices.ContainsFunc(op.checks, func(p parameter) bool { return p.In == "query" && (p.Required || p.refuses()) }) {
		f.CheckQuery = op.checkQuery
	}
	if slices.ContainsFunc(op.Bodies, func(b openapi.Body) bool { return isJSON(b.MediaType) }) && op.Method != http.MethodGet {
		f.CheckBody = op.checkBody
	}
	return f
}

// makeSkeleton takes a valid example of the document, or makes an answer that
// shows everything. Objects are always made: an example may leave out what a
// client sends.
func (op *operation) makeSkeleton() (any, error) {
	if op.of == nil && len(op.success.Examples) > 0 {
		return op.success.Examples[0], nil
	}
	if op.success.MediaType == "" {
		return nil, nil
	}
	if op.success.Schema.Node == nil {
		if len(op.success.Examples) > 0 {
			return op.success.Examples[0], nil
		}
		return map[string]any{}, nil
	}
	value, err := op.Value(op.success.Schema.Node, generate.Options{Size: generate.Maximal, Seed: op.seed, Fix: pleasant})
	if err != nil {
		return op.Value(op.success.Schema.Node, generate.Options{Seed: op.seed})
	}
	if object, isObject := value.(map[string]any); isObject && len(object) == 0 && len(op.success.Examples) > 0 {
		return op.success.Examples[0], nil // the schema says nothing, the example does
	}
	return value, nil
}

// pleasant are values that say that nothing went wrong.
func pleasant(p generate.Place) (any, bool) {
	switch p.Name {
	case "success", "succeeded", "acknowledged":
		return true, true
	case "failed", "has_errors", "isError":
		return false, true
	}
	return nil, false
}

// encode writes an answer in the media type of the document.
func (op *operation) encode(value any) ([]byte, error) {
	switch {
	case op.success.MediaType == "":
		return nil, nil
	case isJSON(op.success.MediaType):
		return json.Marshal(value)
	}
	if text, isText := value.(string); isText {
		return []byte(text), nil
	}
	line, err := json.Marshal(value)
	return append(line, '\n'), err
}

func isJSON(mediaType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	return kind == "application/json" || strings.HasSuffix(kind, "+json")
}

// answer is a success with a body.
func (op *operation) answer(body []byte) reference.Answer {
	a := reference.Answer{Status: op.status, Body: body}
	if !isJSON(op.success.MediaType) && len(body) > 0 {
		kind, _, _ := strings.Cut(op.success.MediaType, ";") // one of several, if it names several
		a.MediaType = cmp.Or(strings.TrimSpace(kind), "application/octet-stream")
	}
	return a
}

// handle answers a request that passed all checks.
func (op *operation) handle(v *reference.Visit) (reference.Answer, error) {
	if !op.served && op.of == nil {
		return reference.Answer{}, op.refuse(http.StatusNotFound, "Not Found")
	}
	body, err := op.deal(v)
	if err != nil {
		return reference.Answer{}, err
	}
	if op.spoil != nil {
		body = op.spoiled(body)
	}
	return op.answer(body), nil
}
