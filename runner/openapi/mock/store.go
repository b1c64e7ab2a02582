package mock

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// object is something that a client made, or the sample that a collection
// begins with.
type object struct {
	id    string
	spare string         // made by the server where the client chose the id; else empty
	sent  map[string]any // by the client
	made  map[string]any // by the server, and shown since
	views map[*operation][]byte
}

// collection holds the objects of a resource at one place, oldest first.
type collection struct {
	objects []*object
	lists   map[string][]byte // answers to lists by operation and page
}

// store is everything that is remembered.
type store struct {
	collections map[string]*collection
	seed        uint64
	generated   uint64
}

func newStore(seed uint64) store { return store{collections: map[string]*collection{}, seed: seed} }

func (st *store) newID() string {
	st.generated++
	source := rand.NewPCG(st.seed, st.generated)
	high, low := source.Uint64(), source.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		high>>32, high>>16&0xffff, high&0xfff, 0x8000|low>>48&0x3fff, low&0xffffffffffff)
}

// find looks for an object by its id, or by another property that identifies it.
func (c *collection) find(keys []string, id string) *object {
	for _, o := range c.objects {
		if o.id == id {
			return o
		}
	}
	for _, o := range c.objects {
		if slices.ContainsFunc(keys, func(key string) bool { return o.sent[key] == id || o.made[key] == id }) {
			return o
		}
	}
	return nil
}

func (c *collection) add(o *object) {
	c.objects = append(c.objects, o)
	c.lists = nil
}

func (c *collection) remove(o *object) {
	c.objects = slices.DeleteFunc(c.objects, func(other *object) bool { return other == o })
	c.lists = nil
}

// changed makes all answers about an object anew.
func (c *collection) changed(o *object) { o.views, c.lists = nil, nil }
