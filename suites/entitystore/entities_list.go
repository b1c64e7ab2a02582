// Package entitystore judges the entity store endpoints.
package entitystore

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the entity store endpoints.
func Area() kit.Area {
	return kit.Area{Name: "entitystore", Endpoints: []kit.Endpoint{list()}}
}

const names = "records.#.entity.name"

// list: pages are slices of one whole, types select, sort order is real. The
// store belongs to the deployment and may change meanwhile; whatever is
// compared over several answers is asked twice, and a change leaves it open.
func list() kit.Endpoint {
	return kit.Endpoint{ID: "entitystore.entities.list", Relations: kit.Relations{
		"defaults.newest-first": newestFirst,
		"defaults.total-covers": func(r *kit.Relation) {
			page := r.Step("page")
			total, shown := page.JSON("total").Int(), page.JSON("records.#").Int()
			r.Check(rules.Claim(total >= shown, "total-wrong", "/total", fmt.Sprintf("at least %d, the records shown", shown), strconv.FormatInt(total, 10))...)
		},
		"types.only-asked": onlyAsked,
		"types.sum": func(r *kit.Relation) {
			steadyTypes(r)
			sum := r.Step("user").JSON("total").Int() + r.Step("host").JSON("total").Int()
			r.Check(total(r.Step("repeated"), sum)...)
		},
		"types.joined-as-repeated": func(r *kit.Relation) {
			steadyTypes(r)
			r.Check(total(r.Step("joined"), r.Step("repeated").JSON("total").Int())...)
		},
		"pages.slices": func(r *kit.Relation) {
			whole := rules.Strings(steady(r, "whole", "still"), names)
			r.Check(rules.Page("/records", whole, rules.Strings(r.Step("first"), names), 0, 2)...)
			r.Check(rules.Page("/records", whole, rules.Strings(r.Step("second"), names), 2, 4)...)
		},
		"pages.total-constant": func(r *kit.Relation) {
			want := steady(r, "whole", "still").JSON("total").Int()
			r.Check(total(r.Step("first"), want)...)
			r.Check(total(r.Step("second"), want)...)
		},
		"beyond-window.refused": beyondWindow,
		"sorting.ascending": func(r *kit.Relation) {
			r.Check(rules.Rising("/records/*/entity/name", rules.Strings(r.Step("asc"), names))...)
		},
		"sorting.descending": func(r *kit.Relation) {
			r.Check(rules.Falling("/records/*/entity/name", rules.Strings(r.Step("desc"), names))...)
		},
		"sorting.reverse": reverse,
		"sorting.default-order": func(r *kit.Relation) {
			r.Check(rules.Falling("/records/*/entity/name", rules.Strings(r.Step("unsaid"), names))...)
		},
		"filter.everything": func(r *kit.Relation) {
			r.Check(total(r.Step("all"), steadyTotal(r, "plain", "plain-again"))...)
		},
	}}
}

func total(x recording.Exchange, want int64) []rules.Violation {
	got := x.JSON("total").Int()
	return rules.Claim(got == want, "total-wrong", "/total", strconv.FormatInt(want, 10), strconv.FormatInt(got, 10))
}

// steady gives the first of two equal questions when both had the same answer.
func steady(r *kit.Relation, a, b string) recording.Exchange {
	x, y := r.Step(a), r.Step(b)
	if x.JSON("total").Int() != y.JSON("total").Int() || !slices.Equal(rules.Strings(x, names), rules.Strings(y, names)) {
		r.Undecided("the store changed meanwhile")
	}
	return x
}

func steadyTotal(r *kit.Relation, a, b string) int64 {
	x, y := r.Step(a).JSON("total").Int(), r.Step(b).JSON("total").Int()
	if x != y {
		r.Undecided("the store changed meanwhile")
	}
	return x
}

func steadyTypes(r *kit.Relation) {
	steadyTotal(r, "user", "user-again")
	steadyTotal(r, "host", "host-again")
}

// newestFirst: without sort_field, records come by time, newest first, those
// without a time last.
func newestFirst(r *kit.Relation) {
	var last time.Time
	ended := false
	for i, record := range r.Step("page").JSON("records").Array() {
		at, err := time.Parse(time.RFC3339Nano, record.Get("@timestamp").String())
		pointer := fmt.Sprintf("/records/%d/@timestamp", i)
		switch {
		case err != nil:
			ended = true
			continue
		case ended:
			r.Check(rules.Claim(false, "order-wrong", pointer, "records without a time last", at.Format(time.RFC3339Nano))...)
		case i > 0 && at.After(last):
			r.Check(rules.Claim(false, "order-wrong", pointer, "not after "+last.Format(time.RFC3339Nano), at.Format(time.RFC3339Nano))...)
		}
		last = at
	}
}

// onlyAsked: every record is of a type that was asked for.
func onlyAsked(r *kit.Relation) {
	asked := map[string][]string{
		"user": {"user"}, "user-again": {"user"}, "host": {"host"}, "host-again": {"host"},
		"repeated": {"user", "host"}, "joined": {"user", "host"},
	}
	for _, step := range []string{"user", "user-again", "host", "host-again", "repeated", "joined"} {
		for i, record := range r.Step(step).JSON("records").Array() {
			fits := slices.ContainsFunc(asked[step], func(kind string) bool { return record.Get(kind).IsObject() })
			r.Check(rules.Claim(fits, "set-wrong", fmt.Sprintf("/records/%d", i), fmt.Sprintf("a record of %v", asked[step]), "another type, from "+step)...)
		}
	}
}

// beyondWindow: past 10000 hits there is nothing, or an error that says so.
func beyondWindow(r *kit.Relation) {
	some := r.Step("count").JSON("total").Int() > 0
	beyond := r.Step("beyond")
	refused := beyond.Response.Status == 400 && beyond.JSON("status_code").Int() == 400
	empty := !some && beyond.Response.Status == 200 && beyond.JSON("records.#").Int() == 0
	r.Check(rules.Claim(refused || empty, "status-unexpected", "", "400 in the siem shape", strconv.Itoa(beyond.Response.Status))...)
}

// reverse: with unique keys, descending is ascending read backwards.
func reverse(r *kit.Relation) {
	asc := steady(r, "asc", "asc-again")
	desc := r.Step("desc")
	up, down := rules.Strings(asc, names), rules.Strings(desc, names)
	unique := slices.Compact(slices.Sorted(slices.Values(up)))
	if asc.JSON("total").Int() > 100 || desc.JSON("total").Int() != asc.JSON("total").Int() || len(unique) != len(up) {
		r.Undecided("the names are not unique, or too many, or changed meanwhile")
	}
	slices.Reverse(up)
	r.Check(rules.Page("/records", up, down, 0, len(up))...)
}
