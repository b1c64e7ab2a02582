package compare_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Recordings of other programs are compared by what was asked.
func TestForeignRecordings(t *testing.T) {
	const role = "/api/security/role/ops"
	list := func(body string) recording.Exchange { return said("GET", "/api/cases", 200, body) }
	for name, row := range map[string]struct {
		before, after recording.Exchange
		want          string // rules, worst first
		verdict       compare.Verdict
	}{
		"equal":                       {said("GET", role, 200, `{"a":1}`), said("GET", role, 200, `{"a":1}`), "", compare.Go},
		"other ids, times, versions":  {said("GET", role, 200, `{"id":"3f2c1a90-1111-4222-8333-444455556666","at":"2025-01-01T00:00:00.000Z","v":"9.0.1","took":3}`), said("GET", role, 200, `{"id":"9f2c1a90-1111-4222-8333-444455556666","at":"2026-01-01T00:00:00.123Z","v":"9.1.0","took":7}`), "", compare.Go},
		"keys in another order":       {said("GET", role, 200, `{"a":1,"b":2}`), said("GET", role, 200, ` {"b":2,"a":1}`), "", compare.Go},
		"404 instead of 200":          {said("GET", role, 200, `{}`), said("GET", role, 404, `{"statusCode":404,"error":"Not Found","message":"x"}`), "success-lost", compare.NoGo},
		"410 instead of 404":          {said("GET", role, 404, `{}`), said("GET", role, 410, `{}`), "absence-changed", compare.NoGo},
		"500 instead of 400":          {said("GET", role, 400, `{}`), said("GET", role, 500, `{}`), "server-error", compare.NoGo},
		"201 instead of 200":          {said("PUT", role, 200, `{"a":1}`), said("PUT", role, 201, `{"a":1}`), "success-status-changed", compare.NoGo},
		"a redirect":                  {said("GET", role, 200, `{}`), said("GET", role, 302, "", "Location", "/login"), "redirect-appeared", compare.NoGo},
		"a redirect less":             {said("GET", role, 302, ""), said("GET", role, 200, `{}`), "redirect-gone", compare.Go},
		"a page instead of JSON":      {said("GET", role, 200, `{}`), said("GET", role, 200, `<html>`), "body-lost", compare.NoGo},
		"nothing instead of JSON":     {said("GET", role, 200, `{"a":1}`), said("GET", role, 200, ``), "body-lost header-vanished", compare.NoGo},
		"a member emptied":            {said("GET", role, 200, `{"a":{"b":1}}`), said("GET", role, 200, `{"a":{}}`), "object-emptied", compare.NoGo},
		"a number with a fraction":    {said("GET", role, 200, `{"a":1}`), said("GET", role, 200, `{"a":1.5}`), "integer-to-fraction", compare.NoGo},
		"a list that is an object":    {said("GET", role, 200, `{"a":[1]}`), said("GET", role, 200, `{"a":{"b":1}}`), "type-changed", compare.NoGo},
		"a list of other things":      {said("GET", role, 200, `{"a":["1"]}`), said("GET", role, 200, `{"a":[1]}`), "type-changed", compare.NoGo},
		"null throughout":             {said("GET", role, 200, `{"a":1}`), said("GET", role, 200, `{"a":null}`), "field-always-null", compare.NoGo},
		"a value where null was":      {said("GET", role, 200, `{"a":null}`), said("GET", role, 200, `{"a":1}`), "null-filled", compare.Go},
		"a boolean turned":            {said("GET", role, 200, `{"a":true}`), said("GET", role, 200, `{"a":false}`), "value-changed", compare.Go},
		"a word never seen":           {said("GET", role, 200, `{"status":"open"}`), said("GET", role, 200, `{"status":"in-progress"}`), "enum-new-value", compare.Go},
		"a text for people":           {said("GET", role, 200, `{"description":"one thing"}`), said("GET", role, 200, `{"description":"another thing"}`), "text-changed", compare.Go},
		"an object missing in a list": {list(`[{"id":"ops","n":1},{"id":"dev","n":1}]`), list(`[{"id":"dev","n":1}]`), "item-missing", compare.NoGo},
		"objects of other people":     {list(`[{"id":"x1","n":1},{"id":"dev","n":1}]`), list(`[{"id":"dev","n":1},{"id":"x2","m":true}]`), "", compare.Go},
		"the same objects, reversed":  {list(`[{"id":"one"},{"id":"two"}]`), list(`[{"id":"two"},{"id":"one"}]`), "", compare.Go},
		"the order of directives":     {said("GET", role, 200, `{}`, "Cache-Control", "no-store, private"), said("GET", role, 200, `{}`, "Cache-Control", "Private, No-Store"), "", compare.Go},
		"may be cached now":           {said("GET", role, 200, `{}`, "Cache-Control", "no-store"), said("GET", role, 200, `{}`, "Cache-Control", "max-age=60"), "protection-dropped", compare.Go},
		"another charset":             {said("GET", role, 200, `{}`), said("GET", role, 200, `{}`, "Content-Type", "application/json; charset=iso-8859-1"), "charset-changed", compare.Go},
		"errors of the other family":  {said("GET", role, 400, `{"statusCode":400,"error":"Bad Request","message":"x"}`), said("GET", role, 400, `{"status_code":400,"message":"x"}`), "error-family-changed", compare.Go},
		"an error without attributes": {said("GET", role, 400, `{"statusCode":400,"error":"Bad Request","message":"x","attributes":{"a":1}}`), said("GET", role, 400, `{"statusCode":400,"error":"Bad Request","message":"x"}`), "error-member-vanished", compare.Go},
		"no answer":                   {said("GET", role, 200, `{}`), unanswered("GET", role), "answer-lost", compare.NoGo},
		"an answer at last":           {unanswered("GET", role), said("GET", role, 200, `{}`), "answer-back", compare.Go},
	} {
		t.Run(name, func(t *testing.T) {
			first := said("DELETE", role, 204, "") // so that the object is one that the automation knows
			r := compare.Compare(recorded(first, row.before), recorded(first, row.after), compare.Options{FailOn: compare.Breaking})
			var rules []string
			for _, d := range r.Behaviour.Differences {
				rules = append(rules, d.Rule)
			}
			if got := strings.Join(rules, " "); got != row.want || r.Verdict != row.verdict {
				t.Errorf("got %q, %s %v; want %q, %s", got, r.Verdict, r.Reasons, row.want, row.verdict)
			}
		})
	}
}

func unanswered(method, path string) recording.Exchange {
	x := said(method, path, 200, "")
	x.Response, x.Failure = nil, &recording.Failure{Kind: recording.FailedCut, Text: "the connection ended"}
	return x
}

// A member that is there or not from case to case is no difference.
func TestWhatVariesIsNoDifference(t *testing.T) {
	get := func(id, body string) recording.Exchange { return said("GET", "/api/things/"+id, 200, body) }
	before := recorded(get("11111111-1111-4111-8111-111111111111", `{"a":1,"b":2}`), get("22222222-2222-4222-8222-222222222222", `{"a":1}`))
	after := recorded(get("11111111-1111-4111-8111-111111111111", `{"a":1}`), get("22222222-2222-4222-8222-222222222222", `{"a":1,"b":2}`))
	if r := compare.Compare(before, after, compare.Options{FailOn: compare.Harmless}); len(r.Behaviour.Differences) != 0 || r.Verdict != compare.Go {
		t.Errorf("got %s\n%s", r.Verdict, listed(r))
	}
}

// Equal differences of several operations are one finding with all of them.
func TestEqualDifferencesAreOne(t *testing.T) {
	var before, after []recording.Exchange
	for _, path := range []string{"/api/one", "/api/two", "/s/blue/api/two", "/kibana/api/three"} {
		before = append(before, said("GET", path, 200, `{"item":{"x":1}}`, "Kbn-Name", "a"))
		after = append(after, said("GET", path, 200, `{"item":{}}`))
	}
	r := compare.Compare(recorded(before...), recorded(after...), compare.Options{FailOn: compare.Risky})
	if len(r.Behaviour.Differences) != 2 {
		t.Fatalf("got\n%s", listed(r))
	}
	for _, d := range r.Behaviour.Differences {
		if d.Answers != 4 || len(d.Operations) != 3 || len(d.Samples) == 0 || !strings.HasPrefix(d.Samples[0].Curl, "curl ") {
			t.Errorf("%s: %d answers, %v, %d samples", d.Rule, d.Answers, d.Operations, len(d.Samples))
		}
	}
}

// What was asked on one side only is said, and GO is not said over it.
func TestWhatOneSideLacks(t *testing.T) {
	one, two := said("GET", "/api/one", 200, `{}`), said("GET", "/api/two", 200, `{}`)
	for name, row := range map[string]struct {
		before, after compare.Side
		verdict       compare.Verdict
	}{
		"after lacks a request":    {recorded(one, two), recorded(one), compare.Undecided},
		"before lacks a request":   {recorded(one), recorded(one, two), compare.Go},
		"nothing in common":        {recorded(one), recorded(two), compare.Undecided},
		"an empty recording":       {recorded(one), recorded(), compare.Undecided},
		"nothing at all":           {compare.Side{}, compare.Side{}, compare.Undecided},
		"a run without recordings": {compare.Side{Run: judged("a passed")}, compare.Side{Run: judged("a passed", "b passed")}, compare.Go},
	} {
		r := compare.Compare(row.before, row.after, compare.Options{FailOn: compare.Breaking})
		if r.Verdict != row.verdict || len(r.Conditions)+len(r.Reasons) == 0 {
			t.Errorf("%s: %s, %v, %v; want %s", name, r.Verdict, r.Reasons, r.Conditions, row.verdict)
		}
	}
}

// The line decides what NO-GO is.
func TestFailOn(t *testing.T) {
	risky := [2]compare.Side{recorded(said("GET", "/api/one", 200, `{"a":true}`)), recorded(said("GET", "/api/one", 200, `{"a":false}`))}
	harmless := [2]compare.Side{recorded(said("GET", "/api/one", 200, `{"a":1}`)), recorded(said("GET", "/api/one", 200, `{"a":1,"b":2}`))}
	for _, row := range []struct {
		sides   [2]compare.Side
		failOn  compare.Class
		verdict compare.Verdict
		code    int
	}{
		{risky, compare.Breaking, compare.Go, 0}, {risky, compare.Risky, compare.NoGo, 1}, {risky, compare.Harmless, compare.NoGo, 1},
		{harmless, compare.Risky, compare.Go, 0}, {harmless, compare.Harmless, compare.NoGo, 1},
	} {
		r := compare.Compare(row.sides[0], row.sides[1], compare.Options{FailOn: row.failOn})
		if r.Verdict != row.verdict || r.ExitCode != row.code {
			t.Errorf("fail on %s: %s, exit code %d; want %s", row.failOn, r.Verdict, r.ExitCode, row.verdict)
		}
	}
}
