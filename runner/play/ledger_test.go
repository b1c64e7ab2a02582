package play_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// changes is a server that says yes to everything and keeps what may have
// changed it.
type changes struct {
	mu   sync.Mutex
	seen []string
}

func (c *changes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		c.mu.Lock()
		c.seen = append(c.seen, r.Method+" "+r.URL.RequestURI())
		c.mu.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"item":{"id":"made-by-server"},"items":[{"id":"theirs","name":"theirs"},{"id":"found","name":"` + ownName + `"}]}`))
}

// write is a step that changes something.
func write(line string, body any) plan.Step {
	method, path, _ := strings.Cut(line, " ")
	s := plan.Step{Step: fixtures.Step{ID: "aims"}, ID: "aims", Line: fixtures.Line{Method: method, Path: path}, Mode: "write"}
	s.Send.Body = body
	return s
}

func undoing(s plan.Step, line string, body any) plan.Step {
	method, path, _ := strings.Cut(line, " ")
	s.Undo = &fixtures.Undo{Method: method, Path: path, Body: body}
	return s
}

func finding(s plan.Step, id string) plan.Step {
	u := *s.Undo
	u.Find = &fixtures.Find{Path: "/api/things", ID: id}
	s.Undo = &u
	return s
}

func raw(s plan.Step, text string) plan.Step {
	s.Send.Raw = &text
	return s
}

// created makes an object at /api/things whose id the server chooses.
var created = undoing(capturing(plan.Step{Step: fixtures.Step{ID: "made"}, ID: "made", Line: fixtures.Line{Method: "POST", Path: "/api/things"}, Mode: "write"}, "id", "item.id"), "DELETE /api/things/{id}", nil)

func named(s plan.Step) plan.Step {
	s.Send.Body = map[string]any{"name": "{own}"}
	return s
}

// unnamed are changes that only a consent covers.
var unnamed = []fixtures.Change{
	{Request: fixtures.Line{Method: "DELETE", Path: "/api/migrations"}, Allow: "migrations", Idle: true},
	{Request: fixtures.Line{Method: "POST", Path: "/api/one_list"}, Allow: "one-list"},
	{Request: fixtures.Line{Method: "PUT", Path: "/api/engines/{type}/state"}, Allow: "engines"},
}

// The step "aims" is the last of each flow.
func TestOnlyWhatTheRunMadeIsChanged(t *testing.T) {
	made, list := named(created), capturing(get("list"), "id", "items.0.id")
	list.Line.Path = "/api/things"
	ids := func(list ...any) any { return map[string]any{"migration_ids": list} }
	for name, row := range map[string]struct {
		sent  bool
		steps []plan.Step
	}{
		"an object of a made up name":       {true, []plan.Step{write("DELETE /api/things/{own}", nil)}},
		"the same in a space of others":     {true, []plan.Step{write("DELETE /s/default/api/things/{own}", nil)}},
		"a made up UUID":                    {true, []plan.Step{write("PUT /api/things/{uuid.b}", nil)}},
		"what lies below an own object":     {true, []plan.Step{write("PATCH /api/things/{own}/part", nil)}},
		"two made up names":                 {true, []plan.Step{write("DELETE /api/things/{own},{own.b}", nil)}},
		"the id that the answer gave":       {true, []plan.Step{made, write("DELETE /api/things/{id}", nil)}},
		"by the body":                       {true, []plan.Step{undoing(named(created), "POST /api/things/delete", map[string]any{"thingId": "{own}"}), write("POST /api/things/delete", map[string]any{"thingId": "{own}"})}},
		"by the query":                      {true, []plan.Step{made, write("DELETE /api/things?id={own}", nil)}},
		"a create with an undo":             {true, []plan.Step{undoing(named(write("POST /api/things", nil)), "DELETE /api/things/{own}", nil)}},
		"an undo that finds by an own name": {true, []plan.Step{finding(undoing(named(write("POST /api/things", nil)), "DELETE /api/things/{found}", nil), `items.#(name=="{own}").id`)}},
		"all of something in an own space":  {true, []plan.Step{undoing(write("POST /s/{own}/api/index", nil), "DELETE /s/{own}/api/index", nil)}},
		"bytes that nothing can be made of": {true, []plan.Step{made, raw(write("POST /api/things", nil), `{"name": `)}},
		"a method that a path lacks":        {true, []plan.Step{get("list"), write("POST /api/list", nil)}},
		"migrations that the run made up":   {true, []plan.Step{write("DELETE /api/migrations", ids("{uuid}", 42))}},
		"migrations by no name":             {true, []plan.Step{write("DELETE /api/migrations", ids())}},

		"an object of others":                   {false, []plan.Step{write("DELETE /api/things/theirs", nil)}},
		"a proxy of others":                     {false, []plan.Step{write("PUT /api/fleet/proxies/theirs", map[string]any{"name": "{own}"})}},
		"an object of another run":              {false, []plan.Step{write("DELETE /api/things/kbn-conf-r2-12345678", nil)}},
		"an object of a longer run id":          {false, []plan.Step{write("DELETE /api/things/kbn-conf-r12-12345678", nil)}},
		"an id from a list":                     {false, []plan.Step{list, write("DELETE /api/things/{id}", nil)}},
		"an id from an answer without an undo":  {false, []plan.Step{capturing(named(plan.Step{Step: fixtures.Step{ID: "made"}, ID: "made", Line: fixtures.Line{Method: "POST", Path: "/api/things/{own}"}, Mode: "write"}), "id", "item.id"), write("DELETE /api/things/{id}", nil)}},
		"everything":                            {false, []plan.Step{made, write("DELETE /api/things", nil)}},
		"everything by a star":                  {false, []plan.Step{write("DELETE /api/things/*", nil)}},
		"an own name and one of others":         {false, []plan.Step{write("DELETE /api/things/{own},theirs", nil)}},
		"a way out of an own name":              {false, []plan.Step{write("DELETE /api/things/{own}/../theirs", nil)}},
		"the same in escapes":                   {false, []plan.Step{write("DELETE /api/things/{own}%2F..%2Ftheirs", nil)}},
		"by a POST":                             {false, []plan.Step{made, write("POST /api/things/delete", map[string]any{"thingId": "theirs"})}},
		"by a POST, beside an own one":          {false, []plan.Step{made, write("POST /api/things/_bulk_delete", map[string]any{"ids": []any{"{own}", "theirs"}})}},
		"by a POST with a false undo":           {false, []plan.Step{undoing(write("POST /api/things/delete", map[string]any{"thingId": "theirs", "note": "{own}"}), "DELETE /api/things/{own}", nil)}},
		"by the query of others":                {false, []plan.Step{made, write("DELETE /api/things?id=theirs", nil)}},
		"by an own name and the query":          {false, []plan.Step{write("DELETE /api/things/{own}?id=theirs", nil)}},
		"a global object through an own space":  {false, []plan.Step{write("DELETE /s/{own}/api/things/theirs", nil)}},
		"all of something in a space of others": {false, []plan.Step{undoing(write("POST /api/index", nil), "DELETE /api/index", nil)}},
		"a create without an undo":              {false, []plan.Step{write("POST /api/others", map[string]any{"name": "{own}"})}},
		"a create that bears a name of others":  {false, []plan.Step{undoing(write("POST /api/things", map[string]any{"name": "theirs"}), "DELETE /api/things/{own}", nil)}},
		"a deed without an object":              {false, []plan.Step{write("POST /api/setup", nil)}},
		"an undo at others":                     {false, []plan.Step{undoing(named(write("POST /api/things", nil)), "DELETE /api/things/theirs", nil)}},
		"an undo at everything":                 {false, []plan.Step{undoing(named(write("POST /api/things", nil)), "DELETE /api/things", nil)}},
		"an undo that finds the first":          {false, []plan.Step{finding(undoing(named(write("POST /api/things", nil)), "DELETE /api/things/{found}", nil), "items.0.id")}},
		"an undo of a reading step":             {false, []plan.Step{undoing(get("aims"), "DELETE /api/things/theirs", nil)}},
		"the default":                           {false, []plan.Step{undoing(write("POST /api/things", map[string]any{"name": "{own}", "is_default": true}), "DELETE /api/things/{own}", nil)}},
		"migrations of others":                  {false, []plan.Step{write("DELETE /api/migrations", ids("{uuid}", "theirs"))}},
		"the one list":                          {false, []plan.Step{write("POST /api/one_list", nil)}},
	} {
		server := &changes{}
		client := serve(t, server, target.Credentials{})
		p := planned(flow("f", row.steps...))
		p.Changes = unnamed
		session := play.Start(t.Context(), p, client, play.Options{})
		<-session.Done()
		r := result(t, session, "aims")
		why := r.Blocked
		if f := r.Exchange.Failure; f != nil {
			why = f.Text
		}
		if sent := r.Exchange.Response != nil; sent != row.sent || !sent && !strings.Contains(why, "that this run did not make") && !strings.Contains(why, "more than an object of the run") {
			t.Errorf("%s: sent %t, %s", name, sent, why)
		}
		for _, line := range server.seen {
			if strings.Contains(line, "theirs") || strings.HasSuffix(line, " /api/things") && !strings.HasPrefix(line, "POST") {
				t.Errorf("%s: %s arrived", name, line)
			}
		}
		if left := session.Undone().Leftovers; left != nil {
			t.Errorf("%s: left over %v", name, left)
		}
	}
}

// Only the consent of the person who runs it covers what exists; what a fixture
// says of itself does not.
func TestAConsentCoversItsRequestsOnly(t *testing.T) {
	for _, row := range []struct {
		line, allow string
		why         string
	}{
		{"DELETE /api/migrations", "migrations", ""},
		{"POST /api/one_list", "one-list", ""},
		{"POST /s/{own}/api/one_list", "one-list", ""},
		{"DELETE /api/migrations", "one-list", "--allow migrations"},
		{"POST /api/one_list", "", "--allow one-list"},
		{"DELETE /api/one_list", "one-list", "did not make"},
		{"POST /api/migrations", "migrations", "did not make"},
		{"PUT /api/engines/host/state", "engines", ""},
		{"PUT /api/engines/host/state", "migrations", "--allow engines"},
		{"PUT /api/engines/host/more/state", "engines", "did not make"},
		{"PUT /api/engines/host", "engines", "did not make"},
	} {
		server := &changes{}
		p := planned(flow("f", write(row.line, map[string]any{"ids": []any{"theirs"}})))
		p.Changes, p.Allow = unnamed, []string{row.allow}
		session := play.Start(t.Context(), p, serve(t, server, target.Credentials{}), play.Options{})
		<-session.Done()
		x := result(t, session, "aims").Exchange
		if row.why == "" && x.Response == nil || row.why != "" && (x.Failure == nil || !strings.Contains(x.Failure.Text, row.why)) {
			t.Errorf("%s with %q: %+v", row.line, row.allow, x.Failure)
		}
	}
}
