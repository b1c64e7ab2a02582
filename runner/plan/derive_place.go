package plan

import (
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// segment is one step down into a request: to a key, to an item of a list, or
// to an entry of an object with free keys.
type segment struct {
	key         string
	item, entry bool
	around      schemas.Part // the container
}

// place is one position of a request and the schema that holds there.
type place struct {
	part     schemas.Part
	path     []segment
	holder   *place // of the object or list around it; nil at the root
	required bool
	choice   bool // one of the alternatives for the place, which comes on its own as well
}

// deepest bounds the walk: a schema may refer to itself.
const deepest = 6

// places lists the positions of a request, the containers before what is in them.
func places(root schemas.Part) ([]place, error) {
	return (&place{part: root}).walk(nil)
}

func (p *place) walk(out []place) ([]place, error) {
	out = append(out, *p)
	if len(p.path) == deepest {
		return out, nil
	}
	var err error
	for _, choice := range choices(p.part) {
		alternative := &place{part: choice, path: p.path, holder: p.holder, choice: true}
		if out, err = alternative.inside(append(out, *alternative)); err != nil {
			return nil, err
		}
	}
	return p.inside(out)
}

// inside walks what a container holds.
func (p *place) inside(out []place) ([]place, error) {
	needed := requiredOf(p.part)
	for _, key := range keysOf(p.part) {
		part, err := p.part.Property(key)
		if err != nil {
			return nil, err
		}
		if out, err = p.down(part, segment{key: key}, slices.Contains(needed, key)).walk(out); err != nil {
			return nil, err
		}
	}
	for _, keyword := range []string{"additionalProperties", "items"} {
		if _, written := p.part.Keywords[keyword].(map[string]any); !written {
			continue
		}
		part, err := p.part.Child(keyword)
		if err != nil {
			return nil, err
		}
		s := segment{item: keyword == "items", entry: keyword != "items"}
		if out, err = p.down(part, s, false).walk(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *place) down(part schemas.Part, s segment, required bool) *place {
	s.around = p.part
	return &place{part: part, path: append(slices.Clone(p.path), s), holder: p, required: required}
}

// key is the top key of the request under which the place lies.
func (p place) key() string {
	if len(p.path) == 0 {
		return ""
	}
	return p.path[0].key
}

// name is the place as messages and titles name it.
func (p place) name() string {
	var words []string
	for _, s := range p.path {
		if s.key != "" {
			words = append(words, s.key)
		}
	}
	return strings.Join(words, ".")
}

// within reports whether the place is an item or entry of what name says.
func (p place) within() bool { return len(p.path) > 0 && p.path[len(p.path)-1].key == "" }
