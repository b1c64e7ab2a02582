package play_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// answers is a sender without a network: it keeps what was sent and answers as
// a function says.
type answers struct {
	mu   sync.Mutex
	sent []target.Request
	by   func(ctx context.Context, r target.Request) recording.Exchange
}

func (a *answers) Do(ctx context.Context, r target.Request) recording.Exchange {
	a.mu.Lock()
	a.sent = append(a.sent, r)
	a.mu.Unlock()
	begun := time.Now()
	x := recording.Exchange{}
	if a.by != nil {
		x = a.by(ctx, r)
	} else {
		x = status(200, "{}")
	}
	x.Step, x.Attempt, x.Started, x.Duration = r.Step, max(1, r.Attempt), begun, time.Since(begun)
	x.Request.Method, x.Request.URL = r.Method, "http://kibana.example.test"+r.Path
	return x
}

// lines are the requests so far, in order.
func (a *answers) lines() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for _, r := range a.sent {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}

// inOrder answers with one exchange after another, the last one again and again.
func inOrder(xs ...recording.Exchange) func(context.Context, target.Request) recording.Exchange {
	var mu sync.Mutex
	return func(context.Context, target.Request) recording.Exchange {
		mu.Lock()
		defer mu.Unlock()
		x := xs[0]
		if len(xs) > 1 {
			xs = xs[1:]
		}
		return x
	}
}

// byStep answers each step with its own exchange, others with 200 {}.
func byStep(m map[string]recording.Exchange) func(context.Context, target.Request) recording.Exchange {
	return func(_ context.Context, r target.Request) recording.Exchange {
		if x, ok := m[r.Step]; ok {
			return x
		}
		return status(200, "{}")
	}
}

func status(code int, body string, header ...string) recording.Exchange {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return recording.Exchange{Response: &recording.Response{Status: code, Header: h, Body: []byte(body)}}
}

func failed(kind recording.FailureKind, text string) recording.Exchange {
	return recording.Exchange{Failure: &recording.Failure{Kind: kind, Text: text}}
}

// get is a reading step.
func get(id string) plan.Step {
	return plan.Step{Step: fixtures.Step{ID: id}, ID: id, Line: fixtures.Line{Method: "GET", Path: "/api/" + id}, Mode: "read"}
}

// create is a step that makes an object which DELETE /api/things/<id> removes.
func create(id string) plan.Step {
	s := plan.Step{Step: fixtures.Step{ID: id}, ID: id, Line: fixtures.Line{Method: "POST", Path: "/api/things"}, Mode: "write"}
	s.Send.Body = map[string]any{"id": "kbn-conf-r1-" + id}
	s.Undo = &fixtures.Undo{Method: "DELETE", Path: "/api/things/kbn-conf-r1-" + id}
	return s
}

// expecting is the step with expected statuses.
func expecting(s plan.Step, statuses ...int) plan.Step {
	s.Status = statuses
	return s
}

// refusing is the step with an expected refusal.
func refusing(s plan.Step, cause string, status int) plan.Step {
	s.Cause, s.Status = cause, []int{status}
	return s
}

func flow(id string, steps ...plan.Step) *plan.Flow { return &plan.Flow{ID: id, Steps: steps} }

func planned(flows ...*plan.Flow) *plan.Plan {
	return &plan.Plan{Run: "r1", Flows: flows, Paths: plan.PathsOf(flows)}
}

// played is a session that has ended.
func played(t *testing.T, sender play.Sender, o play.Options, flows ...*plan.Flow) *play.Session {
	t.Helper()
	s := play.Start(t.Context(), planned(flows...), sender, o)
	<-s.Done()
	return s
}

// result is what became of a step of a session that has ended.
func result(t *testing.T, s *play.Session, step string) play.Result {
	t.Helper()
	r, ok := s.Wait(t.Context(), step)
	if !ok {
		t.Fatalf("step %s has no result", step)
	}
	return r
}

// serve starts a server on a loopback port and makes a client that may write.
func serve(t *testing.T, h http.Handler, login target.Credentials) *target.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	client, err := target.New(target.Config{BaseURL: server.URL, Mode: target.Write, Credentials: login, Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
