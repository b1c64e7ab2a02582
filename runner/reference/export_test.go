package reference

import "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"

// RulesOf are the rules of the request schemas of one of the twelve, for tests that break them.
func RulesOf(id string) (body, query []constraint.Rule) {
	for _, d := range coreDefinitions() {
		if d.ID == id {
			return d.body.Rules("body"), d.query.Rules("query")
		}
	}
	return nil, nil
}
