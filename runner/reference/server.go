package reference

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Server is an http.Handler that behaves as a Kibana deployment of its own.
type Server struct {
	config
	encoder encoder
	headers *headerSet
	guests  map[string]*Principal
	trees   map[string]*node
	routes  map[string]*route
	habits  habits

	catchAll     *route
	unregistered *route
	outside      *route // what a proxy in front answers itself
	log          requestLog
	connections  sync.Map // requests so far by address of the client, where a fault counts them
	instance     string   // uuid of the Kibana node

	mu sync.RWMutex // guards what is below
	store
}

// New starts a fresh deployment; every unknown fault or variant and every bad value is an error.
func New(opts ...Option) (*Server, error) {
	cfg := defaults()
	for _, opt := range opts {
		if err := opt(&cfg); err != nil {
			return nil, err
		}
	}
	chosen, err := chosenVariants(cfg.variants)
	if err != nil {
		return nil, err
	}
	for _, v := range chosen {
		if err := v.settle(&cfg); err != nil {
			return nil, fmt.Errorf("variant %s: %w", v.Name, err)
		}
	}
	s := &Server{
		config:       cfg,
		headers:      newHeaderSet(cfg),
		guests:       guests(),
		trees:        map[string]*node{},
		routes:       map[string]*route{},
		catchAll:     catchAll(),
		unregistered: unregistered(),
		outside:      beyondProxy(),
		store:        newStore(cfg.seed),
	}
	for _, p := range cfg.packages {
		s.put(key{kindPackage, everySpace, text(p["name"])}, p)
	}
	for _, d := range s.definitions() {
		rt := newRoute(d, pipeline())
		s.routes[d.ID] = rt
		if s.trees[d.Method] == nil {
			s.trees[d.Method] = &node{}
		}
		s.trees[d.Method].add(d.Path, rt)
	}
	for _, f := range s.foreign {
		rt := f.route()
		if s.trees[f.Method] == nil {
			s.trees[f.Method] = &node{}
		}
		if own := s.trees[f.Method].at(rt.Path); own != nil {
			own.fallback = f.handle
		} else if s.routes[f.ID] == nil {
			s.trees[f.Method].add(rt.Path, rt)
			s.routes[f.ID] = rt
		}
	}
	if err := s.preload(); err != nil {
		return nil, err
	}
	s.habits.dialect(s.release)
	if err := s.installFaults(cfg.faults); err != nil {
		return nil, err
	}
	return s, s.installVariants(chosen)
}

// definitions are the routes that exist in the version served.
func (s *Server) definitions() []definition {
	var known []definition
	for _, d := range definitions(s.release) {
		if d.ID != "entitystore.entities.list" || s.release.since(8, 16) && !s.release.since(9, 5) {
			known = append(known, d)
		}
	}
	return known
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Server: s, w: w, r: r}
	s.locate(c)
	for _, meet := range s.habits.arrivals {
		meet(c)
	}
	if s.delay > 0 {
		wait(r, s.delay)
	}
	c.write(c.answer())
}

// wait returns early when the client has gone.
func wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

// lock takes what a handler needs and gives the way to let go.
func (s *Server) lock(kind access) (unlock func()) {
	switch kind {
	case reads:
		s.mu.RLock()
		return s.mu.RUnlock
	case writes:
		s.mu.Lock()
		return s.mu.Unlock
	}
	return func() {}
}
