package interop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// second is another engine with the schemas as the document has them: what is
// said against a body by ours, it has to say as well.
type second struct {
	root      map[string]any
	left      map[string]bool // places that a gap says are left out
	compiled  map[string]*jsonschema.Schema
	plain     map[string]*openapi.Operation // without corrections
	corrected map[string]*openapi.Operation
	compiler  *jsonschema.Compiler
	requests  int // of which it says the same
	confirmed int
	mended    int // said by a correction of the document
}

func secondEngine(t *testing.T, text string) *second {
	t.Helper()
	s := &second{left: map[string]bool{}, compiled: map[string]*jsonschema.Schema{}, compiler: jsonschema.NewCompiler()}
	for bare, into := range map[bool]*map[string]*openapi.Operation{true: &s.plain, false: &s.corrected} {
		d, err := openapi.Load([]byte(text), openapi.Options{Bare: bare})
		if err != nil {
			t.Fatal(err)
		}
		*into = map[string]*openapi.Operation{}
		for _, o := range d.Operations {
			(*into)[o.ID] = o
		}
		for _, g := range d.Gaps {
			if slices.Contains(without, g.Kind) {
				s.left[g.At] = true
			}
		}
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	s.root = value.(map[string]any)
	shared := s.find("/components/schemas")
	s.compiler.DefaultDraft(jsonschema.Draft7)
	s.compiler.AssertFormat()
	if err := s.compiler.AddResource("doc:///doc.json", map[string]any{"definitions": s.read(shared, "/components/schemas")}); err != nil {
		t.Fatal(err)
	}
	return s
}

// without are the gaps for which a keyword is left out.
var without = []string{
	"type-unknown", "enum-invalid", "enum-empty", "items-list", "keyword-unknown", "keyword-unsupported", "keyword-without-effect",
	"pattern-unsupported", "format-unknown", "ref-sibling", "all-of-closed", "required-invalid",
}

// read turns a schema of OpenAPI 3.0 into one of draft-07. Of several schemas one
// has to fit, or more: open objects do not exclude each other.
func (s *second) read(value any, at string) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = s.read(item, at+"/"+strconv.Itoa(i))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			below := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
			if ref, ok := item.(string); ok && key == "$ref" {
				out[key] = strings.Replace(ref, "#/components/schemas/", "doc:///doc.json#/definitions/", 1)
			} else if !s.left[below] && (key != "example" && key != "examples" || strings.HasSuffix(at, "/properties")) {
				out[key] = s.read(item, below)
			}
		}
		return bent(out)
	}
	return value
}

func bent(out map[string]any) map[string]any {
	if list, ok := out["oneOf"].([]any); ok {
		delete(out, "oneOf")
		all, _ := out["allOf"].([]any)
		out["allOf"] = append(all, map[string]any{"anyOf": list})
	}
	for key, bound := range map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"} {
		if out[key] == true {
			out[key] = out[bound]
		} else if out[key] == false {
			delete(out, key)
		}
	}
	if out["nullable"] != true {
		return out
	}
	delete(out, "nullable")
	return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, out}}
}

// find follows a JSON Pointer in the document.
func (s *second) find(pointer string) any {
	var value any = s.root
	for _, token := range strings.Split(pointer, "/")[1:] {
		object, _ := value.(map[string]any)
		value = object[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
	}
	return value
}

var operationIn = regexp.MustCompile(`^OpenAPI document, operation ([\w.-]+)`)

// denies says why what is said of a body is not so: the other engine takes it
// for valid by the document's own schema, or objects to another place; or the body
// is an example of the document, which is not owned up to.
func (s *second) denies(v reports.Violation, x recording.Exchange) string {
	m := operationIn.FindStringSubmatch(v.Ref)
	if m == nil {
		return "" // of a contract of ours
	}
	o := s.plain[m[1]]
	if o == nil {
		return v.Ref + " names no operation of the document"
	}
	if !reflect.DeepEqual(answerOf(o, x), answerOf(s.corrected[m[1]], x)) {
		s.mended++
		return ""
	}
	at, example := s.written(o, x)
	if at == "" {
		return fmt.Sprintf("the document has no schema for %d of %s", x.Response.Status, m[1])
	}
	if example && (v.Level == "required" || !strings.Contains(v.Ref, "contradicts itself")) {
		return "the body is an example of the document, and " + v.Level + " with " + v.Ref + " does not own up to that"
	}
	schema, err := s.compile(at)
	if err != nil {
		return err.Error()
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Response.Body))
	if err != nil {
		return err.Error()
	}
	var found *jsonschema.ValidationError
	if !errors.As(schema.Validate(body), &found) {
		return "the second engine takes the body for valid by " + at
	}
	if !touches(found, v.Pointer) {
		return fmt.Sprintf("the second engine objects elsewhere: %v", found)
	}
	s.confirmed++
	return ""
}

// ofBody are ids of cases that break a key of a body, not one of a query.
var ofBody = regexp.MustCompile(`\.refuses-(kind|value|without)-`)

// misreads says why a request is not what its case takes it for: the other engine
// finds a body valid that is to be refused, or the other way round.
func (s *second) misreads(c reports.Case, x recording.Exchange) string {
	m := operationIn.FindStringSubmatch(c.Ref)
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Request.Body))
	if m == nil || err != nil || s.plain[m[1]] == nil || !strings.HasPrefix(x.Request.Header.Get("Content-Type"), "application/json") {
		return ""
	}
	at := s.plain[m[1]].At + "/requestBody/content/application~1json/schema"
	broken := ofBody.MatchString(c.ID)
	if strings.Contains(c.ID, ".refuses-without-query-") || s.find(at) == nil || taken[c.ID] != "" || !broken && c.Kind != "success" && c.Kind != "query" {
		return ""
	}
	schema, err := s.compile(at)
	if err != nil {
		return err.Error()
	}
	if found := schema.Validate(body); (found != nil) != broken {
		return fmt.Sprintf("%s is sent, and the second engine says: %v", x.Request.Body, found)
	}
	s.requests++
	return ""
}

func (s *second) compile(at string) (*jsonschema.Schema, error) {
	if known := s.compiled[at]; known != nil {
		return known, nil
	}
	url := fmt.Sprintf("doc:///%d.json", len(s.compiled))
	if err := s.compiler.AddResource(url, s.read(s.find(at), at)); err != nil {
		return nil, err
	}
	schema, err := s.compiler.Compile(url)
	s.compiled[at] = schema
	return schema, err
}

// touches reports whether an engine objects to a place: to it, to what misses it
// or to what has it.
func touches(e *jsonschema.ValidationError, pointer string) bool {
	place := ""
	for _, token := range e.InstanceLocation {
		place += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
	}
	if len(e.Causes) == 0 && (place == pointer || place == pointer[:max(0, strings.LastIndexByte(pointer, '/'))]) {
		return true
	}
	return slices.ContainsFunc(e.Causes, func(below *jsonschema.ValidationError) bool { return touches(below, pointer) })
}

// written is the place of the schema for an answer, and whether the answer is an
// example that stands beside it.
func (s *second) written(o *openapi.Operation, x recording.Exchange) (at string, example bool) {
	status := strconv.Itoa(x.Response.Status)
	for _, code := range []string{status, status[:1] + "XX", "default"} {
		response := o.At + "/responses/" + code
		if object, ok := s.find(response).(map[string]any); !ok {
			continue
		} else if ref, ok := object["$ref"].(string); ok {
			response = ref[1:]
		}
		content, _ := s.find(response + "/content").(map[string]any)
		for name, media := range content {
			if name != "application/json" {
				continue
			}
			m := media.(map[string]any)
			examples := []any{m["example"]}
			named, _ := m["examples"].(map[string]any)
			for _, e := range named {
				object, _ := e.(map[string]any)
				examples = append(examples, object["value"])
			}
			body, err := jsonschema.UnmarshalJSON(bytes.NewReader(x.Response.Body))
			same := func(e any) bool { return err == nil && e != nil && text(e) == text(body) }
			if m["schema"] != nil {
				return response + "/content/application~1json/schema", slices.ContainsFunc(examples, same)
			}
		}
		return "", false
	}
	return "", false
}

func text(value any) string {
	out, _ := json.Marshal(value) // of what was JSON
	return string(out)
}

// answerOf is the schema of an answer as it is judged by.
func answerOf(o *openapi.Operation, x recording.Exchange) map[string]any {
	status := strconv.Itoa(x.Response.Status)
	for _, code := range []string{status, status[:1] + "XX", "default"} {
		for _, r := range o.Responses {
			if r.Status == code {
				return r.Schema.Node
			}
		}
	}
	return nil
}

func (s *second) report(t *testing.T) {
	t.Helper()
	t.Logf("the second engine confirms %d violations of schemas and %d requests; %d more violations are by corrections of the document", s.confirmed, s.requests, s.mended)
	if s.mended > s.confirmed {
		t.Errorf("%d violations are by corrections, %d by the document itself", s.mended, s.confirmed)
	}
}

func TestTheSecondEngineDenies(t *testing.T) {
	s := secondEngine(t, `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"200":{"description":"a","content":{"application/json":{
		"schema":{"$ref":"#/components/schemas/A"},"example":{"n":"one"}}}}}}}},
		"components":{"schemas":{"A":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"},"m":{"type":"string","nullable":true},"o":{"oneOf":[{"type":"object"},{"type":"object"}]}}}}}}`)
	const ref = "OpenAPI document, operation a"
	for name, row := range map[string]struct {
		pointer, level, ref, body string
		true                      bool
	}{
		"another type":               {"/n", "required", ref, `{"n":"two"}`, true},
		"nothing":                    {"/n", "required", ref, `{}`, true},
		"another place":              {"/m", "required", ref, `{"n":"two","m":"x"}`, false},
		"a valid body":               {"/n", "required", ref, `{"n":1}`, false},
		"null where that is allowed": {"/m", "required", ref, `{"n":1,"m":null}`, false},
		"one of several that fit":    {"/o", "required", ref, `{"n":1,"o":{}}`, false},
		"an example, not said":       {"/n", "recommended", ref, `{"n":"one"}`, false},
		"an example, at full weight": {"/n", "required", ref + ", which contradicts itself: so", `{"n":"one"}`, false},
		"an example, and it is said": {"/n", "recommended", ref + ", which contradicts itself: so", `{"n":"one"}`, true},
		"an unknown operation":       {"/n", "required", "OpenAPI document, operation b", `{}`, false},
	} {
		x := recording.Exchange{Response: &recording.Response{Status: 200, Body: []byte(row.body)}}
		if why := s.denies(reports.Violation{Pointer: row.pointer, Level: row.level, Ref: row.ref}, x); (why == "") != row.true {
			t.Errorf("%s: %q, want it to be true: %v", name, why, row.true)
		}
	}
}

func TestTheSecondEngineReadsRequests(t *testing.T) {
	s := secondEngine(t, `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"post":{"operationId":"a","requestBody":{"content":{"application/json":{
		"schema":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}}}},"responses":{"200":{"description":"a"}}}}}}`)
	for _, row := range []struct {
		id, kind, body string
		true           bool
	}{
		{"x.a.least", "success", `{"n":1}`, true},
		{"x.a.least", "success", `{"n":"1"}`, false},
		{"x.a.takes-b", "query", `{}`, false},
		{"x.a.refuses-kind-n", "input", `{"n":{}}`, true},
		{"x.a.refuses-without-n", "input", `{"n":2}`, false},
		{"x.a.unknown", "state", `{}`, true},
	} {
		x := recording.Exchange{Request: recording.Request{Body: []byte(row.body), Header: http.Header{"Content-Type": {"application/json"}}}}
		if why := s.misreads(reports.Case{ID: row.id, Kind: row.kind, Ref: "OpenAPI document, operation a"}, x); (why == "") != row.true {
			t.Errorf("%s with %s: %q, want it to be true: %v", row.id, row.body, why, row.true)
		}
	}
}
