package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Variant is a way in which a correct server may differ.
type Variant struct {
	Name    string
	Title   string
	Group   string // text, header, transport, optional, open, value, wording, version, deployment, time, choice
	Version string // the Kibana version that the server then is; empty: the one asked for
	Serve   string // what the caller has to do: see the constants that begin with Serve
	Source  string // why it is legal

	// Endpoints are those of the twelve whose answers differ; none means all.
	Endpoints []string

	configure func(*config) error // before there are routes
	install   func(*Server) error // when all routes are there
}

// What a variant asks of the one who starts the listener: nothing, HTTP/1.1 over TLS, or HTTP/2 over
// TLS. With ServeBelow and a path, the server itself asks for the path, and the URL of the target
// ends in it.
const (
	ServePlain = ""
	ServeTLS   = "tls"
	ServeHTTP2 = "h2"
	ServeBelow = "base-path:"
)

// Variants is the catalogue, sorted by name.
func Variants() []Variant { return slices.Clone(allVariants()) }

var allVariants = sync.OnceValue(func() []Variant {
	all := slices.Concat(
		textVariants(),
		typeVariants(),
		headerVariants(),
		transportVariants(),
		proxyVariants(),
		optionalVariants(),
		openVariants(),
		newerVariants(),
		idVariants(),
		momentVariants(),
		valueVariants(),
		wordingVariants(),
		versionVariants(),
		deploymentVariants(),
		timeVariants(),
		choiceVariants(),
	)
	slices.SortFunc(all, func(a, b Variant) int { return cmp.Compare(a.Name, b.Name) })
	return all
})

func chosenVariants(names []string) ([]Variant, error) {
	var chosen []Variant
	for _, name := range names {
		all := allVariants()
		at, found := slices.BinarySearchFunc(all, name,
			func(v Variant, name string) int { return cmp.Compare(v.Name, name) })
		if !found {
			return nil, fmt.Errorf("unknown variant %q", name)
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// settle changes the configuration before the server is built.
func (v Variant) settle(cfg *config) (err error) {
	if v.Version != "" {
		if cfg.release, err = parseRelease(v.Version); err != nil {
			return err
		}
	}
	if path, below := strings.CutPrefix(v.Serve, ServeBelow); below {
		cfg.basePath = path
	}
	if v.configure == nil {
		return nil
	}
	return v.configure(cfg)
}

func (s *Server) installVariants(chosen []Variant) error {
	for _, v := range chosen {
		if v.install == nil {
			continue
		}
		if err := v.install(s); err != nil {
			return fmt.Errorf("variant %s: %w", v.Name, err)
		}
	}
	return nil
}

// always adds a mutator to every route.
func always(list func(*route) *[]mutator, change mutator) func(*Server) error {
	return func(s *Server) error {
		return s.each(everywhere, func(_ *Server, rt *route) error {
			at := list(rt)
			*at = append(*at, change)
			return nil
		})
	}
}

// on adds a mutator of values to the routes of a version that are named.
func on(change mutator, endpoints ...string) func(*Server) error {
	return func(s *Server) error {
		for _, endpoint := range endpoints {
			if rt := s.routes[endpoint]; rt != nil {
				rt.values = append(rt.values, change)
			}
		}
		return nil
	}
}

// habit is an install that turns one habit.
func habit(turn func(*habits)) func(*Server) error {
	return func(s *Server) error { turn(&s.habits); return nil }
}

// about says which of the twelve show the variants.
func about(endpoints []string, variants ...Variant) []Variant {
	for i := range variants {
		variants[i].Endpoints = endpoints
	}
	return variants
}

// nearest names the one of the twelve that a neighbour belongs to.
func nearest(endpoint string) []string {
	family, _, _ := strings.Cut(endpoint, ".")
	if family == "exceptionlists" {
		family = "endpointlist"
	}
	for _, core := range Core() {
		if core == endpoint || family != "fleet" && strings.HasPrefix(core, family+".") {
			return []string{core}
		}
	}
	return nil
}

func valuesOf(rt *route) *[]mutator { return &rt.values }
func bytesOf(rt *route) *[]mutator  { return &rt.bytes }
func lastOf(rt *route) *[]mutator   { return &rt.last }
