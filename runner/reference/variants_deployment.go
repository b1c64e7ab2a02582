package reference

import (
	"fmt"
	"slices"
	"strings"
)

// deploymentVariants start a deployment in which other things exist already, or fewer.
func deploymentVariants() []Variant {
	return slices.Concat(fewerObjects(), otherObjects(), entityStores())
}

// furnished changes what exists when the server starts.
func furnished(name, title, source string, change func(*Server)) Variant {
	return Variant{Name: name, Title: title, Group: "deployment", Source: source,
		install: func(s *Server) error { change(s); return nil }}
}

func fewerObjects() []Variant {
	return []Variant{
		furnished("no-fleet-server-host", "there is no default Fleet Server host",
			"Kibana source, fleet/server/services/preconfiguration/fleet_server_host.ts (a fresh deployment may have none)",
			func(s *Server) {
				s.drop(key{kindFleetServerHost, everySpace, preloadedHost})
			}),
		furnished("no-default-download-source", "there is no default download source",
			"Kibana source, fleet/server/services/download_source.ts (ensureDefault runs at set-up)", func(s *Server) {
				s.drop(key{kindDownloadSource, everySpace, preloadedDownload})
			}),
		furnished("no-migrations", "there are no alert migrations",
			"Kibana API document, operation ReadAlertsMigrationStatus", func(s *Server) {
				s.migrations = nil
				for _, m := range s.all(kindMigration, everySpace) {
					s.drop(key{kindMigration, everySpace, text(m["id"])})
				}
			}),
	}
}

const shared = "Kibana source, core/saved-objects (a deployment is shared)"

func otherObjects() []Variant {
	return []Variant{
		furnished("endpoint-list-exists", "the endpoint list was created before",
			"Kibana API document, operation CreateEndpointList (answers an empty object)", func(s *Server) {
				_, _ = createEndpointList(&call{Server: s, route: s.routes["endpointlist.create"]}) // never refuses
			}),
		furnished("other-objects", "a few objects of other people exist", shared, func(s *Server) {
			s.furnish("other", "Corporate %d", 2)
			s.put(key{kindProxy, everySpace, "preconfigured-proxy"},
				obj{"id": "preconfigured-proxy", "name": "From kibana.yml", "url": "http://proxy.example.test:3128",
					"is_preconfigured": true})
		}),
		furnished("many-objects", "hundreds of objects of other people exist", shared, func(s *Server) {
			s.furnish("other", "Object %04d", 400)
		}),
		furnished("look-alike-names", "objects exist whose names look like those of a test run", shared, func(s *Server) {
			s.furnish("kbn-conf-0a1b2c3d-source", "kbn-conf-%d", 3)
			s.furnish("KBN-CONF-selftest", "kbn-conf-selftest %d", 3)
			s.furnish("kbn-conf", "alpha\" OR *:* %d", 3)
		}),
		furnished("lists-elsewhere", "a thousand value lists exist in other spaces",
			"Kibana source, lists/server/services/lists/list_client.ts (lists belong to a space)", func(s *Server) {
				for i := range 1000 {
					space := fmt.Sprintf("team-%d", i%10)
					s.putList(space, fmt.Sprintf("elsewhere-%d", i), fmt.Sprintf("alpha %d", i))
				}
			}),
		furnished("other-spaces", "other spaces exist that hold objects of the same names", "Kibana API document, Spaces",
			func(s *Server) {
				for _, space := range []string{"marketing", "sales", "kbn-conf"} {
					s.put(key{kindSpace, everySpace, space},
						obj{"id": space, "name": strings.ToUpper(space), "disabledFeatures": []any{}})
					for _, id := range []string{"alpha", "bravo", "charlie"} {
						s.putPolicy(space, id, id)
						s.putList(space, id, id)
					}
				}
			}),
		furnished("policies-with-integrations", "agent policies of other people hold integrations", policyDocument,
			func(s *Server) {
				s.putPolicy("default", "integrated", "Integrated")
				policy := s.get(key{kindAgentPolicy, "default", "integrated"})
				s.put(key{kindAgentPolicy, "default", "integrated"},
					with(policy, obj{"package_policies": []any{samplePackagePolicy()}}))
			}),
	}
}

// furnish puts n objects of each kind.
func (s *Server) furnish(prefix, name string, n int) {
	for i := range n {
		for _, kind := range []string{kindProxy, kindDownloadSource, kindFleetServerHost, kindRole, kindAgentPolicy,
			kindList} {
			s.putOther(kind, fmt.Sprintf("%s-%d", prefix, i+1), fmt.Sprintf(name, i+1))
		}
	}
}

// putOther puts an object of somebody else, in the default space if it belongs to one.
func (s *Server) putOther(kind, id, name string) {
	item := obj{"id": id, "name": name}
	switch kind {
	case kindProxy:
		item = with(item, obj{"url": "http://proxy.example.test:3128", "is_preconfigured": false, "certificate": nil,
			"certificate_authorities": "/etc/ssl/ca.pem",
			"proxy_headers":           obj{"x-team": "one", "x-count": 2, "x-on": true}})
	case kindDownloadSource:
		item = with(item, obj{"host": "https://mirror.example.test/", "is_default": false, "proxy_id": nil})
		if s.release.since(9, 1) {
			item["ssl"] = obj{"certificate_authorities": []any{"/etc/ssl/ca.pem"}, "certificate": "/etc/ssl/cert.pem"}
			item["secrets"] = obj{"ssl": obj{"key": obj{"id": "secret-" + id}}}
		}
	case kindFleetServerHost:
		item = with(item, obj{"host_urls": []any{"https://fleet.example.test:8220", "https://fleet-2.example.test:443"},
			"is_default": false, "is_internal": false, "is_preconfigured": false, "proxy_id": nil})
	case kindRole:
		item = with(shownRole(id, obj{"kibana": []any{obj{"base": []any{"read"}}}}), obj{"description": name})
	case kindAgentPolicy:
		s.putPolicy("default", id, name)
		return
	case kindList:
		s.putList("default", id, name)
		return
	}
	s.put(key{kind, everySpace, id}, item)
}

func (s *Server) putPolicy(space, id, name string) {
	policy := obj{"id": id, "name": name, "namespace": "default", "description": "", "status": "active",
		"is_managed": false, "is_protected": false,
		"revision": 7, "schema_version": "1.1.1", "inactivity_timeout": 1209600, "updated_at": "2025-05-01T09:42:00.000Z",
		"updated_by":         "elastic",
		"monitoring_enabled": []any{"logs", "metrics"}}
	if s.release.since(9, 1) {
		policy["space_ids"] = []any{space}
	}
	s.put(key{kindAgentPolicy, space, id}, policy)
}

func (s *Server) putList(space, id, name string) {
	for _, stream := range []string{".lists-" + space, ".items-" + space} {
		s.put(key{kindListIndex, space, stream}, obj{"id": stream})
	}
	at := "2025-05-01T09:42:00.000Z"
	s.put(key{kindList, space, id}, obj{"id": id, "name": name, "description": "of somebody else",
		"type": listTypes[len(id)%len(listTypes)], "version": 2, "immutable": false,
		"meta": obj{"owner": obj{"team": "blue"}}, "_version": "WzEsMV0=", "@timestamp": at, "tie_breaker_id": s.uuid(),
		"created_at": at, "created_by": "somebody", "updated_at": at, "updated_by": "somebody"})
}
