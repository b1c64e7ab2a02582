package reference

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// fracture is a way in which the transport fails.
type fracture struct {
	name, title string
	do          func(*call, *response)
}

// fracturesOfAll are ways that say nothing more when a single endpoint has them.
func fracturesOfAll() []fracture {
	byHand := func(h hand, more func(*response)) func(*call, *response) {
		return func(_ *call, res *response) {
			more(res)
			res.wire = &wire{byHand: &h}
		}
	}
	asIs := func(*response) {}
	with := func(after string) hand {
		return hand{frame: func(w io.Writer, raw []byte) { _, _ = w.Write(append(slices.Clone(raw), after...)) },
			open: true}
	}
	return []fracture{
		{"bytes-after-the-answer", "more bytes follow an answer of known length", byHand(with("left over\r\n"), asIs)},
		{"content-length-twice", "content-length comes twice, and differs", byHand(hand{}, func(res *response) {
			res.header["Content-Length"] = []string{strconv.Itoa(len(res.raw)), strconv.Itoa(len(res.raw) + 1)}
		})},
		{"chunk-size-malformed", "the size of a chunk is no number", byHand(with(""), func(res *response) {
			unmeasured(res)
			res.header["Transfer-Encoding"] = []string{"chunked"}
		})},
		{"status-line-malformed", "the status line has no number", byHand(hand{proto: "HTTP/1.1 OK"}, asIs)},
		{"header-line-malformed", "a header line has no name", byHand(hand{extra: "a line without a colon\r\n"}, asIs)},
		{"encoding-label-wrong", "the body is labelled gzip and is not compressed", func(_ *call, res *response) {
			if len(res.raw) > 0 {
				res.header["Content-Encoding"] = []string{"gzip"}
			}
		}},
	}
}

// keepAliveBroken drops every second request that comes over the same connection,
// or every second read, which clients send again unasked.
func keepAliveBroken(name, title string, reads bool) Fault {
	return Fault{Name: everywhere + "/" + name, Endpoint: everywhere, Group: "transport",
		Title: title, install: func(s *Server, rt *route) error {
			rt.last = append(rt.last, func(c *call, res *response) {
				if reads && c.r.Method != http.MethodGet {
					return
				}
				seen, _ := s.connections.LoadOrStore(c.r.RemoteAddr, new(atomic.Int64))
				if count, known := seen.(*atomic.Int64); known && count.Add(1)%2 == 0 {
					res.wire = &wire{abort: true}
				}
			})
			return nil
		}}
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
			res.wire = &wire{byHand: &hand{}}
		}},
		{"content-length-too-short", "content-length is less than what comes", func(_ *call, res *response) {
			announce(res, -2)
			res.wire = &wire{byHand: &hand{}}
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
	out := []Fault{
		keepAliveBroken("keep-alive-broken", "a connection that is kept drops every second request", false),
		keepAliveBroken("keep-alive-drops-reads", "a connection that is kept drops every second read", true),
	}
	add := func(endpoint string, list []fracture) {
		for _, f := range list {
			out = append(out, fault(endpoint, "transport", f.name, f.title, func(_ *Server, rt *route) error {
				rt.last = append(rt.last, f.do)
				return nil
			}))
		}
	}
	add(everywhere, slices.Concat(fractures(), fracturesOfAll()))
	for _, d := range coreDefinitions() {
		add(d.ID, fractures())
	}
	add("roles.delete", []fracture{{"body-on-204", "an answer without content has content", func(_ *call, res *response) {
		if res.status == http.StatusNoContent {
			res.raw = []byte("{}")
			res.header["Content-Length"] = []string{"2"}
			res.wire = &wire{byHand: &hand{}}
		}
	}}})
	return out
}
