package reference

import (
	"net/http"
	"slices"
	"strings"
)

// decisive are the stages that can refuse a request of a route.
func decisive(d definition) []string {
	stages := []string{stageKbnVersion}
	add := func(holds bool, name string) {
		if holds {
			stages = append(stages, name)
		}
	}
	add(!d.anonymous, stageAuthenticate)
	add(!safe(d.Method), stageXSRF)
	add(d.privileges != "", stageAuthorise)
	add(!d.unversioned, stageAPIVersion)
	add(d.query != nil, stageQuery)
	add(d.body != nil, stageBody)
	return stages
}

func skipping(endpoint, group, name string) Fault {
	return fault(endpoint, group, name+"-not-enforced", "the stage "+name+" lets everything pass",
		func(_ *Server, rt *route) error {
			rt.loosen(name)
			return nil
		})
}

// loosen makes a stage harmless: what follows still finds what it needs.
func (rt *route) loosen(name string) {
	rt.stages = slices.Clone(rt.stages)
	for i := range rt.stages {
		if rt.stages[i].name != name {
			continue
		}
		strict := rt.stages[i].run
		switch name {
		case stageAPIVersion:
			rt.stages[i].run = func(c *call) error { c.versioned = true; return nil }
		case stageQuery:
			rt.stages[i].run = func(c *call) error {
				if strict(c) != nil {
					c.query = form(c.r.URL.RawQuery)
				}
				return nil
			}
		case stageBody:
			rt.stages[i].run = func(c *call) error {
				if strict(c) != nil {
					c.body = c.payload
				}
				return nil
			}
		default:
			rt.stages[i].run = func(c *call) error { _ = strict(c); return nil } // the refusal is what is lost
		}
	}
}

// stageFaults are stages that are not enforced: on one endpoint, on all, on one method only.
func stageFaults() []Fault {
	out := []Fault{}
	for _, name := range []string{stageAuthenticate, stageXSRF, stageKbnVersion, stageAuthorise, stageAPIVersion} {
		out = append(out, skipping(everywhere, "security", name))
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		out = append(out, fault(everywhere, "security", "xsrf-not-enforced-on-"+strings.ToLower(method),
			"kbn-xsrf is not asked for on "+method, func(_ *Server, rt *route) error {
				if rt.Method == method {
					rt.loosen(stageXSRF)
				}
				return nil
			}))
	}
	for _, d := range coreDefinitions() {
		for _, name := range decisive(d) {
			group := "security"
			if name == stageQuery || name == stageBody {
				group = "validation"
			}
			out = append(out, skipping(d.ID, group, name))
		}
	}
	return out
}

// orderFaults decide in another order than Kibana.
func orderFaults() []Fault {
	var out []Fault
	for _, d := range coreDefinitions() {
		have := decisive(d)
		reordered := func(name, title, stage, before string) {
			if slices.Contains(have, stage) {
				out = append(out, fault(d.ID, "order", name, title,
					func(_ *Server, rt *route) error { return rt.move(stage, before) }))
			}
		}
		if d.query != nil || d.body != nil {
			reordered("authenticates-after-validation", "a bad request without credentials is answered 400", stageAuthenticate, stageHandle)
			reordered("xsrf-after-validation", "a bad request without kbn-xsrf is told what is bad", stageXSRF, stageHandle)
			reordered("authorises-after-validation", "a bad request without privileges is answered 400", stageAuthorise, stageHandle)
			reordered("api-version-after-validation", "a bad request for a bad version is told what is bad", stageAPIVersion, stageHandle)
		}
		reordered("xsrf-before-authentication", "a request without credentials is asked for kbn-xsrf first", stageXSRF, stageAuthenticate)
		if d.privileges != "" {
			reordered("xsrf-after-authorisation", "a request without privileges is not asked for kbn-xsrf", stageXSRF, stageAPIVersion)
			reordered("api-version-before-authorisation", "a request without privileges is told about the version", stageAPIVersion, stageAuthorise)
		}
		if !safe(d.Method) {
			reordered("acts-before-xsrf", "what lacks kbn-xsrf is refused after it was done", stageXSRF, "")
			reordered("acts-before-authorisation", "what is not permitted is refused after it was done", stageAuthorise, "")
			reordered("acts-before-authentication", "what has no credentials is refused after it was done", stageAuthenticate, "")
			out = append(out, fault(d.ID, "order", "reads-body-before-authentication", "a damaged body without credentials is answered 400",
				func(_ *Server, rt *route) error { return rt.move(stageReadBody, stageAuthenticate) }))
		}
	}
	return out
}
