package reference

import (
	"net/http"
	"slices"
	"strings"
)

// FaultsOf are the ways in which a foreign route can be wrong without knowing what it means.
func FaultsOf(f Foreign) []Fault {
	d := f.route().definition
	out := []Fault{
		changing(d.ID, "status", "success-status-wrong", "a success has another status than documented", otherSuccess),
		changing(d.ID, "status", "fails-with-a-page", "a success is an HTML page with status 500", func(_ *call, res *response) {
			if res.err == nil {
				res.status, res.body, res.raw = http.StatusInternalServerError, nil, []byte(errorPage)
				res.header["Content-Type"] = []string{"text/html"}
			}
		}),
		changing(d.ID, "error", "error-as-html", "errors are HTML pages", errorAsPage),
		inAList(d.ID), asAnError(d.ID),
	}
	out = append(out, labelFaults(d.ID)...)
	for _, damage := range damages() {
		out = append(out, spoiling(d.ID, damage, func(res *response) bool { return res.err == nil }))
	}
	for _, s := range slices.Concat(slips(), boomSlips()) {
		out = append(out, changing(d.ID, "error", s.name, s.title, onError(s)))
	}
	for _, stage := range decisive(d) {
		out = append(out, skipping(d.ID, "security", stage))
	}
	checked := func(stage string, check func(*Visit) error) {
		if check != nil {
			out = append(out, skipping(d.ID, "validation", stage))
		}
	}
	checked(stageParams, f.CheckParams)
	checked(stageQuery, f.CheckQuery)
	checked(stageBody, f.CheckBody)
	return out
}

// foreignFault finds a fault of a foreign route by name.
func (s *Server) foreignFault(name string) (Fault, bool) {
	for _, f := range s.foreign {
		if !strings.HasPrefix(name, f.ID+"/") || !s.routes[f.ID].isForeign() {
			continue
		}
		for _, fault := range FaultsOf(f) {
			if fault.Name == name {
				return fault, true
			}
		}
	}
	return Fault{}, false
}

// isForeign is false for a route that is not served.
func (rt *route) isForeign() bool { return rt != nil && rt.foreign }
