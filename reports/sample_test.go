package reports

import (
	"fmt"
	"math/rand"
	"time"
)

// blank is a run to which a test adds cases.
func blank() *Run {
	return &Run{
		ID:       "r1",
		Tool:     Tool{Name: "kbn-conformance", Version: "0.1.0", Contract: "9.1", Digest: "d1"},
		Target:   Target{URL: "http://127.0.0.1:5622", Version: "9.1.0", Flavour: "traditional"},
		Config:   map[string]string{"concurrency": "8"},
		Seed:     42,
		Level:    "required",
		Mode:     "write",
		Started:  time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
		Duration: 1234,
		Load:     Load{Requests: 4, Concurrency: 8, MedianMS: 2, MaxMS: 9},
	}
}

// finished is a run of these cases, all planned.
func finished(cases ...Case) *Run {
	run := blank()
	run.Cases, run.Planned = cases, len(cases)
	Finish(run)
	return run
}

// a is a case with what every case has.
func a(id string, outcome Outcome, violations ...Violation) Case {
	c := Case{
		ID: id, Title: "answers as it should", Endpoint: "spaces.get", Area: "spaces", Kind: "success", Level: "required",
		Mode: "read", Source: "fixtures/spaces/get.yaml:12", Ref: "get-spaces-space-id", Outcome: outcome, Violations: violations, Duration: 2,
		Exchange: &Exchange{Method: "GET", Path: "/api/spaces/space/nope", Status: 404, Attempts: 1, Curl: "curl -H \"Authorization: ApiKey $KBN_CONFORMANCE_API_KEY\" http://127.0.0.1:5622/api/spaces/space/nope"},
	}
	if c.Outcome == Blocked || c.Outcome == Skipped || c.Outcome == NotApplicable || c.Outcome == Known {
		c.Reason = "because of " + string(outcome)
	}
	return c
}

func broken(rule, pointer, want, got string) Violation {
	return Violation{Rule: rule, Level: "required", Pointer: pointer, Want: want, Got: got}
}

// mixture is a run with a random number of cases of every outcome.
func mixture(seed int64) *Run {
	random := rand.New(rand.NewSource(seed))
	levels := []string{"required", "recommended", "optional"}
	var cases []Case
	for e := range 1 + random.Intn(14) {
		for i := range random.Intn(12) {
			outcome := Outcomes[random.Intn(len(Outcomes))]
			c := a(fmt.Sprintf("area%d.thing.case-%d", e, i), outcome)
			c.Endpoint, c.Area = fmt.Sprintf("area%d.thing", e), fmt.Sprintf("area%d", e)
			c.Duration = float64(random.Intn(100000)) / 1000
			v := broken(fmt.Sprintf("rule-%d", random.Intn(4)), fmt.Sprintf("/items/%d/name", random.Intn(9)), "integer", fmt.Sprintf("string %q", fmt.Sprint(random.Intn(99))))
			switch outcome {
			case Failed, Known:
				c.Violations = append(c.Violations, v)
			case Warned:
				v.Level = "optional"
				c.Violations = append(c.Violations, v)
			case Blocked:
				c.Level = levels[random.Intn(3)]
			case Skipped, NotApplicable:
				c.Exchange = nil
			}
			cases = append(cases, c)
		}
	}
	random.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	return finished(cases...)
}

// golden is a run in which everything occurs once.
func golden() *Run {
	missing := a("spaces.get.missing", Failed,
		broken("schema-mismatch", "/statusCode", "integer", `string "404"`),
		Violation{Rule: "header-missing", Level: "required", Pointer: "kbn-name"})
	missing.Title, missing.Why = "answers 404 in the error shape", "Clients read statusCode as a number."
	missing.Exchange.Request = &Message{Headers: []Header{{"Accept", "application/json"}, {"Authorization", "ApiKey [redacted]"}}}
	missing.Exchange.Response = &Message{Headers: []Header{{"Content-Type", "application/json; charset=utf-8"}}, Body: `{"statusCode":"404","error":"Not Found","message":"`, Size: 90, Cut: true}
	other := a("spaces.list.ok", Failed, Violation{Rule: "header-missing", Level: "required", Pointer: "kbn-name"})
	other.Exchange.Request = &Message{Headers: []Header{}, Size: 7, Binary: true}
	other.Endpoint, other.Exchange.Path, other.Exchange.Status = "spaces.list", "/api/spaces/space?purpose=any", 200
	warned := a("spaces.list.order", Warned, Violation{Rule: "value-unexpected", Level: "recommended", Pointer: "/0/id", Want: `"default"`, Got: `"x"`})
	warned.Endpoint, warned.Level = "spaces.list", "recommended"
	cut := a("status.get.ok", Failed, broken("no-answer", "", "a whole answer", "connection closed after 12 bytes"))
	cut.Endpoint, cut.Area = "status.get", "status"
	cut.Exchange = &Exchange{Method: "GET", Path: "/api/status", Failure: "connection closed", Attempts: 2}
	skipped := a("spaces.create.minimal", Skipped)
	skipped.Endpoint, skipped.Exchange, skipped.Reason = "spaces.create", nil, "needs write mode"
	blocked := a("spaces.create.read-back", Blocked)
	blocked.Endpoint, blocked.Exchange, blocked.Reason = "spaces.create", nil, "step create: no id at item.id"
	old := a("status.get.flavour", NotApplicable)
	old.Endpoint, old.Area, old.Reason = "status.get", "status", "since 9.2.0, the target is 9.1.0"
	expected := a("spaces.get.echo", Known, broken("value-unexpected", "/name", `"a"`, `"b"`))
	expected.Reason = "tracked upstream"
	run := blank()
	newer := a("spaces.get.ok", Passed)
	newer.Unknown = []Field{{"/solution", `string "oblt"`}, {"/list/0/more", "integer 1"}, {"/list/1/more", "integer 2"}}
	run.Cases = []Case{missing, other, warned, cut, skipped, blocked, old, expected, newer, a("spaces.get.twice", Passed)}
	run.Planned = len(run.Cases)
	run.Load.Retries, run.Load.Failures = 1, 1
	run.Conditions = []string{"the licence of the target is unknown"}
	run.Undo = Undo{Planned: 2, Done: 1, Leftovers: []Leftover{{Case: "spaces.create.minimal", Method: "DELETE", Path: "/api/spaces/space/kbn-conf-r1-a", Error: "500"}}}
	Finish(run)
	return run
}
