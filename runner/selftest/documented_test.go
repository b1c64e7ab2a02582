package selftest

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/flows"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/mock"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// documented is the contract that a Kibana's document gives, with everything allowed.
type documented struct {
	document *openapi.Document
	contract Contract
	asks     map[string]map[string]bool // by flow: the operations that it asks
	askedIn  map[string][]string        // by operation: the endpoints whose flows ask it
}

// objection is a violation of a rule in a case.
type objection struct{ id, rule string }

func (o objection) String() string { return o.id + " " + o.rule }

func newDocumented(t *testing.T) *documented {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "openapi", "kibana-9.1-dev.json"))
	if err != nil {
		t.Skip("no document of Kibana beside the project: ", err)
	}
	d := &documented{contract: contract(t), asks: map[string]map[string]bool{}, askedIn: map[string][]string{}}
	if d.document, err = openapi.Load(data, openapi.Options{}); err != nil {
		t.Fatal(err)
	}
	made, err := flows.Build(d.document, flows.Options{Mode: "write", Allow: []string{flows.Everything}, Builtin: d.contract.Fixtures.Endpoints})
	if err != nil {
		t.Fatal(err)
	}
	if d.contract.Schemas, err = d.contract.Schemas.Join(d.document.Schemas()); err != nil {
		t.Fatal(err)
	}
	all := *d.contract.Fixtures
	all.Endpoints, all.Allowed = slices.Concat(all.Endpoints, made.Endpoints), made.Allow
	slices.SortFunc(all.Endpoints, func(a, b fixtures.Endpoint) int { return strings.Compare(a.ID, b.ID) })
	all.Platform.Changes = slices.Concat(all.Platform.Changes, made.Changes)
	all.SafePosts = slices.Concat(all.SafePosts, flows.SafePosts(d.document))
	d.contract.Fixtures = &all
	d.contract.Areas = slices.Clone(d.contract.Areas)
	for _, e := range made.Endpoints {
		d.contract.Areas = append(d.contract.Areas, kit.Area{Name: e.Area, Endpoints: []kit.Endpoint{{ID: e.ID}}})
	}
	d.read(d.planned(t, nil))
	return d
}

// read notes which flows ask which operations.
func (d *documented) read(p *plan.Plan) {
	operations := map[string]string{}
	line := func(method, path string) string { return method + " " + openapi.Shape(path) }
	for _, op := range d.document.Operations {
		operations[line(op.Method, op.Path)] = op.ID
	}
	for _, f := range p.Flows {
		d.asks[f.ID] = map[string]bool{}
		for _, s := range f.Steps {
			id := operations[line(s.Line.Method, s.Line.Path)]
			d.asks[f.ID][id] = true
			if in := d.askedIn[id]; !slices.Contains(in, f.Endpoint.ID) {
				d.askedIn[id] = append(in, f.Endpoint.ID)
			}
		}
	}
}

// planned is the plan of some endpoints; nil: of all.
func (d *documented) planned(t *testing.T, endpoints []string) *plan.Plan {
	t.Helper()
	p, err := plan.Build(d.contract.Fixtures, plan.Options{
		Run: "planted", Version: "9.1.0", Flavour: "traditional", Mode: "write", Cases: endpoints, Unprivileged: true, Seed: 1, Schemas: d.contract.Schemas,
	})
	if err != nil {
		t.Error(err)
		return &plan.Plan{}
	}
	return p
}

// faults are those of the operations that the mock itself answers.
func (d *documented) faults(t *testing.T) []mock.Fault {
	t.Helper()
	m, err := mock.New(d.document, mock.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m.Faults()
}

// objections are what the flows that ask an operation object to, at a mock with a
// fault; empty: without. They go one after another: which object a fault hits
// must not depend on who comes first.
func (d *documented) objections(t *testing.T, operation, fault string) map[objection]rules.Level {
	t.Helper()
	o := mock.Options{Seed: 1, Reference: []reference.Option{reference.WithUploadInterval(0)}}
	if fault != "" {
		o.Faults = []string{fault}
	}
	handler, err := mock.New(d.document, o)
	if err != nil {
		t.Error(err)
		return nil
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	client, err := target.New(target.Config{
		BaseURL: server.URL, Mode: target.Write, Concurrency: 1, SafePosts: d.contract.Fixtures.SafePosts, Timeout: 5 * time.Second,
		Credentials: target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())},
	})
	if err != nil {
		t.Error(err)
		return nil
	}
	defer client.Close()
	p := d.planned(t, d.askedIn[operation])
	session := play.Start(t.Context(), p, client, play.Options{Concurrency: 1})
	judge := d.contract.Judge("9.1.0", rules.Required, session.Wait)
	out := map[objection]rules.Level{}
	for _, k := range p.Cases {
		if k.Flow == nil || !d.asks[k.Flow.ID][operation] {
			continue // of the same endpoint, yet not about the operation; or about several flows
		}
		for _, v := range judge.Decide(t.Context(), k).Violations {
			o := objection{k.ID, v.Rule}
			if level, known := out[o]; !known || level < v.Level {
				out[o] = v.Level
			}
		}
	}
	<-session.Done()
	return out
}
