package reference

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// The kinds of stored objects, named as Kibana's saved objects and data streams are.
const (
	kindDownloadSource   = "ingest-download-sources"
	kindAgentPolicy      = "ingest-agent-policies"
	kindProxy            = "fleet-proxy"
	kindFleetServerHost  = "fleet-fleet-server-host"
	kindPackage          = "epm-packages"
	kindRole             = "role"
	kindMigration        = "security-solution-signals-migration"
	kindExceptionList    = "exception-list-agnostic"
	kindListIndex        = "lists-data-stream"
	kindList             = "list"
	kindEntity           = "entity"
	kindSpace            = "space"
	everySpace           = "" // of objects that all spaces share
	preloadedDownload    = "fleet-default-download-source"
	preloadedHost        = "fleet-default-fleet-server-host"
	preloadedHostManaged = "default-fleet-server"
)

type key struct{ kind, space, id string }

// shelf holds the objects of one kind in one space, oldest first.
type shelf struct {
	items map[string]obj
	order []string
}

// store is everything that the deployment remembers.
type store struct {
	shelves    map[[2]string]*shelf // by kind and space
	seed       uint64
	generated  uint64 // ids so far
	writes     int    // sequence number of the last write
	lastUpload time.Time
}

func newStore(seed uint64) store {
	return store{shelves: map[[2]string]*shelf{}, seed: seed}
}

func (st *store) get(k key) obj {
	if sh := st.shelves[[2]string{k.kind, k.space}]; sh != nil {
		return sh.items[k.id]
	}
	return nil
}

func (st *store) put(k key, value obj) {
	at := [2]string{k.kind, k.space}
	sh := st.shelves[at]
	if sh == nil {
		sh = &shelf{items: map[string]obj{}}
		st.shelves[at] = sh
	}
	if _, exists := sh.items[k.id]; !exists {
		sh.order = append(sh.order, k.id)
	}
	sh.items[k.id] = value
	st.writes++
}

func (st *store) drop(k key) {
	sh := st.shelves[[2]string{k.kind, k.space}]
	if sh == nil || sh.items[k.id] == nil {
		return
	}
	delete(sh.items, k.id)
	sh.order = slices.DeleteFunc(sh.order, func(id string) bool { return id == k.id })
	st.writes++
}

// all lists the objects of a kind in a space, oldest first.
func (st *store) all(kind, space string) []obj {
	sh := st.shelves[[2]string{kind, space}]
	if sh == nil {
		return nil
	}
	out := make([]obj, len(sh.order))
	for i, id := range sh.order {
		out[i] = sh.items[id]
	}
	return out
}

// uuid is a version 4 UUID that depends on the seed and on how many were asked for before.
func (st *store) uuid() string {
	st.generated++
	source := rand.NewPCG(st.seed, st.generated)
	high, low := source.Uint64(), source.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		high>>32, high>>16&0xffff, high&0xfff, 0x8000|low>>48&0x3fff, low&0xffffffffffff)
}

// documentVersion is the opaque _version of what is written next: a sequence number and a primary term.
func (st *store) documentVersion() string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "[%d,1]", st.writes))
}

// now is the time in the form that every timestamp of Kibana has.
func (s *Server) now() string { return timestamp(s.clock()) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// with is a copy of o with some members set.
func with(o obj, members obj) obj {
	out := make(obj, len(o)+len(members))
	for k, v := range o {
		out[k] = v
	}
	for k, v := range members {
		out[k] = v
	}
	return out
}

// without is a copy of o that lacks some members.
func without(o obj, names ...string) obj {
	out := make(obj, len(o))
	for k, v := range o {
		if !slices.Contains(names, k) {
			out[k] = v
		}
	}
	return out
}
