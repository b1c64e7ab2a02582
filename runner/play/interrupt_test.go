package play_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// deployment is a reference server whose requests can be intercepted.
type deployment struct {
	*reference.Server
	client *target.Client
	around atomic.Pointer[func(r *http.Request, serve func())] // called when a request arrives
}

func deploy(t *testing.T) *deployment {
	t.Helper()
	server, err := reference.New(reference.WithUploadInterval(0), reference.WithSample())
	if err != nil {
		t.Fatal(err)
	}
	d := &deployment{Server: server}
	d.client = serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		serve := func() { server.ServeHTTP(w, r) }
		if around := d.around.Load(); around != nil {
			(*around)(r, serve)
			return
		}
		serve()
	}), login())
	return d
}

func login() target.Credentials {
	return target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())}
}

// contract is the plan of everything that the embedded fixtures ask.
func contract(t *testing.T) *plan.Plan {
	t.Helper()
	c, err := fixtures.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(c, plan.Options{Run: "halt", Mode: "write", Allow: plan.Consents(c), Unprivileged: true, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lasting are kinds of which each deployment has one for good, whoever made it.
var lasting = []string{"exception-list-agnostic"}

// clean reports whether everything that is there was there before, but for
// what lasts. Ids that the server chose count too.
func (d *deployment) clean(t *testing.T, when string, before []reference.Object) bool {
	t.Helper()
	for _, o := range d.Objects() {
		if !slices.Contains(before, o) && !slices.Contains(lasting, o.Kind) {
			t.Errorf("%s: %+v is left", when, o)
			return false
		}
	}
	return true
}

// interrupted plays a plan and interrupts it when the k-th request arrives, or
// when its answer has come. It reports how many requests there were.
func (d *deployment) interrupted(t *testing.T, p *plan.Plan, concurrency, k int, arrival bool) (requests int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var arrived, answered atomic.Int32
	over, served := make(chan struct{}), make(chan struct{})
	around := func(r *http.Request, serve func()) {
		if int(arrived.Add(1)) != k || !arrival {
			serve()
			return
		}
		cancel()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			select { // a write that nobody waits for is carried out when everything is over
			case <-r.Context().Done():
				<-over
			case <-time.After(time.Millisecond):
			}
		}
		serve()
		close(served)
	}
	d.around.Store(&around)
	session := play.Start(ctx, p, d.client, play.Options{Concurrency: concurrency, OnExchange: func(recording.Exchange) {
		if int(answered.Add(1)) == k && !arrival {
			cancel()
		}
	}})
	select {
	case <-session.Done():
	case <-time.After(20 * time.Second):
		t.Fatalf("interrupted at request %d, the session does not end", k)
	}
	close(over)
	if arrival && int(arrived.Load()) >= k {
		<-served
	}
	if left := session.Undone().Leftovers; left != nil {
		t.Errorf("interrupted at request %d: leftovers %v", k, left)
	}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			if _, ok := session.Wait(ctx, s.ID); !ok {
				t.Fatalf("interrupted at request %d: %s has no result", k, s.ID)
			}
		}
	}
	return int(arrived.Load())
}

// TestAnInterruptLeavesNothingBehind: flows share nothing, so interrupting each
// of them at each of its requests, undos included, is every way to interrupt a
// run that sends one flow at a time.
func TestAnInterruptLeavesNothingBehind(t *testing.T) {
	d, p := deploy(t), contract(t)
	before := d.Objects()
	points := 0
	for _, f := range p.Flows {
		one := &plan.Plan{Run: p.Run, Flows: []*plan.Flow{f}, Paths: p.Paths}
		for _, arrival := range []bool{true, false} {
			for k := 1; ; k++ {
				sent := d.interrupted(t, one, 1, k, arrival)
				if !d.clean(t, fmt.Sprintf("%s interrupted at request %d (at arrival: %t)", f.ID, k, arrival), before) {
					t.FailNow()
				}
				if sent < k {
					break
				}
				points++
			}
		}
	}
	if points < 2*p.Requests() {
		t.Errorf("interrupted at %d points, the plan alone has %d requests", points, p.Requests())
	}
}

// TestAnInterruptOfAWholeRunLeavesNothingBehind: eight flows at a time.
func TestAnInterruptOfAWholeRunLeavesNothingBehind(t *testing.T) {
	d, p := deploy(t), contract(t)
	before := d.Objects()
	for _, k := range []int{1, 8, 55, 233, 610, 1 << 20} {
		for _, arrival := range []bool{true, false} {
			d.interrupted(t, p, 8, k, arrival)
			d.clean(t, fmt.Sprintf("run interrupted at request %d (at arrival: %t)", k, arrival), before)
		}
	}
}

// TestALostAnswerIsUndone: the server creates the object and the connection
// ends before the answer; by an id of ours and by one that the server chose.
func TestALostAnswerIsUndone(t *testing.T) {
	d := deploy(t)
	before := d.Objects()
	created := 0
	lossy := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			d.ServeHTTP(w, r)
			return
		}
		d.ServeHTTP(httptest.NewRecorder(), r)
		created = len(d.Objects()) - len(before)
		panic(http.ErrAbortHandler)
	}), login())
	path := "/api/fleet/agent_download_sources"
	own := create("own")
	own.Line.Path = path
	own.Send.Body = map[string]any{"id": "{own}", "name": "{own}", "host": "https://artifacts.example.test/"}
	own.Undo = &fixtures.Undo{Method: "DELETE", Path: path + "/{own}"}
	chosen := own
	chosen.ID = "chosen"
	chosen.Send.Body = map[string]any{"name": "{own}", "host": "https://artifacts.example.test/"}
	chosen.Undo = &fixtures.Undo{Method: "DELETE", Path: path + "/{found}", Find: &fixtures.Find{Path: path, ID: `items.#(name=="{own}").id`}}
	for _, step := range []plan.Step{own, chosen} {
		session := played(t, lossy, play.Options{}, flow("f", step, get("next")))
		if created != 1 {
			t.Fatalf("%s: the server created %d objects", step.ID, created)
		}
		if r := result(t, session, step.ID); r.Exchange.Failure == nil || r.Exchange.Failure.Kind != recording.FailedCut {
			t.Errorf("%s: %+v, want a cut", step.ID, r.Exchange.Failure)
		}
		if result(t, session, "next").Blocked == "" {
			t.Errorf("%s: the next step was sent", step.ID)
		}
		if account := session.Undone(); account.Planned != 1 || account.Done != 1 {
			t.Errorf("%s: account %+v", step.ID, account)
		}
		d.clean(t, step.ID, before)
	}
}
