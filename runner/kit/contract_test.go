package kit

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// A contract of two endpoints in which every outcome of a case can be shown.
var tiny = map[string]string{
	"things/get.yaml": `endpoint: things.get
title: Read a thing
operation: get-things-id
area: things
request: { method: GET, path: "/api/things/{id}" }
errors: boom
accepts: { query: open, body: none }
privileges: { none: it is for everybody }
ref: API document, operation get-things-id
prepare:
  thing:
    title: has a thing
    request: { method: GET, path: "/api/things/{own}" }
    expect: { status: 200 }
probe:
  send: { params: { id: "{own}" } }
  expect: { refused: not-found }
  method: PATCH
cases:
  - id: own
    title: answers the thing
    kind: success
    given: [thing]
    send: { params: { id: "{own}" } }
    expect: { status: 200, schema: fleet/deleted_id, equal: { id: "{own}" } }
  - id: advice
    title: had better answer the thing
    kind: success
    level: recommended
    send: { params: { id: "{own}" } }
    expect: { status: 200 }
  - id: taste
    title: may answer the thing
    kind: success
    level: optional
    send: { params: { id: "{own}" } }
    expect: { status: 200 }
  - id: missing
    title: knows no thing of that name
    kind: state
    send: { params: { id: "{own}" } }
    expect: { refused: not-found, message: "{own}", advisory: { message: "^Thing {own} not found$" } }
    ref: API document, missing things
  - id: later
    title: answers as the next release does
    kind: success
    since: 10.0.0
    send: { params: { id: "{own}" } }
    expect: { status: 200 }
  - id: writes
    title: is read after a write
    kind: state
    mode: write
    send: { params: { id: "{own}" } }
    expect: { status: 200 }
  - id: twice
    title: is read twice
    kind: state
    steps:
      - { id: first, title: the first time, send: { params: { id: "{own}" } }, expect: { status: 200 } }
      - { id: second, title: the second time, send: { params: { id: "{own}" } }, expect: { status: 200 } }
    relations:
      - { id: same, title: answers the same }
      - { id: hint, title: had better answer the same, level: recommended, ref: a hint }
`,
	"others/get.yaml": `endpoint: others.get
title: Read another thing
operation: get-others-id
area: others
request: { method: GET, path: "/api/others/{id}" }
errors: siem
accepts: { query: open, body: none }
privileges: { all: [others-read] }
ref: API document, operation get-others-id
probe:
  send: { params: { id: "{own}" } }
  expect: { refused: not-found }
  method: PATCH
cases:
  - id: missing
    title: knows no other thing of that name
    kind: state
    send: { params: { id: "{own}" } }
    expect: { refused: not-found }
`,
	"platform/causes.yaml": `causes:
  - { id: unauthenticated, title: the credentials are missing, status: 401, shape: boom, ref: cause of 401 }
  - { id: forbidden, title: the caller lacks a privilege, status: 403, shape: boom, ref: cause of 403 }
  - { id: not-found, title: the object does not exist, status: 404, shape: endpoint, versioned: true, ref: cause of 404 }
headers:
  - { name: kbn-name, level: required, on: every, match: ".", ref: about kbn-name }
`,
	"platform/access.yaml": `obligations:
  - id: no-credentials
    title: refuses a request without credentials
    kind: access
    bend: { credentials: none }
    expect: { refused: unauthenticated }
    ref: about credentials
`,
}

func mapFS(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

var schemaSet = sync.OnceValues(schemas.Load)

func loadSchemas(t testing.TB) *schemas.Set {
	t.Helper()
	set, err := schemaSet()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func tinyContract(t testing.TB) *fixtures.Contract {
	t.Helper()
	c, err := fixtures.LoadFS(mapFS(tiny), loadSchemas(t).Has)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// tinyPlan plans the tiny contract for a run that only reads.
func tinyPlan(t testing.TB) *plan.Plan {
	t.Helper()
	p, err := plan.Build(tinyContract(t), plan.Options{Run: "r1", Mode: "read"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tinyAreas are the suites of the tiny contract.
func tinyAreas(same func(*Relation)) []Area {
	return []Area{
		{Name: "things", Endpoints: []Endpoint{{ID: "things.get", Relations: Relations{"twice.same": same, "twice.hint": same}}}},
		{Name: "others", Endpoints: []Endpoint{{ID: "others.get"}}},
	}
}

func answersSame(r *Relation) {
	r.Check(rules.Same(r.Step("first"), "", r.Step("second"), "", "id")...)
}

func find(t testing.TB, p *plan.Plan, id string) *plan.Case {
	t.Helper()
	for _, c := range p.Cases {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("the plan has no case %s", id)
	return nil
}

// own is the name that a flow of run r1 gives its object.
func own(flow string) string {
	name, _ := plan.NewVars("r1", flow).Lookup("own")
	return name
}

// said is an answer with the header that all answers owe.
func said(status int, body string, header ...string) Answer {
	h := http.Header{"Kbn-Name": {"k"}, "Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	x := recording.Exchange{Request: recording.Request{Method: "GET", URL: "http://127.0.0.1/api/things/x"}}
	x.Response = &recording.Response{Status: status, Header: h, Body: []byte(body)}
	return Answer{Exchange: x, Attempts: 1}
}

func broke(kind recording.FailureKind, text string) Answer {
	a := said(200, "")
	a.Exchange.Response, a.Exchange.Failure = nil, &recording.Failure{Kind: kind, Text: text}
	return a
}

func boom(status int, message string) string {
	return `{"statusCode":` + strconv.Itoa(status) + `,"error":"` + http.StatusText(status) + `","message":"` + message + `"}`
}

func siem(status int, message string) string {
	return `{"status_code":` + strconv.Itoa(status) + `,"message":"` + message + `"}`
}

// recorded is a source that knows the answers by step id; a flow's variables
// come with them.
func recorded(answers map[string]Answer) Source {
	return func(_ context.Context, step string) (Answer, bool) {
		a, ok := answers[step]
		a.Vars = plan.NewVars("r1", flowOf(step))
		a.Exchange.Step = step
		return a, ok
	}
}

// flowOf cuts a step id of the tiny contract to its flow: area.endpoint.case.
func flowOf(step string) string {
	words := strings.SplitN(step, ".", 4)
	return strings.Join(words[:min(3, len(words))], ".")
}
