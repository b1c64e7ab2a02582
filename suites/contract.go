package suites

import (
	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Contract reads and vets everything that the program was built with: schemas,
// fixtures and suites, which have to agree with each other.
func Contract() (kit.Contract, error) {
	set, err := schemas.Load()
	if err != nil {
		return kit.Contract{}, err
	}
	data, err := fixtures.Load(set.Has)
	if err != nil {
		return kit.Contract{}, err
	}
	c := kit.Contract{Fixtures: data, Schemas: set, Areas: All()}
	return c, kit.Match(c.Areas, data)
}
