package plan

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// gentlest is the largest number that is asked for to see a bound accepted: a
// page of ten thousand is no small thing to ask of a deployment at work.
const gentlest = 1000

// valid is a value that a place takes.
type valid struct {
	value any
	word  string   // in the id; empty when it is the only one of its kind
	since []string // first releases that know it
}

// String words the value in a title; one with variables in it has no fixed words.
func (v valid) String() string {
	text := fmt.Sprint(v.value)
	if k := kindOf(v.value); k == "list" || k == "object" || k == "null" || strings.Contains(text, "{") {
		return words[k]
	}
	return text
}

// takenBodies derives what must be taken: each optional key alone with what is
// required, at each limit.
func (d *deriver) takenBodies(all []place) {
	for _, p := range all[1:] {
		if p.choice || p.within() {
			continue
		}
		for _, v := range d.validIn(p) {
			d.take(p, v, d.withBody(p.put(d.least(all[0]), v.value, d.e.Schemas.Examples)), d.body(p, v.value))
		}
	}
}

// takenQueries does the same for a query, and combines the keys.
func (d *deriver) takenQueries(all []place) {
	for _, p := range all[1:] {
		if p.within() {
			continue
		}
		for _, v := range d.validIn(p) {
			send := d.e.Probe.Send
			send.Query = merged(d.leastQuery(all[0]), map[string]any{p.key(): v.value})
			d.take(p, v, send, d.query(p, v.value))
		}
		if wants(p.part, "boolean") {
			send := d.e.Probe.Send
			send.Query = merged(d.leastQuery(all[0]), map[string]any{p.key(): "FALSE"})
			d.add(draft{id: "takes-" + p.id() + "-capitals", title: "takes FALSE in capitals for " + p.name(), breach: "capitals", place: p, send: send, accepted: true})
		}
	}
	if d.e.Request.Method == "GET" {
		d.together(all)
	}
}

func (d *deriver) take(p place, v valid, alone, added fixtures.Send) {
	if v.since == nil {
		v.since = p.part.Since
	}
	d.add(draft{id: strings.TrimSuffix("takes-"+p.id()+"-"+v.word, "-"), title: "takes " + v.String() + " for " + p.name(),
		breach: "fits", place: p, send: alone, like: &added, accepted: true, since: v.since})
}

// validIn lists the values of a place that are known to be valid and harmless:
// what the schema lists, its limits, and the examples. A text of the right
// length may still mean nothing, so of texts only examples are taken.
func (d *deriver) validIn(p place) []valid {
	var out []valid
	for i, v := range enumOf(p.part) {
		out = append(out, valid{v, kebab(fmt.Sprint(v)), p.part.ValueSince(i)})
	}
	if d.part == "body" && wants(p.part, "null") {
		out = append(out, valid{value: nil, word: "null"})
	}
	if wants(p.part, "boolean") {
		out = append(out, valid{value: false, word: "false"})
		if d.part == "query" && !guarded(p) { // what true does to an object is not known
			out = append(out, valid{value: true, word: "true"})
		}
	}
	for _, b := range bounds {
		if at := limit(p.part, b.keyword); at != nil && b.step != 0 && at.Cmp(big.NewRat(gentlest, 1)) <= 0 {
			out = append(out, valid{value: number(at), word: kebab(fmt.Sprint(number(at)))})
		}
	}
	if part, err := p.part.Child("items"); err == nil && d.part == "query" {
		for i, v := range enumOf(part) {
			out = append(out, valid{v, kebab(fmt.Sprint(v)), part.ValueSince(i)})
		}
	}
	examples := d.e.Schemas.Examples[p.name()]
	for _, v := range examples {
		word := ""
		if len(examples) > 1 {
			word = kebab(fmt.Sprint(v))
		}
		out = append(out, valid{value: v, word: word})
	}
	return distinct(out)
}

// distinct drops values that come twice: a limit may be an example as well.
func distinct(list []valid) []valid {
	var out []valid
	for _, v := range list {
		if !slices.ContainsFunc(out, func(w valid) bool { return reflect.DeepEqual(v.value, w.value) }) {
			out = append(out, v)
		}
	}
	return out
}

// least is the body of the probe with the required keys only.
func (d *deriver) least(root place) any {
	m, _ := d.e.Probe.Send.Body.(map[string]any)
	return only(m, requiredOf(root.part))
}

func (d *deriver) leastQuery(root place) map[string]any {
	return only(d.e.Probe.Send.Query, requiredOf(root.part))
}

func only(m map[string]any, keys []string) map[string]any {
	out := map[string]any{}
	for _, key := range keys {
		if v, ok := m[key]; ok {
			out[key] = v
		}
	}
	return out
}

// ignoredBodies derives, for a route without a schema of the body, that any
// JSON body is taken and not looked at.
func (d *deriver) ignoredBodies() {
	if d.e.Accepts.Body != "ignored" {
		return
	}
	for _, k := range kinds {
		if k == "object" {
			continue // a key more in the body is what an obligation sends
		}
		breach := "ignored-scalar"
		if k == "list" {
			breach = "ignored"
		}
		d.add(draft{id: "ignores-body-" + k, title: "ignores " + words[k] + " as the body", breach: breach, class: k, send: d.withBody(wrong[k]), accepted: true})
	}
}
