package openapi

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath"
)

// Overlay is a file of corrections to a document, in the OpenAPI Overlay format,
// version 1.0.
type Overlay struct {
	Name string // of the file, for messages
	Data []byte
}

// builtin corrects what is known to be wrong in the documents of Kibana. Its
// targets are found by what is wrong about them, so that a document that is right,
// or none of Kibana's, stays as it is.
//
//go:embed kibana.overlay.yaml
var builtin []byte

// apply changes the document by one overlay. The error is for an overlay that is
// none: whoever wrote it wants to know, not to run without it.
func apply(root any, o Overlay, strict bool, g *gaps) (any, error) {
	quiet := &gaps{}
	value, err := read(o.Data, quiet)
	if err != nil {
		return nil, fmt.Errorf("overlay %s: %w", o.Name, err)
	}
	top := place{value, ""}
	if format := top.text("overlay"); !strings.HasPrefix(format, "1.") {
		return nil, fmt.Errorf("overlay %s: want the key overlay with a version 1.x, got %s", o.Name, kindOf(top.object()["overlay"]))
	}
	actions, ok := top.object()["actions"].([]any)
	if !ok || len(actions) == 0 {
		return nil, fmt.Errorf("overlay %s: it has no actions", o.Name)
	}
	for i, written := range actions {
		a, err := readAction(place{written, "/actions/" + strconv.Itoa(i)})
		if err != nil {
			return nil, fmt.Errorf("overlay %s: action %d: %w", o.Name, i, err)
		}
		pointers := find(a.target.Query(), root)
		if len(pointers) == 0 && strict {
			g.add(o.Name+"#/actions/"+strconv.Itoa(i), "overlay-without-target", "%s finds nothing in the document", a.target)
		}
		// From the last to the first: what is removed from a list moves what follows.
		slices.SortFunc(pointers, func(a, b string) int { return compare(b, a) })
		for _, pointer := range pointers {
			if root, _ = edit(root, pointer, a.change); root == nil {
				return nil, fmt.Errorf("overlay %s: action %d: it removes the whole document", o.Name, i)
			}
		}
	}
	return root, nil
}

// action is one change.
type action struct {
	target *jsonpath.Path
	update any
	remove bool
}

func readAction(p place) (action, error) {
	a := action{remove: p.flag("remove")}
	var updates bool
	a.update, updates = p.object()["update"]
	if p.text("target") == "" {
		return a, errors.New("no target")
	}
	if !updates && !a.remove {
		return a, errors.New("neither update nor remove")
	}
	var err error
	a.target, err = jsonpath.Parse(p.text("target"))
	if err != nil {
		return a, fmt.Errorf("target %s: %w", shorten(p.text("target")), err)
	}
	return a, nil
}

// change gives what stands at a target afterwards, and whether anything does.
func (a action) change(old any) (any, bool) {
	if a.remove {
		return nil, false
	}
	if list, ok := old.([]any); ok { // the update is one entry more
		return append(slices.Clone(list), copied(a.update)), true
	}
	return merged(old, a.update), true
}

// merged puts an update into a value: objects key by key, lists end to end.
func merged(old, update any) any {
	switch u := update.(type) {
	case map[string]any:
		object, ok := old.(map[string]any)
		if !ok {
			return copied(u)
		}
		for key, value := range u {
			if before, ok := object[key]; ok {
				object[key] = merged(before, value)
			} else {
				object[key] = copied(value)
			}
		}
		return object
	case []any:
		if list, ok := old.([]any); ok {
			return append(slices.Clone(list), copied(u).([]any)...)
		}
	}
	return copied(update)
}

func copied(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = copied(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = copied(item)
		}
		return out
	}
	return value
}

// edit changes the value at a pointer, and gives the tree around it back.
func edit(value any, pointer string, change func(any) (any, bool)) (any, bool) {
	if pointer == "" {
		return change(value)
	}
	token, rest, deeper := strings.Cut(pointer[1:], "/")
	if deeper {
		rest = "/" + rest
	}
	switch v := value.(type) {
	case map[string]any:
		key := unescape(token)
		if below, ok := v[key]; ok {
			if next, stays := edit(below, rest, change); stays {
				v[key] = next
			} else {
				delete(v, key)
			}
		}
	case []any:
		if i, err := strconv.Atoi(token); err == nil && i < len(v) {
			if next, stays := edit(v[i], rest, change); stays {
				v[i] = next
			} else {
				return slices.Delete(v, i, i+1), true
			}
		}
	}
	return value, true
}

// compare orders pointers, positions in lists by number.
func compare(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), func(x, y string) int {
		i, errI := strconv.Atoi(x)
		j, errJ := strconv.Atoi(y)
		if errI == nil && errJ == nil {
			return i - j
		}
		return strings.Compare(x, y)
	})
}
