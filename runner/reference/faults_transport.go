package reference

import (
	"net/http"
	"time"
)

// fracture is a way in which the transport fails.
type fracture struct {
	name, title string
	do          func(*call, *response)
}

// late is how long a late answer takes.
const late = 5 * time.Second

func fractures() []fracture {
	set := func(w wire) func(*call, *response) {
		return func(_ *call, res *response) { copied := w; res.wire = &copied }
	}
	return []fracture{
		{"connection-cut", "the connection ends before the answer", set(wire{abort: true})},
		{"connection-cut-in-the-body", "the connection ends in the middle of the body", set(wire{half: true})},
		{"content-length-too-long", "content-length is more than what comes", func(_ *call, res *response) {
			announce(res, 10)
			res.wire = &wire{byHand: true}
		}},
		{"content-length-too-short", "content-length is less than what comes", func(_ *call, res *response) {
			announce(res, -2)
			res.wire = &wire{byHand: true}
		}},
		{"body-never-ends", "the last chunk does not come", set(wire{endless: true})},
		{"answers-late", "an answer takes five seconds", set(wire{pause: late})},
		{"hangs", "there is no answer", set(wire{pause: patience, abort: true})},
		{"redirects-to-itself", "a request is sent back to where it came from", func(c *call, res *response) {
			res.status = http.StatusTemporaryRedirect
			res.header["Location"] = []string{c.r.URL.RequestURI()}
		}},
	}
}

// transportFaults are answers that do not arrive as they were meant.
func transportFaults() []Fault {
	var out []Fault
	add := func(endpoint string) {
		for _, f := range fractures() {
			out = append(out, fault(endpoint, "transport", f.name, f.title, func(_ *Server, rt *route) error {
				rt.last = append(rt.last, f.do)
				return nil
			}))
		}
	}
	add(everywhere)
	for _, d := range coreDefinitions() {
		if d.ID != "roles.delete" { // its answer has no body to spoil
			add(d.ID)
		}
	}
	return out
}
