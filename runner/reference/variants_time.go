package reference

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// timeVariants concern when something happens, and what happens meanwhile.
func timeVariants() []Variant {
	const refresh = "Elasticsearch reference, near real-time search (a write shows after the next refresh)"
	arriving := func(name, title, source string, meet func(*Server) func(*call)) Variant {
		return Variant{Name: name, Title: title, Group: "time", Source: source, install: func(s *Server) error {
			s.habits.arrivals = append(s.habits.arrivals, meet(s))
			return nil
		}}
	}
	return []Variant{
		{Name: "lists-found-300-ms-later", Title: "a search shows value lists as they were up to 300 ms ago", Group: "time",
			Endpoints: []string{"lists.find"}, Source: refresh,
			install: habit(func(h *habits) { h.lists = (&staleViews{}).byTime })},
		{Name: "lists-found-3-reads-later", Title: "three searches after a change show value lists as they were",
			Group: "time", Endpoints: []string{"lists.find"}, Source: refresh,
			install: habit(func(h *habits) { h.lists = (&staleViews{}).byReads })},
		arriving("slow-answers", "answers take up to 20 ms more", "Kibana API document (no operation promises a duration)",
			func(*Server) func(*call) {
				var asked atomic.Int64
				return func(c *call) { wait(c.r, time.Duration(asked.Add(1)*8%21)*time.Millisecond) }
			}),
		arriving("second-client", "another client changes its own objects all the time", shared, secondClient),
		arriving("entity-store-growing", "entities are added to the store while it is read", entityDocument, growingStore),
		{Name: "limited-once", Title: "the first request to each of the twelve is asked to come back in a second",
			Group:   "time",
			Source:  "Kibana source, core/http/rate-limiter-internal (429 with retry-after under load)",
			install: limitOnce},
	}
}

// secondClient creates and deletes objects of its own in turns, one with each request.
func secondClient(s *Server) func(*call) {
	kinds := []struct{ kind, space string }{{kindProxy, everySpace}, {kindDownloadSource, everySpace},
		{kindFleetServerHost, everySpace},
		{kindRole, everySpace}, {kindAgentPolicy, "default"}, {kindList, "default"}}
	var asked atomic.Int64
	return func(*call) {
		n := int(asked.Add(1))
		at, id := kinds[n%len(kinds)], fmt.Sprintf("second-client-%d", n/len(kinds)%5)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.get(key{at.kind, at.space, id}) != nil {
			s.drop(key{at.kind, at.space, id})
			return
		}
		s.putOther(at.kind, id, id)
	}
}

// growing bounds how many entities arrive.
const growing = 60

func growingStore(s *Server) func(*call) {
	var asked atomic.Int64
	return func(c *call) {
		n := asked.Add(1)
		if c.route == nil || c.route.ID != "entitystore.entities.list" || n%3 != 0 || n > 3*growing {
			return
		}
		name := fmt.Sprintf("%s-arrived-%d", string("dkrz"[n%4]), n)
		kind := []string{"user", "host"}[n%2]
		s.mu.Lock()
		defer s.mu.Unlock()
		s.addEntity(name, obj{"@timestamp": s.now(), kind: obj{"name": name},
			"entity": obj{"name": name, "source": "logs-*", "type": kind}})
	}
}

func limitOnce(s *Server) error {
	for _, endpoint := range Core() {
		rt := s.routes[endpoint]
		if rt == nil {
			continue
		}
		var limited atomic.Bool
		rt.stages = append([]stage{{"rate-limiter", func(c *call) error {
			if limited.Swap(true) {
				return nil
			}
			c.w.Header()["Retry-After"] = []string{"1"}
			return refuse(http.StatusTooManyRequests, "Server is overloaded")
		}}}, rt.stages...)
	}
	return nil
}

// staleViews is what searches for value lists saw last, by space.
type staleViews struct {
	mu    sync.Mutex
	views map[string]*view
}

type view struct {
	lists []obj
	at    time.Time
	reads int
}

func (v *staleViews) of(c *call, now []obj, over func(*view) bool) []obj {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.views == nil {
		v.views = map[string]*view{}
	}
	if seen := v.views[c.space]; seen == nil || over(seen) {
		v.views[c.space] = &view{lists: slices.Clone(now), at: c.clock()}
	}
	return slices.Clone(v.views[c.space].lists)
}

func (v *staleViews) byTime(c *call, now []obj) []obj {
	return v.of(c, now, func(seen *view) bool { return c.clock().Sub(seen.at) >= 300*time.Millisecond })
}

func (v *staleViews) byReads(c *call, now []obj) []obj {
	return v.of(c, now, func(seen *view) bool {
		if versions(seen.lists) == versions(now) {
			return true
		}
		seen.reads++
		return seen.reads > 3
	})
}

func versions(lists []obj) string {
	var b strings.Builder
	for _, list := range lists {
		fmt.Fprintf(&b, "%v %v\n", list["id"], list["_version"])
	}
	return b.String()
}
