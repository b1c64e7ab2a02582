package reference

import (
	"github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// validationFaults ignore one rule of a request schema each.
func validationFaults() []Fault {
	var out []Fault
	for _, d := range coreDefinitions() {
		for _, rule := range d.body.Rules("body") {
			out = append(out, ignoring(d.ID, "body", rule))
		}
		for _, rule := range d.query.Rules("query") {
			if sayable(rule) {
				out = append(out, ignoring(d.ID, "query", rule))
			}
		}
		if d.zod {
			out = append(out, closing(d)...)
		}
	}
	return out
}

// sayable tells whether a query string can break the rule: everything in it is text.
func sayable(rule constraint.Rule) bool {
	return rule.Keyword != "type" || rule.Schema.Kind == constraint.Number || rule.Schema.Kind == constraint.Boolean
}

func ignoring(endpoint, part string, rule constraint.Rule) Fault {
	return fault(endpoint, "validation", "ignores-"+kebab(rule.Name()), "the rule "+rule.Name()+" is not enforced",
		func(_ *Server, rt *route) (err error) {
			if part == "body" {
				rt.body, err = rt.body.Without(part, rule.Name())
				return err
			}
			rt.query, err = rt.query.Without(part, rule.Name())
			return err
		})
}

// closing refuses unknown keys where they are ignored.
func closing(d definition) []Fault {
	var out []Fault
	if d.body != nil {
		out = append(out, fault(d.ID, "validation", "refuses-unknown-body-key", "an unknown key in the body is refused",
			func(_ *Server, rt *route) error {
				strict := *rt.body
				strict.Closed = true
				rt.body = &strict
				return nil
			}))
	}
	return append(out, fault(d.ID, "validation", "refuses-unknown-query-key", "an unknown query key is refused",
		func(_ *Server, rt *route) error {
			strict := constraint.Schema{Kind: constraint.Object}
			if rt.query != nil {
				strict = *rt.query
			}
			strict.Closed = true
			rt.query = &strict
			return nil
		}))
}
