package announce_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/compare/announce"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

func load(t *testing.T, data []byte) *openapi.Document {
	t.Helper()
	d, err := openapi.Load(data, openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func things(t *testing.T) *announce.Documents {
	t.Helper()
	var loaded [2]*openapi.Document
	for i, name := range []string{"before.yaml", "after.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		loaded[i] = load(t, data)
	}
	d, err := announce.Between(loaded[0], loaded[1])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What the documents say is found again in the words of the comparison; what
// they do not say stays unannounced.
func TestAnnounced(t *testing.T) {
	d := things(t)
	for name, row := range map[string]struct {
		operation, status, rule, place, before, after string
		want                                          string // part of the announcement; empty: there is none
	}{
		"a member removed":               {"GET /api/things/{thing}", "200", "field-vanished", "/color", "text", "absent", "`color`"},
		"the same in a list":             {"GET /api/things", "200", "field-vanished", "/items/*/color", "text", "absent", "`items/items/color`"},
		"another member":                 {"GET /api/things/{id}", "200", "field-vanished", "/name", "text", "absent", ""},
		"another status":                 {"GET /api/things/{id}", "404", "field-vanished", "/color", "text", "absent", ""},
		"another operation":              {"GET /api/others/{id}", "200", "field-vanished", "/color", "text", "absent", ""},
		"a member added":                 {"GET /api/things/{id}", "200", "field-added", "/shape", "absent", "text", "`shape`"},
		"a member added that is not":     {"GET /api/things/{id}", "200", "field-added", "/weight", "absent", "number", ""},
		"another type":                   {"GET /api/things/{id}", "200", "type-changed", "/size", "number", "text", "`size`"},
		"another type in a map":          {"GET /api/things/{id}", "200", "type-changed", "/tags/*", "text", "number", "additionalProperties"},
		"nullable":                       {"GET /api/things/{id}", "200", "field-nullable", "/owner", "text", "null in some answers", "nullable"},
		"nullable and is not":            {"GET /api/things/{id}", "200", "field-nullable", "/name", "text", "null in some answers", ""},
		"a value added":                  {"GET /api/things/{id}", "200", "enum-new-value", "/status", `"open"`, `"waiting"`, "`waiting`"},
		"a value that is not added":      {"GET /api/things/{id}", "200", "enum-new-value", "/status", `"open"`, `"lost"`, ""},
		"a status replaced":              {"DELETE /api/things/{id}", "200 → 204", "success-status-changed", "status 200 → 204", "200", "204", "status"},
		"a status that is not":           {"GET /api/things/{id}", "200 → 204", "success-status-changed", "status 200 → 204", "200", "204", ""},
		"an operation removed":           {"GET /api/old", "200 → 404", "success-lost", "status 200 → 404", "200", "404", "removed"},
		"an operation that is not":       {"GET /api/things", "200 → 404", "success-lost", "status 200 → 404", "200", "404", ""},
		"a member of a request required": {"POST /api/things", "200 → 400", "success-lost", "status 200 → 400", "200", "400", "required"},
		"a request that is as it was":    {"GET /api/things/{id}", "200 → 400", "success-lost", "status 200 → 400", "200", "400", ""},
		"a default":                      {"GET /api/things", "200", "value-changed", "/per_page", "20", "50", "default"},
		"deprecated":                     {"GET /api/things/{id}", "200", "deprecation-announced", "warning", "absent", "present", "deprecated"},
		"not deprecated":                 {"GET /api/things", "200", "deprecation-announced", "warning", "absent", "present", ""},
		"no document speaks of it":       {"GET /api/things", "200", "order-changed", "/items", "sorted", "not sorted", ""},
	} {
		method, path, _ := strings.Cut(row.operation, " ")
		got := d.Of(compare.Shown{Operation: compare.Operation{Method: method, Path: path}, Status: row.status, Rule: row.rule, Place: row.place, Before: row.before, After: row.after})
		if (got == "") != (row.want == "") || !strings.Contains(got, row.want) {
			t.Errorf("%s: got %q, want %q", name, got, row.want)
		}
	}
}

func TestUnseen(t *testing.T) {
	d := things(t)
	before := len(d.Unseen())
	d.Of(compare.Shown{Operation: compare.Operation{Method: "GET", Path: "/api/old"}, Status: "200 → 404", Rule: "success-lost", Place: "status 200 → 404"})
	if after := len(d.Unseen()); before == 0 || after != before-1 || d.Count() < before {
		t.Errorf("%d unseen, then %d, of %d", before, after, d.Count())
	}
}

func TestEqualDocumentsAnnounceNothing(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "before.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := announce.Between(load(t, data), load(t, data))
	if err != nil || d.Count() != 0 {
		t.Errorf("%v, %d changes: %v", err, d.Count(), d.Unseen())
	}
	if n := len(announce.Operations(load(t, data), load(t, data))); n != 5 {
		t.Errorf("%d operations", n)
	}
}

// Kibana's own document is large and faulty; two versions of it compare.
func TestKibana(t *testing.T) {
	data := kibana(t)
	before := load(t, data)
	var changed map[string]any
	if err := json.Unmarshal(data, &changed); err != nil {
		t.Fatal(err)
	}
	paths := changed["paths"].(map[string]any)
	delete(paths, "/api/entity_store/entities/list")
	answer := paths["/api/fleet/agent_policies/{agentPolicyId}"].(map[string]any)["get"].(map[string]any)["responses"].(map[string]any)["200"].(map[string]any)
	for _, media := range answer["content"].(map[string]any) {
		item := media.(map[string]any)["schema"].(map[string]any)["properties"].(map[string]any)["item"].(map[string]any)
		delete(item["properties"].(map[string]any), "is_protected")
		delete(item, "required")
	}
	data, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	d, err := announce.Between(before, load(t, data))
	if err != nil {
		t.Fatal(err)
	}
	policies := compare.Operation{Method: "GET", Path: "/api/fleet/agent_policies/{agentPolicyId}"}
	entities := compare.Operation{Method: "GET", Path: "/api/entity_store/entities/list"}
	for _, x := range []compare.Shown{
		{Operation: policies, Status: "200", Rule: "field-vanished", Place: "/item/is_protected"},
		{Operation: entities, Status: "200 → 404", Rule: "success-lost", Place: "status 200 → 404"},
	} {
		if d.Of(x) == "" {
			t.Errorf("%s of %s is not announced", x.Rule, x.Operation)
		}
	}
	if x := (compare.Shown{Operation: policies, Status: "200", Rule: "field-vanished", Place: "/item/name"}); d.Of(x) != "" {
		t.Error("what stays is announced to go")
	}
}

// kibana is the document of a checkout that has one beside it.
func kibana(t *testing.T) []byte {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil || dir == filepath.Dir(dir) {
			break
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "shared", "openapi", "kibana-9.1-dev.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("Kibana's OpenAPI document is not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}
