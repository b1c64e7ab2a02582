// Package kit turns a plan into Ginkgo specs: one It per case, each waiting for
// its own exchange and failing once with everything that is wrong. The rules
// are elsewhere; kit compiles expectations, asks them and words the result.
package kit

import (
	"fmt"
	"slices"
	"sort"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// Area is the suites of one API area.
type Area struct {
	Name      string
	Endpoints []Endpoint
}

// Endpoint is the suite of one endpoint: its cases are in the fixtures, and
// what data cannot say about several exchanges together is here.
type Endpoint struct {
	ID        string
	Relations Relations
}

// Relations are the requirements about several exchanges, by "case.relation".
type Relations map[string]func(*Relation)

// Match checks that suites and fixtures speak of the same endpoints and
// relations; what only one side knows would never be judged.
func Match(areas []Area, c *fixtures.Contract) error {
	code, data := map[string]bool{}, map[string]bool{}
	for _, a := range areas {
		for _, e := range a.Endpoints {
			code[e.ID] = true
			for name := range e.Relations {
				code[e.ID+"."+name] = true
			}
		}
	}
	for _, e := range c.Endpoints {
		data[e.ID] = true
		for _, k := range e.Cases {
			for _, r := range k.Relations {
				data[e.ID+"."+k.ID+"."+r.ID] = true
			}
		}
	}
	var wrong []string
	for id := range code {
		if !data[id] {
			wrong = append(wrong, id+" is in suites/ but in no fixture")
		}
	}
	for id := range data {
		if !code[id] {
			wrong = append(wrong, id+" is in a fixture but not in suites/")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	sort.Strings(wrong)
	return fmt.Errorf("suites and fixtures disagree: %v", slices.Compact(wrong))
}

// relations indexes all relations by their full id.
func relations(areas []Area) map[string]func(*Relation) {
	out := map[string]func(*Relation){}
	for _, a := range areas {
		for _, e := range a.Endpoints {
			for name, f := range e.Relations {
				out[e.ID+"."+name] = f
			}
		}
	}
	return out
}
