package openapi

import (
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// tree is the document as plain values, with what is found wrong in it.
type tree struct {
	root map[string]any
	gaps *gaps
}

// place is a value and the JSON Pointer of where it is written.
type place struct {
	value any
	at    string
}

func (p place) object() map[string]any {
	object, _ := p.value.(map[string]any)
	return object
}

// get gives the value of a key, which may be absent: then it is no place.
func (p place) get(key string) (place, bool) {
	value, ok := p.object()[key]
	if !ok {
		return place{}, false
	}
	return place{value, p.at + "/" + escape(key)}, true
}

func (p place) text(key string) string {
	text, _ := p.object()[key].(string)
	return text
}

func (p place) flag(key string) bool {
	flag, _ := p.object()[key].(bool)
	return flag
}

// entries yields the keys of an object, sorted, or the items of a list.
func (p place) entries() iter.Seq2[string, place] {
	return func(yield func(string, place) bool) {
		switch v := p.value.(type) {
		case map[string]any:
			for _, key := range sortedKeys(v) {
				if !yield(key, place{v[key], p.at + "/" + escape(key)}) {
					return
				}
			}
		case []any:
			for i, item := range v {
				if !yield(strconv.Itoa(i), place{item, p.at + "/" + strconv.Itoa(i)}) {
					return
				}
			}
		}
	}
}

// sortedKeys are the keys of a map, in a list that is made once.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// object gives what a key holds if it is an object; anything else is a gap.
func (t *tree) object(p place, key string) (place, bool) {
	below, ok := p.get(key)
	if !ok {
		return below, false
	}
	return below, t.want(below, below.object() != nil, "an object")
}

// list is object for lists.
func (t *tree) list(p place, key string) (place, bool) {
	below, ok := p.get(key)
	if !ok {
		return below, false
	}
	_, ok = below.value.([]any)
	return below, t.want(below, ok, "a list")
}

func (t *tree) want(p place, ok bool, what string) bool {
	if !ok {
		t.gaps.add(p.at, "value-invalid", "want %s, got %s; it is left out", what, kindOf(p.value))
	}
	return ok
}

// follow leads through $ref to the object that is meant. It says no, and has
// noted a gap, where there is none.
func (t *tree) follow(p place) (place, bool) {
	start := p.at
	for range 32 {
		object := p.object()
		if object == nil {
			t.gaps.add(p.at, "value-invalid", "want an object, got %s; it is left out", kindOf(p.value))
			return p, false
		}
		value, refers := object["$ref"]
		if !refers {
			return p, true
		}
		pointer, ok := t.target(value, p.at)
		if !ok {
			return p, false
		}
		p = place{t.lookup(pointer), pointer}
	}
	t.gaps.add(start, "ref-loop", "the $ref leads back to itself; it is left out")
	return p, false
}

// target reads a $ref that leads to a place in this document.
func (t *tree) target(ref any, at string) (pointer string, ok bool) {
	text, ok := ref.(string)
	if !ok {
		t.gaps.add(at+"/$ref", "ref-invalid", "want a text, got %s; it is left out", kindOf(ref))
		return "", false
	}
	pointer, local := strings.CutPrefix(text, "#")
	if !local {
		t.gaps.add(at+"/$ref", "ref-external", "%s is outside of the document, and nothing is fetched; it is left out", shorten(text))
		return "", false
	}
	if decoded, err := url.PathUnescape(pointer); err == nil {
		pointer = decoded
	}
	if _, found := t.find(pointer); !found {
		t.gaps.add(at+"/$ref", "ref-unresolved", "%s leads nowhere; it is left out", shorten(text))
		return "", false
	}
	return pointer, true
}

func (t *tree) lookup(pointer string) any {
	value, _ := t.find(pointer)
	return value
}

// find gives the value at a JSON Pointer.
func (t *tree) find(pointer string) (any, bool) {
	var value any = t.root
	if pointer == "" {
		return value, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		switch v := value.(type) {
		case map[string]any:
			next, ok := v[unescape(token)]
			if !ok {
				return nil, false
			}
			value = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// kindOf words what a value is.
func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return "the text " + shorten(v)
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}
