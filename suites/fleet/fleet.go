// Package fleet judges the Fleet endpoints.
package fleet

import (
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Area is the suites of the Fleet endpoints.
func Area() kit.Area {
	return kit.Area{Name: "fleet", Endpoints: []kit.Endpoint{
		downloadSourcesCreate(), agentPoliciesGet(), packagesUpload(), verificationKeyGet(),
		checkPermissionsGet(), proxiesUpdate(), serverHostsDelete(),
	}}
}

// grows: the revision of a policy is larger afterwards.
func grows(before, after recording.Exchange) []rules.Violation {
	a, b := before.JSON("item.revision"), after.JSON("item.revision")
	return rules.Claim(b.Num > a.Num, "value-unexpected", "/item/revision", "more than "+a.Raw, b.Raw)
}
