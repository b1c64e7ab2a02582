package reference

import (
	"cmp"
	"slices"
)

// definitions lists every route of a version; the order does not matter.
func definitions(r release) []definition {
	return slices.Concat(
		downloadSources(r),
		agentPolicies(r),
		packages(),
		fleetApp(),
		proxies(r),
		fleetServerHosts(r),
		roles(r),
		signals(),
		endpointLists(),
		entities(r),
		lists(r),
		spaces(),
		status(),
	)
}

// Core are the ids of the twelve endpoints that the suites judge; all others are their neighbours.
func Core() []string {
	return []string{
		"fleet.agent_download_sources.create",
		"fleet.agent_policies.get",
		"fleet.epm.packages.upload",
		"fleet.epm.verification_key_id.get",
		"fleet.check_permissions.get",
		"fleet.proxies.update",
		"fleet.fleet_server_hosts.delete",
		"roles.delete",
		"detections.signals_migration.cleanup",
		"endpointlist.create",
		"entitystore.entities.list",
		"lists.find",
	}
}

// Route is a route that the server knows: its id, and where it is.
type Route struct{ ID, Method, Path string }

// Routes lists the routes of the version served, sorted by id.
func (s *Server) Routes() []Route {
	var out []Route
	for _, rt := range s.routes {
		out = append(out, Route{rt.ID, rt.Method, rt.Path})
	}
	slices.SortFunc(out, func(a, b Route) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
