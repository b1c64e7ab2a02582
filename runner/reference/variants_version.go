package reference

import (
	"net/http"
	"slices"
	"strings"
)

// versionVariants are other releases and the other flavour.
func versionVariants() []Variant {
	var out []Variant
	for _, row := range []struct{ version, source string }{
		{"8.13.4", "recorded from Kibana 8.13.4"},
		{"8.18.1", "recorded from Kibana 8.18.1"},
		{"8.19.0", "Kibana source, fleet/server/types/models/download_sources.ts (ssl and secrets, pull request 213211)"},
		{"9.0.1", "recorded from Kibana 9.0.1"},
		{"9.1.5", "Kibana API document of 9.1"},
		{"9.2.0", "Kibana source, lists/server/routes/list_index/create_list_index_route.ts (idempotent)"},
		{"9.4.3", "Kibana source, fleet/server/types/models/download_sources.ts (auth, pull request 250557)"},
	} {
		parts := strings.Split(row.version, ".")
		out = append(out, Variant{Name: "version-" + parts[0] + "-" + parts[1],
			Title: "the server is Kibana " + row.version,
			Group: "version", Version: row.version, Source: row.source})
	}
	return append(out,
		Variant{Name: "version-snapshot", Title: "the server is a snapshot build",
			Group: "version", Version: "9.1.0-SNAPSHOT",
			Source: "recorded from Kibana 9.0.1 (version.build_snapshot)"},
		Variant{Name: "serverless", Title: "the server is a serverless project", Group: "version", configure: serverless,
			Source: "Kibana API document, operation get-status (build_flavor)"},
		Variant{Name: "serverless-keys-need-no-xsrf",
			Title: "a serverless project does not ask API keys and tokens for kbn-xsrf", Group: "version",
			configure: serverless, install: habit(func(h *habits) { h.keysPass = true }),
			Source: "Kibana source, core/http/server-internal/src/lifecycle_handlers.ts (server.xsrf.allowedSchemes, pull request 270870)"},
		Variant{Name: "serverless-one-fleet-server",
			Title: "a serverless project has the Fleet Server URL it came with and no other", Group: "version",
			configure: serverless, install: onlyDefaultHost,
			Source: "Kibana source, fleet/server/routes/fleet_server_policy_config/handler.ts (checkFleetServerHostsWriteAPIsAllowed)"},
	)
}

func serverless(c *config) error { c.flavour = "serverless"; return nil }

// onlyDefaultHost refuses hosts with another URL than that of the default one.
func onlyDefaultHost(s *Server) error {
	for _, endpoint := range []string{"fleet.fleet_server_hosts.create", "fleet.fleet_server_hosts.update"} {
		rt := s.routes[endpoint]
		write := rt.handle
		rt.handle = func(c *call) (reply, error) {
			urls, sent := c.object()["host_urls"].([]any)
			known, _ := c.get(key{kindFleetServerHost, everySpace, preloadedHostManaged})["host_urls"].([]any)
			if sent && !slices.Equal(urls, known) {
				return reply{}, refuse(http.StatusForbidden, "Fleet server host must have default URL in serverless: %v",
					known)
			}
			return write(c)
		}
	}
	return nil
}
