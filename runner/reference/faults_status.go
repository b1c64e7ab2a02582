package reference

import "net/http"

// statusFaults are wrong status codes.
func statusFaults() []Fault {
	out := []Fault{
		fault(everywhere, "status", "fails-always", "every request is answered 500",
			func(_ *Server, rt *route) error {
				broken := func(*call) error { return &failure{status: http.StatusInternalServerError, message: errUnhandled} }
				rt.stages = []stage{{stageHandle, broken}}
				return nil
			}),
		changing(everywhere, "status", "refusals-answered-200", "errors are sent with status 200", refusalAs(http.StatusOK, "")),
		changing(everywhere, "status", "unauthenticated-answered-403", "missing credentials are answered 403",
			refusalAs(http.StatusForbidden, stageAuthenticate)),
		changing(everywhere, "status", "unknown-route-answered-405", "an unregistered method is answered 405",
			func(c *call, res *response) {
				if c.route == c.unregistered {
					res.status = http.StatusMethodNotAllowed
				}
			}),
	}
	for _, d := range coreDefinitions() {
		out = append(out, changing(d.ID, "status", "success-status-wrong", "a success has another status than documented", otherSuccess))
		if refusesInHandler[d.ID] {
			out = append(out, changing(d.ID, "status", "handler-refusal-status-wrong", "what the handler refuses has another status",
				func(_ *call, res *response) {
					if res.err != nil && res.where == stageHandle {
						shift(res, res.status+10)
					}
				}))
		}
	}
	return out
}

func otherSuccess(_ *call, res *response) {
	switch {
	case res.err != nil:
	case res.status == http.StatusNoContent:
		res.status, res.body = http.StatusOK, obj{}
	case res.status == http.StatusCreated:
		res.status = http.StatusAccepted
	default:
		res.status = http.StatusCreated
	}
}

// refusesInHandler are the endpoints whose handler refuses something.
var refusesInHandler = map[string]bool{
	"fleet.agent_download_sources.create": true, "fleet.agent_policies.get": true, "fleet.epm.packages.upload": true,
	"fleet.proxies.update": true, "fleet.fleet_server_hosts.delete": true, "roles.delete": true,
	"detections.signals_migration.cleanup": true, "entitystore.entities.list": true, "lists.find": true,
}

// refusalAs gives another status to errors, of one stage or of all; the body stays.
func refusalAs(status int, where string) mutator {
	return func(_ *call, res *response) {
		if res.err != nil && (where == "" || where == res.where) {
			res.status = status
		}
	}
}

// shift moves an error to another status, body and all.
func shift(res *response, status int) {
	changed := *res.err
	changed.status = status
	res.status, res.err, res.body = status, &changed, changed.body()
}
