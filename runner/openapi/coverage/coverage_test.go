package coverage

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func node(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// things is a document of two operations: one lists by a kind, one makes.
func things(t *testing.T) *openapi.Document {
	t.Helper()
	return &openapi.Document{Title: "Things", Version: "1.0.0",
		Definitions: map[string]any{"thing": node(t, `{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"kind":{"enum":["a","b"]},"next":{"$ref":"#/definitions/thing"}}}`)},
		Operations: []*openapi.Operation{
			{ID: "list", Method: "GET", Path: "/api/things", Parameters: []openapi.Parameter{{Name: "kind", In: "query", Schema: openapi.Schema{Node: node(t, `{"enum":["a","b"]}`)}}, {Name: "page", In: "query"}},
				Responses: []openapi.Response{{Status: "200", MediaType: "application/json", Schema: openapi.Schema{Node: node(t, `{"type":"array","items":{"$ref":"#/definitions/thing"}}`)}}, {Status: "400"}}},
			{ID: "make", Method: "POST", Path: "/api/things", Bodies: []openapi.Body{{MediaType: "application/json", Schema: openapi.Schema{Node: node(t, `{"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array"}}}`)}}},
				Responses: []openapi.Response{{Status: "200", MediaType: "application/json", Schema: openapi.Schema{Node: node(t, `{"$ref":"#/definitions/thing"}`)}}}},
		}}
}

func step(id, line string, send fixtures.Send) plan.Step {
	method, path, _ := strings.Cut(line, " ")
	return plan.Step{Step: fixtures.Step{ID: id, Send: send}, ID: id, Line: fixtures.Line{Method: method, Path: path}, Status: []int{200}}
}

func said(step string, status int, request, response string) recording.Exchange {
	return recording.Exchange{Step: step, Request: recording.Request{Body: []byte(request)}, Response: &recording.Response{Status: status, Body: []byte(response)}}
}

func TestMeasure(t *testing.T) {
	d := things(t)
	list, make := d.Operations[0], d.Operations[1]
	get := step("get", "GET /api/things", fixtures.Send{Query: map[string]any{"kind": "a"}})
	post := step("post", "POST /api/things", fixtures.Send{Body: map[string]any{"name": "x"}})
	flow := &plan.Flow{ID: "f", Steps: []plan.Step{post, get}}
	cases := []*plan.Case{{ID: "get", Endpoint: "things.list", Kind: "success", Flow: flow, Step: 1}, {ID: "post", Endpoint: "things.make", Kind: "success", Flow: flow, Step: 0}}
	run := Run{Plan: &plan.Plan{Flows: []*plan.Flow{flow}}, Endpoints: map[string]*openapi.Operation{"things.list": list, "things.make": make}, Causes: map[string]string{"make": "nobody tells a name"}}
	answered := []recording.Exchange{said("post", 200, `{"name":"x"}`, `{"id":"1","kind":"b"}`), said("get", 200, "", `[{"id":"1","next":{"id":"2","kind":"a"}}]`)}
	for name, c := range map[string]struct {
		said      []recording.Exchange
		judged    []string
		want      reports.Coverage
		missing   string
		selection bool
	}{
		"nothing is planned": {selection: true, missing: "list none no case of it was selected; make none nobody tells a name",
			want: reports.Coverage{Operations: reports.Share{Total: 2}, Statuses: reports.Share{Total: 3}, Parameters: reports.Share{Total: 2}, RequestProperties: reports.Share{Total: 2}, ResponseProperties: reports.Share{Total: 3}, EnumValues: reports.Share{Total: 4}}},
		"nothing is answered": {missing: "list planned because; make planned because",
			want: reports.Coverage{Operations: reports.Share{Total: 2, Planned: 2}, Statuses: reports.Share{Total: 3, Planned: 2}, Parameters: reports.Share{Total: 2, Planned: 1}, RequestProperties: reports.Share{Total: 2, Planned: 1}, ResponseProperties: reports.Share{Total: 3}, EnumValues: reports.Share{Total: 4, Planned: 1}}},
		"one is refused, one is not judged": {said: []recording.Exchange{said("post", 400, `{"name":"x"}`, `{"message":"no"}`), answered[1]}, missing: "list reached because; make planned it answered 400 (no); nobody tells a name",
			want: reports.Coverage{Operations: reports.Share{Total: 2, Planned: 2, Reached: 1}, Statuses: reports.Share{Total: 3, Planned: 2, Reached: 1}, Parameters: reports.Share{Total: 2, Planned: 1, Reached: 1}, RequestProperties: reports.Share{Total: 2, Planned: 1}, ResponseProperties: reports.Share{Total: 3, Planned: 3, Reached: 3}, EnumValues: reports.Share{Total: 4, Planned: 2, Reached: 2}}},
		"all is judged": {said: answered, judged: []string{"get", "post"},
			want: reports.Coverage{Operations: reports.Share{Total: 2, Planned: 2, Reached: 2, Judged: 2}, Statuses: reports.Share{Total: 3, Planned: 2, Reached: 2, Judged: 2}, Parameters: reports.Share{Total: 2, Planned: 1, Reached: 1, Judged: 1}, RequestProperties: reports.Share{Total: 2, Planned: 1, Reached: 1, Judged: 1}, ResponseProperties: reports.Share{Total: 3, Planned: 3, Reached: 3, Judged: 3}, EnumValues: reports.Share{Total: 4, Planned: 3, Reached: 3, Judged: 3}}},
	} {
		r := run
		if r.Exchanges = c.said; c.selection {
			r.Plan = &plan.Plan{}
		} else {
			for _, k := range cases {
				x := Decision{Case: k, Reason: "because"}
				if strings.Contains(strings.Join(c.judged, " "), k.ID) {
					x.Judged, x.Reason = true, ""
				}
				r.Decisions = append(r.Decisions, x)
			}
		}
		got := Measure(d, r)
		for what, pair := range map[string][2]reports.Share{
			"operations": {got.Operations, c.want.Operations}, "statuses": {got.Statuses, c.want.Statuses}, "parameters": {got.Parameters, c.want.Parameters}, "request properties": {got.RequestProperties, c.want.RequestProperties},
			"response properties": {got.ResponseProperties, c.want.ResponseProperties}, "enum values": {got.EnumValues, c.want.EnumValues},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %s %+v, want %+v", name, what, pair[0], pair[1])
			}
		}
		var missing []string
		for _, m := range got.Missing {
			missing = append(missing, m.Operation+" "+m.Stage+" "+m.Reason)
		}
		if s := strings.Join(missing, "; "); s != c.missing {
			t.Errorf("%s: missing %q, want %q", name, s, c.missing)
		}
	}
}

// TestBranches: of alternatives, only the one that a value may be of is spoken of.
func TestBranches(t *testing.T) {
	w := newWalker(&openapi.Document{})
	for name, c := range map[string]struct {
		schema, value string
		fits          bool
	}{
		"another type":                    {`{"type":"string"}`, `{"a":1}`, false},
		"one of several types":            {`{"type":["null","object"]}`, `{"a":1}`, true},
		"a key that must be there":        {`{"required":["b"]}`, `{"a":1}`, false},
		"a constant that tells apart":     {`{"properties":{"a":{"const":2}}}`, `{"a":1}`, false},
		"the only value that tells":       {`{"properties":{"a":{"enum":["x"]}}}`, `{"a":"x"}`, true},
		"another value than the only one": {`{"properties":{"a":{"enum":["x"]}}}`, `{"a":"y"}`, false},
		"a number where any number does":  {`{"type":"number"}`, `1`, true},
		"a fraction where none does":      {`{"type":"integer"}`, `1.5`, false},
	} {
		var value any
		d := json.NewDecoder(strings.NewReader(c.value))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if got := w.fits(node(t, c.schema), value); got != c.fits {
			t.Errorf("%s: fits %t", name, got)
		}
	}
}
