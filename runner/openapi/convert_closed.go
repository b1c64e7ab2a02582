package openapi

import (
	"maps"
	"slices"
)

// A closed object refuses what it does not know itself, also what the schemas
// beside it in an allOf ask for. Documents close the parts all the same, and mean
// the whole. So a part that would refuse a property of the others is opened.

// opened gives a branch of an allOf as it is to be converted.
func (b *building) opened(branch place, others []place) place {
	closed := branch
	for range 8 { // through $ref, which is then written in place
		ref, ok := closed.object()["$ref"].(string)
		if !ok {
			break
		}
		value, found := b.find(ref[min(1, len(ref)):])
		if !found {
			return branch
		}
		closed = place{value, ref[1:]}
	}
	if closed.object()["additionalProperties"] != false {
		return branch
	}
	known := b.named(closed)
	for _, other := range others {
		for name := range b.named(other) {
			if !known[name] {
				b.drop(closed.at+"/additionalProperties", "all-of-closed", "it is closed to %s, which the schemas that it is joined with have; it is taken for open", shorten(name))
				open := maps.Clone(closed.object())
				delete(open, "additionalProperties")
				return place{open, closed.at}
			}
		}
	}
	return branch
}

// named are the properties that a schema and its branches know.
func (b *building) named(at place) map[string]bool {
	out, seen := map[string]bool{}, map[string]bool{}
	var collect func(value any)
	collect = func(value any) {
		object, _ := value.(map[string]any)
		if ref, ok := object["$ref"].(string); ok && ref != "" && !seen[ref] {
			seen[ref] = true
			collect(b.lookup(ref[1:]))
		}
		named, _ := object["properties"].(map[string]any)
		for name := range named {
			out[name] = true
		}
		for _, key := range []string{"allOf", "anyOf", "oneOf"} {
			for _, branch := range listOf(object[key]) {
				collect(branch)
			}
		}
	}
	collect(at.value)
	return out
}

// beside lists what speaks about the same value as one branch of an allOf: the
// other branches, and the properties of the schema around them.
func (b *building) beside(list place, i int) []place {
	var out []place
	around := maps.Clone(b.at.object())
	delete(around, "allOf")
	out = append(out, place{around, b.at.at})
	j := 0
	for _, other := range list.entries() {
		if j != i {
			out = append(out, other)
		}
		j++
	}
	return out
}

// open drops additionalProperties: false where branches have properties that the
// schema around them does not know.
func (b *building) open() {
	if b.out["additionalProperties"] != false || !b.composed() {
		return
	}
	known, _ := b.at.object()["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(b.named(b.at))) {
		if _, ok := known[name]; !ok {
			b.drop(b.at.at+"/additionalProperties", "all-of-closed", "it is closed to %s, which a branch has; it is taken for open", shorten(name))
			delete(b.out, "additionalProperties")
			return
		}
	}
}
