package mock

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// deal does what the operation is for, and gives the body of the answer.
func (op *operation) deal(v *reference.Visit) ([]byte, error) {
	if op.of == nil && len(op.parents) == 0 {
		return op.plain()
	}
	op.mu.Lock()
	defer op.mu.Unlock()
	if err := op.needParents(v); err != nil {
		return nil, err
	}
	if op.of == nil {
		return op.plain()
	}
	c, err := op.collection(v)
	if err != nil {
		return nil, err
	}
	switch op.does {
	case lists:
		return op.list(c, v)
	case creates:
		return op.create(c, op.of.idIn(v.Body), v.Body)
	case clears:
		op.clear(c, given(v.URL.Query(), "ids"))
		return op.plain()
	}
	id, named := op.named(v)
	if !named {
		return op.plain()
	}
	o := c.find(op.of.keys, id)
	if o == nil && op.faulty == anotherObject && len(c.objects) > 0 {
		o = c.objects[0]
	}
	if o == nil && op.does == puts {
		return op.create(c, id, v.Body)
	}
	if o == nil && op.of.tells() {
		return nil, op.refuse(http.StatusNotFound, fmt.Sprintf("%s [%s] not found", op.of.word(), id))
	}
	if o == nil {
		o = &object{id: id}
	}
	return op.member(c, o, v.Body)
}

// member does something to an object that exists.
func (op *operation) member(c *collection, o *object, body any) ([]byte, error) {
	sent := op.told(body)
	switch op.does {
	case replaces, puts:
		if op.faulty != updateLost {
			o.sent = maps.Clone(sent)
			c.changed(o)
		}
	case patches:
		if op.faulty != updateLost {
			o.sent = joined(o.sent, sent)
			c.changed(o)
		}
	case removes:
		answer, err := op.view(o)
		if err == nil && op.faulty != stillThere {
			c.remove(o)
		}
		return answer, err
	}
	return op.view(o)
}

// clear removes the objects of a list, which may also come as one JSON text.
func (op *operation) clear(c *collection, ids []string) {
	var more []string
	if len(ids) == 1 && json.Unmarshal([]byte(ids[0]), &more) == nil {
		ids = more
	}
	for _, id := range ids {
		if o := c.find(op.of.keys, id); o != nil && op.faulty != stillThere {
			c.remove(o)
		}
	}
}

// create makes an object; one that has the id already gives way.
func (op *operation) create(c *collection, id string, body any) ([]byte, error) {
	sent := op.told(body)
	o := &object{id: id, sent: maps.Clone(sent)}
	if other := op.newID(); id == "" {
		o.id = other
	} else {
		o.spare = other
	}
	if old := c.find(nil, o.id); old != nil {
		c.remove(old)
	}
	answer, err := op.view(o)
	if err == nil && op.faulty != notStored {
		c.add(o)
	}
	return answer, err
}

// told is what a body says about the object: the whole, or what it wraps under
// the name under which answers show the object.
func (op *operation) told(body any) map[string]any {
	sent, _ := body.(map[string]any)
	for _, viewer := range []*operation{op, op.of.reader} {
		if viewer == nil {
			continue
		}
		skeleton, err := viewer.skeleton()
		if err != nil {
			continue
		}
		if at, found := spotOf(skeleton, op.of.keys); found && len(at) == 1 {
			if inner, wrapped := sent[at[0]].(map[string]any); wrapped {
				return inner
			}
		}
	}
	return sent
}

// collection is where the objects of a request are; it begins with a sample, so
// that a client who only reads finds something.
func (op *operation) collection(v *reference.Visit) (*collection, error) {
	key := op.of.path + place(v, op.Path, strings.Count(op.of.path, "{}"))
	c := op.collections[key]
	if c == nil {
		c = &collection{}
		op.collections[key] = c
		if op.of.listed != nil {
			o := &object{id: op.newID()}
			if _, err := op.of.listed.item(o); err != nil {
				return nil, err
			}
			c.add(o)
		}
	}
	return c, nil
}

// place tells collections of a resource apart: the space, and the objects that
// lead there.
func place(v *reference.Visit, path string, depth int) string {
	var b strings.Builder
	b.WriteString(" " + v.Space)
	for _, name := range slices.Collect(namesIn(path))[:depth] {
		fmt.Fprintf(&b, " %v", v.Params[name])
	}
	return b.String()
}

// needParents refuses what lies below an object that does not exist.
func (op *operation) needParents(v *reference.Visit) error {
	names := slices.Collect(namesIn(op.Path))
	for _, parent := range op.parents {
		depth := strings.Count(parent.member, "{}")
		c := op.collections[parent.path+place(v, op.Path, depth-1)]
		id, _ := v.Params[names[depth-1]].(string)
		if parent.maker != nil && parent.tells() && (c == nil || c.find(parent.keys, id) == nil) {
			return op.refuse(http.StatusNotFound, fmt.Sprintf("%s [%s] not found", parent.word(), id))
		}
	}
	return nil
}

// namesIn are the parameters of a path, the space left out.
func namesIn(path string) func(func(string) bool) {
	if rest, found := strings.CutPrefix(path, "/s/{"); found {
		_, path, _ = strings.Cut(rest, "}")
	}
	return func(yield func(string) bool) {
		for _, found := range parameters.FindAllString(path, -1) {
			if !yield(strings.Trim(found, "{}")) {
				return
			}
		}
	}
}

// named is the id of the object that a request is about.
func (op *operation) named(v *reference.Visit) (string, bool) {
	if op.of.member != "" {
		id, _ := v.Params[nameOf(op.Path)].(string)
		return id, true
	}
	query := v.URL.Query()
	for _, name := range op.of.query {
		if id := query.Get(name); id != "" {
			return id, true
		}
	}
	id := op.of.idIn(v.Body)
	return id, id != ""
}

// idIn is the id that a body gives; a name is one only where paths use it.
func (r *resource) idIn(body any) string {
	sent, _ := body.(map[string]any)
	for _, key := range r.keys {
		if id, isText := sent[key].(string); isText && id != "" {
			return id
		}
	}
	return ""
}

// word is what people call an object.
func (r *resource) word() string {
	path := strings.TrimSuffix(r.path, "/{}")
	many := path[strings.LastIndexByte(path, '/')+1:]
	if one, found := strings.CutSuffix(many, "ies"); found {
		return one + "y"
	}
	return strings.TrimSuffix(many, "s")
}

// joined is a patch laid over what is there.
func joined(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]any{}
	}
	maps.Copy(out, b)
	return out
}
