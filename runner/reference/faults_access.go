package reference

import (
	"net/http"
	"slices"
	"strings"
)

// accessFaults bend what every endpoint does before its handler: who may call, by which path, header
// and version.
func accessFaults() []Fault {
	// instead replaces what a stage does.
	instead := func(group, name, title, stageName string, run func(c *call, strict func(*call) error) error) Fault {
		return fault(everywhere, group, name, title, func(_ *Server, rt *route) error {
			rt.stages = slices.Clone(rt.stages)
			for i := range rt.stages {
				if strict := rt.stages[i].run; rt.stages[i].name == stageName {
					rt.stages[i].run = func(c *call) error { return run(c, strict) }
				}
			}
			return nil
		})
	}
	return []Fault{
		instead("security", "xsrf-wants-the-word-true", "kbn-xsrf counts only with the value true", stageXSRF,
			func(c *call, strict func(*call) error) error {
				if sent := c.r.Header.Get("Kbn-Xsrf"); sent != "" && sent != "true" && !safe(c.r.Method) {
					return refuse(http.StatusBadRequest, "Request must contain a kbn-xsrf header.")
				}
				return strict(c)
			}),
		instead("security", "xsrf-ignores-kbn-version", "kbn-version does not stand in for kbn-xsrf", stageXSRF,
			func(c *call, strict func(*call) error) error {
				if c.r.Header.Get("Kbn-Xsrf") == "" && !safe(c.r.Method) {
					return refuse(http.StatusBadRequest, "Request must contain a kbn-xsrf header.")
				}
				return strict(c)
			}),
		instead("security", "api-version-in-the-query", "the query may name the version of the API", stageAPIVersion,
			func(c *call, strict func(*call) error) error {
				if c.r.URL.Query().Get("apiVersion") == apiVersion {
					c.versioned = true
					return nil
				}
				return strict(c)
			}),
		instead("status", "default-space-by-name-unknown", "the default space is not found by its name", stageAuthorise,
			func(c *call, strict func(*call) error) error {
				if strings.HasSuffix(c.prefix, "/s/default") {
					return refuse(http.StatusNotFound, "Not Found")
				}
				return strict(c)
			}),
		changing(everywhere, "status", "trailing-slash-not-redirected", "a path with a slash at its end is not found",
			func(c *call, res *response) {
				if c.route == c.catchAll && res.status == http.StatusFound && c.principal != nil {
					delete(res.header, "Location")
					res.err = refuse(http.StatusNotFound, "Not Found")
					res.status, res.body = http.StatusNotFound, res.err.body()
					res.header["Content-Type"] = c.headers.json
				}
			}),
		changing(everywhere, "status", "redirects-to-login", "missing credentials lead to the login page",
			func(c *call, res *response) {
				if res.err != nil && res.where == stageAuthenticate {
					res.header["Location"] = []string{c.basePath + "/login?next=%2Fapi"}
					delete(res.header, "Content-Type")
					res.status, res.body = http.StatusFound, nil
				}
			}),
		changing(everywhere, "error", "error-repeats-authorization", "every error repeats the credentials",
			func(c *call, res *response) {
				if body, isObject := res.body.(obj); res.err != nil && isObject {
					res.body = with(body, obj{"message": text(body["message"]) + " (" + c.r.Header.Get("Authorization") + ")"})
				}
			}),
	}
}
