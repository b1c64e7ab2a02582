package schemas

import (
	"fmt"
	"strconv"
)

// Part is one place of a schema as data, any reference at it followed: for
// those who make requests out of a schema rather than judge bodies by it.
type Part struct {
	Name     string         // of the schema file in which it is written
	Pointer  string         // into that file
	Keywords map[string]any // nil where the schema is true or false; numbers are json.Number
	Since    []string       // first releases that know it, one for each release line; empty: all do

	set *Set
}

// Part gives the root of the named schema.
func (s *Set) Part(name string) (Part, error) {
	if !s.Has(name) {
		return Part{}, fmt.Errorf("schema %s: unknown", name)
	}
	return Part{Name: name, set: s}.read(s.docs[name])
}

// Property gives the schema of a named property.
func (p Part) Property(key string) (Part, error) {
	named, _ := p.Keywords["properties"].(map[string]any)
	return p.under("/properties/"+escape(key), named[key])
}

// Child gives the schema under items or additionalProperties.
func (p Part) Child(keyword string) (Part, error) {
	return p.under("/"+keyword, p.Keywords[keyword])
}

// Choice gives one of the schemas under anyOf or oneOf.
func (p Part) Choice(keyword string, i int) (Part, error) {
	list, _ := p.Keywords[keyword].([]any)
	if i < 0 || i >= len(list) {
		return Part{}, fmt.Errorf("schema %s: %s has no %s/%d", p.Name, p.Pointer, keyword, i)
	}
	return p.under("/"+keyword+"/"+strconv.Itoa(i), list[i])
}

// ValueSince gives the first releases that know a value of the enum.
func (p Part) ValueSince(i int) []string {
	return p.set.since(p.Name, p.Pointer+"/enum/"+strconv.Itoa(i))
}

func (p Part) under(pointer string, schema any) (Part, error) {
	return Part{Name: p.Name, Pointer: p.Pointer + pointer, Since: p.Since, set: p.set}.read(schema)
}

// read fills in what is written at the place, or at the place that it refers to.
func (p Part) read(schema any) (Part, error) {
	if since := p.set.since(p.Name, p.Pointer); len(since) > 0 {
		p.Since = since
	}
	switch s := schema.(type) {
	case bool:
		return p, nil
	case map[string]any:
		ref, refers := s["$ref"].(string)
		if !refers {
			p.Keywords = s
			return p, nil
		}
		name, pointer, err := p.set.docs.resolve(p.Name, ref)
		if err != nil {
			return Part{}, fmt.Errorf("schema %s: %s: %w", p.Name, p.Pointer, err)
		}
		target, err := p.set.docs.lookup(name, pointer)
		if err != nil {
			return Part{}, fmt.Errorf("schema %s: %s: %w", p.Name, p.Pointer, err)
		}
		p.Name, p.Pointer = name, pointer
		return p.read(target)
	}
	return Part{}, fmt.Errorf("schema %s: nothing is written at %s", p.Name, p.Pointer)
}

func (s *Set) since(name, pointer string) []string {
	for _, g := range s.gates {
		if g.Schema == name && g.At == pointer {
			return g.Since
		}
	}
	return nil
}
