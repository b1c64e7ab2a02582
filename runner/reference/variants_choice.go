package reference

import (
	"cmp"
	"net/http"
	"slices"
)

// choiceVariants decide otherwise where the contract does not decide, or says two things.
func choiceVariants() []Variant {
	return slices.Concat(orders(), forms(), uncertainties())
}

// choice is a variant that changes the successes of some endpoints.
func choice(name, title, source string, change func(*call, obj), endpoints ...string) Variant {
	return Variant{Name: name, Title: title, Group: "choice", Source: source,
		install: on(func(c *call, res *response) {
			if body, isObject := res.body.(obj); isObject && res.err == nil {
				body = with(body, nil)
				change(c, body)
				res.body = body
			}
		}, endpoints...)}
}

func reversed(member string) func(*call, obj) {
	return func(_ *call, body obj) {
		if items, isList := body[member].([]any); isList {
			items = slices.Clone(items)
			slices.Reverse(items)
			body[member] = items
		}
	}
}

func orders() []Variant {
	const unsaid = "Kibana API document (no order is said)"
	settings := []string{"fleet.proxies.list", "fleet.agent_download_sources.list", "fleet.fleet_server_hosts.list",
		"fleet.agent_policies.list"}
	listed := func(name, title string, order func(a, b obj) int) Variant {
		return Variant{Name: name, Title: title, Group: "choice", Endpoints: []string{"lists.find"},
			Source:  listDocument + " (no default order is said)",
			install: habit(func(h *habits) { h.listOrder = order })}
	}
	return []Variant{
		choice("settings-in-another-order", "lists of Fleet come in the reverse order", unsaid, reversed("items"),
			settings...),
		choice("settings-of-twenty-a-page", "lists of Fleet say that a page has twenty", unsaid,
			func(_ *call, body obj) { body["perPage"] = 20 }, settings[:3]...),
		choice("assets-in-another-order", "assets of a package come in the reverse order", unsaid, reversed("items"),
			"fleet.epm.packages.upload", "fleet.epm.packages.delete"),
		listed("lists-newest-first", "value lists come newest first unless sorted", func(a, b obj) int {
			return cmp.Or(cmp.Compare(text(b["created_at"]), text(a["created_at"])),
				cmp.Compare(text(b["tie_breaker_id"]), text(a["tie_breaker_id"])))
		}),
		listed("lists-by-id", "value lists come by id unless sorted",
			func(a, b obj) int { return cmp.Compare(text(a["id"]), text(b["id"])) }),
		{Name: "ties-in-another-order", Title: "entities that sort alike come in another order", Group: "choice",
			Endpoints: []string{"entitystore.entities.list"},
			Source:    "Elasticsearch reference, sort search results (ties have no order)",
			install:   habit(func(h *habits) { h.ties = true })},
	}
}

func forms() []Variant {
	const cleanup = "detections.signals_migration.cleanup"
	documented := "Kibana API document, operation AlertsMigrationCleanup"
	return []Variant{
		{Name: "cleanup-as-documented", Title: "a clean-up answers a bare list, with versions as text", Group: "choice",
			Endpoints: []string{"detections.signals_migration.cleanup"}, Source: documented,
			install: on(func(_ *call, res *response) {
				if body, isObject := res.body.(obj); isObject && res.err == nil {
					res.body = editObjects(body["migrations"], steps("[]"), versionAsText)
				}
			}, cleanup)},
		{Name: "cleanup-version-as-text", Title: "versions of migrations are text", Group: "choice",
			Endpoints: []string{"detections.signals_migration.cleanup"}, Source: documented + " (version is a string)",
			install: on(func(_ *call, res *response) {
				if res.err == nil {
					res.body = editObjects(res.body, steps("migrations[]"), versionAsText)
				}
			}, cleanup)},
		choice("status-degraded", "the deployment is degraded", "Kibana API document, operation get-status (level)",
			func(_ *call, body obj) {
				body["status"] = editObjects(body["status"], steps("overall"), func(o obj) {
					o["level"], o["summary"] = "degraded", "1 service is degraded: taskManager"
				})
			}, "status.get"),
		choice("status-of-more-plugins", "the status names more services and plugins", "recorded from Kibana 9.0.1",
			func(_ *call, body obj) {
				service := obj{"level": "available", "summary": "All services are available", "meta": obj{}, "detail": "",
					"documentationUrl": ""}
				body["status"] = editObjects(body["status"], nil, func(o obj) {
					for _, group := range []string{"core", "plugins"} {
						if members, isObject := o[group].(obj); isObject {
							o[group] = with(members, obj{"http": service, "taskManager": with(service, obj{"reported": true})})
						}
					}
				})
			}, "status.get"),
		choice("setup-privileges-missing", "a caller without privileges is told about those of the Fleet Server set-up",
			"Kibana source, fleet/server/routes/app/index.ts",
			func(c *call, body obj) {
				if body["error"] != nil && truth(c.query["fleetServerSetup"]) {
					body["error"] = "MISSING_FLEET_SERVER_SETUP_PRIVILEGES"
				}
			}, "fleet.check_permissions.get"),
	}
}

func versionAsText(migration obj) {
	if _, isText := migration["version"].(string); !isText {
		migration["version"] = "16"
	}
}

// uncertainties are where Kibana may do either, as far as is known.
func uncertainties() []Variant {
	return []Variant{
		{Name: "unknown-routes-ask-first",
			Title: "an unregistered method is asked for credentials and kbn-xsrf before it is not found", Group: "choice",
			Source: "Kibana source, core/http/server-internal/src/http_server.ts (lifecycle of an unknown route)",
			install: func(s *Server) error {
				s.unregistered.stages = append([]stage{{stageAuthenticate, authenticate}, {stageXSRF, checkXSRF}},
					s.unregistered.stages...)
				return nil
			}},
		{Name: "deeper-pages", Title: "pages beyond the ten thousandth hit are answered", Group: "choice",
			Source:  "Elasticsearch reference, index.max_result_window (an index setting)",
			install: habit(func(h *habits) { h.window = 1 << 30 })},
		{Name: "policies-in-all-spaces", Title: "agent policies are shown in every space", Group: "choice",
			Endpoints: []string{"fleet.agent_policies.get"},
			Source:    "Kibana source, fleet/server/saved_objects/index.ts (agnostic unless Fleet knows spaces)",
			install: func(s *Server) error {
				s.routes["fleet.agent_policies.get"].meaning[faultOtherSpaces] = true
				return nil
			}},
		{Name: "text-is-no-json", Title: "a body labelled text/plain is refused", Group: "choice",
			Source: "hapi, payload parsing (allowed media types)",
			install: func(s *Server) error {
				return s.each(everywhere, func(_ *Server, rt *route) error {
					return rt.before(stageReadBody, stage{stageReadBody, refuseText})
				})
			}},
		{Name: "protected-answers-400", Title: "protected Fleet Server hosts are refused with 400", Group: "choice",
			Endpoints: []string{"fleet.fleet_server_hosts.delete"},
			Source:    "Kibana source, fleet/server/errors/index.ts (before the class was moved)",
			install: on(func(_ *call, res *response) {
				if res.err != nil && res.where == stageHandle && res.status == http.StatusForbidden {
					shift(res, http.StatusBadRequest)
				}
			}, "fleet.fleet_server_hosts.delete", "fleet.proxies.delete")},
		{Name: "list-index-idempotent", Title: "value list data streams can be created again", Group: "choice",
			Endpoints: []string{"lists.find"},
			Source:    "Kibana source, lists/server/routes/list_index/create_list_index_route.ts",
			install: on(func(_ *call, res *response) {
				if res.err != nil && res.status == http.StatusConflict {
					res.status, res.err, res.body = http.StatusOK, nil, obj{"acknowledged": true}
				}
			}, "lists.index.create")},
	}
}

func refuseText(c *call) error {
	if kind, _ := mediaType(c.r.Header.Get("Content-Type")); c.r.ContentLength > 0 && kind == "text/plain" &&
		!safe(c.r.Method) {
		return refuse(http.StatusUnsupportedMediaType, "Unsupported Media Type")
	}
	return nil
}
