package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

func status() []definition {
	query := want.Obj(want.Opt("v7format", want.Bool()), want.Opt("v8format", want.Bool()))
	return []definition{{ID: "status.get", Method: http.MethodGet, Path: "/api/status", anonymous: true,
		unversioned: true, query: query, handle: getStatus}}
}

// getStatus tells the version only to callers with credentials.
// Kibana source: core/status/server-internal/src/routes/status.ts.
func getStatus(c *call) (reply, error) {
	if truth(c.query["v7format"]) && truth(c.query["v8format"]) {
		return reply{}, refuse(http.StatusBadRequest, "provide only one format option: v7format or v8format")
	}
	if c.principal == nil {
		return ok(obj{"status": obj{"overall": obj{"level": "available"}}})
	}
	available := func(summary string) obj { return obj{"level": "available", "summary": summary} }
	overall := available("All services and plugins are available")
	status := obj{
		"overall": overall,
		"core": obj{
			"elasticsearch": available("Elasticsearch is available"),
			"savedObjects":  available("SavedObjects service has completed migrations and is available"),
		},
		"plugins": obj{
			"fleet":    with(available("Fleet is available"), obj{"reported": true}),
			"security": available("All services and plugins are available"),
		},
	}
	if truth(c.query["v7format"]) {
		status = obj{"overall": obj{"state": "green", "title": "Green", "nickname": "Looking good", "icon": "success",
			"uiColor": "success", "since": c.now()}, "statuses": []any{}}
	}
	return ok(obj{"name": c.Server.name, "uuid": c.instance, "version": c.build(), "status": status, "metrics": c.metrics()})
}

func (c *call) build() obj {
	version := obj{
		"number": c.release.String(), "build_number": 80000 + 100*c.release.major + c.release.minor,
		"build_hash":     "6e3a2b1c0d9f8e7a6b5c4d3e2f1a0b9c8d7e6f5a",
		"build_snapshot": c.release.snapshot, "build_date": "2025-07-29T10:00:00.000Z",
	}
	if c.release.since(8, 10) {
		version["build_flavor"] = c.flavour
	}
	return version
}

func (c *call) metrics() obj {
	return obj{
		"last_updated": c.now(), "collection_interval_in_millis": 5000, "concurrent_connections": 1,
		"elasticsearch_client": obj{"totalActiveSockets": 1, "totalIdleSockets": 1, "totalQueuedRequests": 0},
		"process":              obj{"memory": obj{"heap": obj{"total_in_bytes": 1, "used_in_bytes": 1, "size_limit": 1}}},
		"response_times":       obj{"avg_in_millis": 1, "max_in_millis": 1},
		"requests":             obj{"total": 1, "disconnects": 0, "statusCodes": obj{}, "status_codes": obj{}},
	}
}
