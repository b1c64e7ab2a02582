// Package detections judges the detection engine endpoints.
package detections

import "github.com/kbn-conformance/kbn-conformance/runner/kit"

// Area is the suites of the detection engine endpoints.
func Area() kit.Area {
	return kit.Area{Name: "detections", Endpoints: []kit.Endpoint{
		// A real migration cannot be made through the public API, so every case
		// stands alone and data says all of it.
		{ID: "detections.signals_migration.cleanup"},
	}}
}
