package reference

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// FaultsOf are the ways in which a foreign route can be wrong without knowing what it means. What
// would leave every success as it is, is no fault.
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
	}
	if f.Undecided {
		out = out[1:]
	}
	out = append(out, labelFaults(d.ID)...)
	if f.Sample != nil {
		out = append(out, spoiltBodies(d.ID, f.Sample())...)
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

// spoiltBodies are those that change the body of a success.
func spoiltBodies(endpoint string, sample []byte) []Fault {
	if len(sample) < 2 {
		return nil
	}
	out := []Fault{inAList(endpoint), asAnError(endpoint)}
	for _, damage := range damages() {
		if !bytes.Equal(sample, damage.do(bytes.Clone(sample))) {
			out = append(out, spoiling(endpoint, damage, func(res *response) bool { return res.err == nil }))
		}
	}
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
