package reference

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Object names something that exists in the deployment; Space is empty for what all spaces share.
type Object struct{ Kind, Space, ID string }

// Objects lists everything that exists, in a stable order.
func (s *Server) Objects() []Object {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Object
	for at, sh := range s.shelves {
		for _, id := range sh.order {
			out = append(out, Object{at[0], at[1], id})
		}
	}
	slices.SortFunc(out, func(a, b Object) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Space, b.Space), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// AddObject stores an object as it is, without a request and without validation; kind and space are
// those that Objects reports.
func (s *Server) AddObject(o Object, value map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.Kind == "" || o.ID == "" {
		return fmt.Errorf("add object %+v: want a kind and an id", o)
	}
	if s.get(key{o.Kind, o.Space, o.ID}) != nil {
		return fmt.Errorf("add object %+v: it exists already", o)
	}
	s.put(key{o.Kind, o.Space, o.ID}, value)
	return nil
}

// Request is what the server remembers of a request that it answered.
type Request struct {
	Method, Path, Route string
	Status              int
}

// remembered is how many requests are kept; older ones are only counted.
const remembered = 1 << 16

type requestLog struct {
	count atomic.Int64
	mu    sync.Mutex
	ring  []Request
	next  int
}

func (c *call) record(status int) {
	entry := Request{c.r.Method, c.r.URL.RequestURI(), c.route.ID, status}
	l := &c.log
	l.count.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < remembered {
		l.ring = append(l.ring, entry)
		return
	}
	l.ring[l.next] = entry
	l.next = (l.next + 1) % remembered
}

// RequestCount is the number of requests answered so far.
func (s *Server) RequestCount() int64 { return s.log.count.Load() }

// Requests lists the latest requests, oldest first, before their answers reach the client.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Concat(s.log.ring[s.log.next:], s.log.ring[:s.log.next])
}

func (st *store) spacesOf(kind string) []string {
	var spaces []string
	for at := range st.shelves {
		if at[0] == kind {
			spaces = append(spaces, at[1])
		}
	}
	slices.Sort(spaces)
	return spaces
}
