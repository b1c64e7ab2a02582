// Package detections judges the detection engine endpoints.
package detections

import (
	"github.com/tidwall/gjson"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the detection engine endpoints.
func Area() kit.Area {
	return kit.Area{Name: "detections", Endpoints: []kit.Endpoint{cleanup()}}
}

// cleanup: a clean-up names what it cleaned up, whichever of the two shapes
// (the document's list, the server's object) it answers in.
func cleanup() kit.Endpoint {
	return kit.Endpoint{ID: "detections.signals_migration.cleanup", Relations: kit.Relations{
		"cleans-up.names-the-one": func(r *kit.Relation) {
			entries := cleaned(r.Step("one"))
			r.Check(named(entries, []string{r.Var("failed")}, []string{"failure"})...)
		},
		"cleans-up.names-both": func(r *kit.Relation) {
			entries := cleaned(r.Step("both"))
			r.Check(named(entries, []string{r.Var("succeeded"), r.Var("pending")}, []string{"success", "pending"})...)
			for _, e := range entries[min(1, len(entries)):] {
				r.Check(rules.Claim(!e.Get("error").Exists(), "value-unexpected", "/migrations/1/error", "no error", e.Get("error").Raw)...)
			}
		},
	}}
}

// cleaned lists the entries of an answer of either shape.
func cleaned(x recording.Exchange) []gjson.Result {
	if list := x.JSON("@this"); list.IsArray() {
		return list.Array()
	}
	return x.JSON("migrations").Array()
}

// named: the entries have these ids and statuses, in this order.
func named(entries []gjson.Result, ids, statuses []string) []rules.Violation {
	var gotIDs, gotStatuses []string
	for _, e := range entries {
		gotIDs, gotStatuses = append(gotIDs, e.Get("id").String()), append(gotStatuses, e.Get("status").String())
	}
	return append(rules.SameList("/migrations/*/id", ids, gotIDs), rules.SameList("/migrations/*/status", statuses, gotStatuses)...)
}
