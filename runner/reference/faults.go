package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// everywhere is the endpoint of a fault that all routes have.
const everywhere = "all"

// Fault is a way in which a server can be wrong, with a stable name such as
// "fleet.proxies.update/patches-instead-of-replacing".
type Fault struct {
	Name     string
	Endpoint string // a route id, or "all"
	Group    string // status, header, json, body, error, security, order, validation, meaning, transport
	Title    string
	Samples  bool // only a deployment with SampleEntities and SampleMigrations shows it

	install func(*Server, *route) error // for each route of the endpoint
}

// Faults is the catalogue, sorted by name.
func Faults() []Fault { return slices.Clone(catalogue()) }

var catalogue = sync.OnceValue(func() []Fault {
	all := slices.Concat(
		statusFaults(),
		headerFaults(),
		textFaults(),
		fieldFaults(),
		errorFaults(),
		stageFaults(),
		orderFaults(),
		validationFaults(),
		meaningFaults(),
		customFaults(),
		accessFaults(),
		transportFaults(),
	)
	for i := range all {
		all[i].Samples = all[i].needsSamples()
	}
	slices.SortFunc(all, func(a, b Fault) int { return cmp.Compare(a.Name, b.Name) })
	return all
})

// needsSamples: without migrations nothing can be cleaned up, without records nothing in them is wrong.
func (f Fault) needsSamples() bool {
	what := strings.TrimPrefix(f.Name, f.Endpoint+"/")
	switch f.Endpoint {
	case "detections.signals_migration.cleanup":
		succeeds := f.Group == "json" || f.Group == "body" || what == "success-status-wrong"
		return succeeds || slices.Contains([]string{faultCleansPending, faultDeletesAnother, faultDoesNotDelete}, what)
	case "entitystore.entities.list":
		return f.Group == "body" && strings.Contains(what, "-records-") ||
			slices.Contains([]string{faultIgnoresTypes, faultIgnoresPage,
				faultIgnoresPerPage, faultIgnoresSort, faultIgnoresOrder, faultOverlaps, faultSkips, faultTotalOfPage}, what)
	}
	return false
}

// fault builds an entry; name is the part after the endpoint.
func fault(endpoint, group, name, title string, install func(*Server, *route) error) Fault {
	return Fault{Name: endpoint + "/" + name, Endpoint: endpoint, Group: group, Title: title, install: install}
}

// changing is a fault that changes answers while their body is a value.
func changing(endpoint, group, name, title string, change mutator) Fault {
	return fault(endpoint, group, name, title, func(_ *Server, rt *route) error {
		rt.values = append(rt.values, change)
		return nil
	})
}

// kebab turns a path such as "body.host_urls[]/minItems" into a part of a name.
func kebab(path string) string {
	path = strings.NewReplacer("[]", ".each", "[1]", ".second", ".*", ".each", "*", "each", "@", "").Replace(path)
	var b strings.Builder
	for _, r := range path {
		switch {
		case r == '.' || r == '_' || r == '/' || r == ' ':
			b.WriteByte('-')
		case r >= 'A' && r <= 'Z':
			b.WriteByte('-')
			b.WriteRune(r - 'A' + 'a')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Trim(strings.ReplaceAll(b.String(), "--", "-"), "-")
}

// installFaults puts faults into the routes.
func (s *Server) installFaults(names []string) error {
	all := catalogue()
	for _, name := range names {
		at, found := slices.BinarySearchFunc(all, name, func(f Fault, name string) int { return cmp.Compare(f.Name, name) })
		var chosen Fault
		if found {
			chosen = all[at]
		} else if chosen, found = s.foreignFault(name); !found {
			return fmt.Errorf("unknown fault %q", name)
		}
		if err := s.each(chosen.Endpoint, chosen.install); err != nil {
			return fmt.Errorf("fault %s: %w", name, err)
		}
	}
	return nil
}

// each runs install on the routes that an endpoint stands for, in a fixed order.
func (s *Server) each(endpoint string, install func(*Server, *route) error) error {
	if endpoint != everywhere {
		rt := s.routes[endpoint]
		if rt == nil {
			return fmt.Errorf("version %s has no route %s", s.release, endpoint)
		}
		return install(s, rt)
	}
	for _, listed := range s.Routes() {
		if err := install(s, s.routes[listed.ID]); err != nil {
			return err
		}
	}
	for _, rt := range []*route{s.catchAll, s.unregistered} {
		if err := install(s, rt); err != nil {
			return err
		}
	}
	return nil
}

// coreDefinitions are the twelve endpoints as data; faults are derived from them.
func coreDefinitions() []definition {
	var core []definition
	for _, d := range definitions(defaults().release) {
		if slices.Contains(Core(), d.ID) {
			core = append(core, d)
		}
	}
	return core
}
