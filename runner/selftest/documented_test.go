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
	askedIn  map[string]map[string]bool // by operation: the endpoints whose flows ask it
}

// objection is a violation of a rule in a case.
type objection struct{ flow, id, rule string }

func (o objection) String() string { return o.id + " " + o.rule }

func newDocumented(t *testing.T) *documented {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "openapi", "kibana-9.1-dev.json"))
	if err != nil {
		t.Skip("no document of Kibana beside the project: ", err)
	}
	d := &documented{contract: contract(t), asks: map[string]map[string]bool{}, askedIn: map[string]map[string]bool{}}
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
			if d.askedIn[id] == nil {
				d.askedIn[id] = map[string]bool{}
			}
			d.askedIn[id][f.Endpoint.ID] = true
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
		t.Fatal(err)
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

// batches puts faults together that no flow can meet two of, and none of whose
// objects another one's flows can see.
func (d *documented) batches(planted []mock.Fault) [][]mock.Fault {
	family := map[string]string{}
	for _, op := range d.document.Operations {
		family[op.ID] = familyOf(op.Path)
	}
	together := func(a, b string) bool {
		if family[a] == family[b] {
			return false
		}
		for _, operations := range d.asks {
			if operations[a] && operations[b] {
				return false
			}
		}
		return true
	}
	var out [][]mock.Fault
	for _, f := range planted {
		at := slices.IndexFunc(out, func(batch []mock.Fault) bool {
			return !slices.ContainsFunc(batch, func(other mock.Fault) bool { return !together(f.Operation, other.Operation) })
		})
		if at < 0 {
			at = len(out)
			out = append(out, nil)
		}
		out[at] = append(out[at], f)
	}
	return out
}

// familyOf is the part of a path that all operations on the same objects share.
func familyOf(path string) string {
	segments := strings.SplitN(strings.TrimPrefix(path, "/s/{spaceId}"), "/", 5)
	return strings.Join(segments[:min(4, len(segments))], "/")
}

// objections are what the flows that ask the operations of some faults object to, at
// a mock with other faults.
func (d *documented) objections(t *testing.T, about, faults []mock.Fault) map[objection]rules.Level {
	t.Helper()
	o := mock.Options{Seed: 1, Reference: []reference.Option{reference.WithUploadInterval(0)}}
	for _, f := range faults {
		o.Faults = append(o.Faults, f.Name)
	}
	handler, err := mock.New(d.document, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	var endpoints []string
	for _, e := range d.contract.Fixtures.Endpoints {
		if slices.ContainsFunc(about, func(f mock.Fault) bool { return d.askedIn[f.Operation][e.ID] }) {
			endpoints = append(endpoints, e.ID)
		}
	}
	client, err := target.New(target.Config{
		BaseURL: server.URL, Mode: target.Write, Concurrency: 4, SafePosts: d.contract.Fixtures.SafePosts, Timeout: 5 * time.Second,
		Credentials: target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	p := d.planned(t, endpoints)
	session := play.Start(t.Context(), p, client, play.Options{Concurrency: 4})
	judge := d.contract.Judge("9.1.0", rules.Required, session.Wait)
	out := map[objection]rules.Level{}
	for _, k := range p.Cases {
		if k.Flow == nil {
			continue // about several flows
		}
		for _, v := range judge.Decide(t.Context(), k).Violations {
			o := objection{k.Flow.ID, k.ID, v.Rule}
			if level, known := out[o]; !known || level < v.Level {
				out[o] = v.Level
			}
		}
	}
	<-session.Done()
	return out
}
