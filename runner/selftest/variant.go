package selftest

import (
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// Variants makes a trial of every legal variant of the reference server.
func Variants() []Trial {
	var out []Trial
	for _, v := range reference.Variants() {
		out = append(out, Trial{Name: v.Name, Kind: "variant", Endpoint: "all", Group: v.Group, Title: v.Title,
			scenario: Scenario{Options: []reference.Option{reference.WithVariant(v.Name)}, Cases: v.Endpoints, Concurrency: 8, Seed: 1, Discover: true, Serve: v.Serve}})
	}
	return out
}
