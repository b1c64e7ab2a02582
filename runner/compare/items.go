package compare

import (
	"encoding/json"
	"strings"
)

// identities are the members by which an object in a list is known again, the
// surest first.
var identities = []string{"id", "item_id", "list_id", "rule_id", "name", "key", "slug", "index", "entity.name", "attributes.name", "attributes.title", "title", "username"}

// list compares the objects that both lists hold; what only one of them holds
// belongs to the deployment, unless the automation manages it.
func (w *walk) list(path string, n *node, before, after []any) {
	each := path + "/*"
	by, nameless := w.identity(before, after)
	switch {
	case !objects(before) || !objects(after):
		w.plainItems(path, n, before, after)
		return
	case nameless && len(before) == len(after):
		for i := range before {
			w.value(each, before[i], after[i])
		}
		return
	case by == "":
		return // other objects on each side
	}
	n.list(w, by, before, after)
	ordered := newSequence(by)
	known := map[string]any{}
	for _, item := range after {
		known[w.names.common(1, textAt(item, by))] = item
	}
	for _, b := range before {
		raw := textAt(b, by)
		id := w.names.common(0, raw)
		a, there := known[id]
		delete(known, id)
		own := formOf(raw) == formOwn
		switch {
		case there && w.another(b, a):
		case there && (!own || w.certain(id)):
			w.value(each, b, a)
			ordered.pair(b, a, id)
		case !there && own && w.step != "" && !w.paged() && w.certain(id):
			n.missing.see(w.pair, b, nil)
		}
	}
	for id, a := range known {
		if raw := textAt(a, by); formOf(raw) == formOwn && w.step != "" && !w.paged() && w.certain(id) {
			n.unasked.see(w.pair, nil, a)
		}
	}
	ordered.after(after, func(item any) string { return w.names.common(1, textAt(item, by)) })
	n.order.add(w, ordered)
}

// list notes what the lists of a recording hold whose requests belong to no
// step: an object that the automation names is missed only when no list after
// holds it, since each list may have met another state.
func (n *node) list(w *walk, by string, before, after []any) {
	if w.step != "" || w.paged() {
		return
	}
	if n.listed[0] == nil {
		n.listed = [2]map[string]seen{{}, {}}
	}
	for side, list := range [][]any{before, after} {
		for _, item := range list {
			if id := textAt(item, by); id != "" && formOf(id) != formOwn && w.names.managed(id) {
				s := n.listed[side][id]
				s.see(w.pair, item, nil)
				n.listed[side][id] = s
			}
		}
	}
}

// another reports whether two objects that have one id in common are others by
// name: generated ids can repeat where the server was started afresh.
func (w *walk) another(before, after any) bool {
	b, a := textAt(before, "name"), textAt(after, "name")
	return formOf(b) == formOwn && formOf(a) == formOwn && w.names.common(0, b) != w.names.common(1, a)
}

// paged reports whether only a part of the list was asked for: what is on it
// depends on everything else that exists.
func (w *walk) paged() bool {
	for _, name := range []string{"page", "per_page", "perPage", "size", "limit", "from", "cursor", "search_after"} {
		if len(w.query[name]) > 0 {
			return true
		}
	}
	return false
}

// certain reports whether an object of a run is one of this flow: others may
// be in any state when the list is made.
func (w *walk) certain(common string) bool {
	own := ownText.FindString(common)
	return own == "" || w.names.ofFlow(own, w.step)
}

// identity chooses the member by which the objects of two lists are told
// apart: the first one that both have and by which some are found again.
// Objects are nameless that have none of these members.
func (w *walk) identity(before, after []any) (by string, nameless bool) {
	if !objects(before) || !objects(after) || len(before)+len(after) == 0 {
		return "", false
	}
	nameless = true
	for _, by := range identities {
		mine, unique := w.ids(0, before, by)
		others, apart := w.ids(1, after, by)
		if unique && apart && len(mine)+len(others) == 0 {
			continue
		}
		nameless = false
		if !unique || !apart {
			continue
		}
		if len(before) == 0 || len(after) == 0 || meet(mine, others) {
			return by, false
		}
		if lasting(mine) && lasting(others) {
			return "", false // these are other objects
		}
	}
	return "", nameless
}

func meet(mine, others map[string]bool) bool {
	for id := range mine {
		if others[id] {
			return true
		}
	}
	return false
}

// lasting ids are chosen by somebody, so that equal objects have equal ones.
func lasting(ids map[string]bool) bool {
	for id := range ids {
		if form := formOf(id); volatile(form) || form == formDigits {
			return false
		}
	}
	return true
}

// ids are the common names of the objects of a list; unique is false when they
// do not tell the objects apart.
func (w *walk) ids(side int, list []any, by string) (ids map[string]bool, unique bool) {
	ids = map[string]bool{}
	for _, item := range list {
		id := w.names.common(side, textAt(item, by))
		if id == "" {
			continue
		}
		if ids[id] {
			return nil, false
		}
		ids[id] = true
	}
	return ids, true
}

func objects(list []any) bool {
	for _, item := range list {
		if _, is := item.(map[string]any); !is {
			return false
		}
	}
	return true
}

// textAt is the text at a path of two names at most; empty when there is none.
func textAt(item any, path string) string {
	for name := range strings.SplitSeq(path, ".") {
		object, is := item.(map[string]any)
		if !is {
			return ""
		}
		item = object[name]
	}
	switch v := item.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// plainItems compares lists of plain values: their types, and their order when
// they hold the same.
func (w *walk) plainItems(path string, n *node, before, after []any) {
	if len(before) == 0 || len(after) == 0 {
		return
	}
	if len(before) == len(after) {
		w.plainOrder(n, before, after)
	}
	each := w.tally.at(path + "/*")
	for side, list := range [][]any{before, after} {
		for _, item := range list {
			each.count(side, item)
		}
	}
	if b, a := kindOf(before[0]), kindOf(after[0]); b != a {
		seeIn(each.retyped, b+" → "+a, w.pair, before[0], after[0])
	} else if len(before) == len(after) && b != "list" {
		for i := range before {
			if kindOf(before[i]) == b && kindOf(after[i]) == b && before[i] != nil && b != "object" {
				w.alike(path+"/*", each, before[i], after[i])
			}
		}
	}
}
