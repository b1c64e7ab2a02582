// Package suites lists the judges, one package per API area, one file per
// endpoint. They are Ginkgo specs over recorded exchanges and never open a
// connection; the examples themselves are data, in fixtures.
package suites

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/suites/detections"
	"github.com/kbn-conformance/kbn-conformance/suites/endpointlist"
	"github.com/kbn-conformance/kbn-conformance/suites/entitystore"
	"github.com/kbn-conformance/kbn-conformance/suites/fleet"
	"github.com/kbn-conformance/kbn-conformance/suites/lists"
	"github.com/kbn-conformance/kbn-conformance/suites/roles"
)

// All lists the areas in the order in which they are judged and reported.
func All() []kit.Area {
	return []kit.Area{
		fleet.Area(),
		roles.Area(),
		detections.Area(),
		endpointlist.Area(),
		entitystore.Area(),
		lists.Area(),
	}
}
