package mock

import (
	"maps"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// view is the answer of an operation about an object. What the client sent and
// what earlier answers showed is put into the skeleton of the answer, as far as
// its schema has it.
func (op *operation) view(o *object) ([]byte, error) {
	if body, known := o.views[op]; known {
		return body, nil
	}
	skeleton, err := op.skeleton()
	if err != nil {
		return nil, err
	}
	at, found := spotOf(skeleton, op.of.keys)
	if !found {
		return op.plain()
	}
	value, err := op.dress(skeleton, at, o)
	if err != nil {
		return nil, err
	}
	if op.does == creates {
		value = op.among(value, o)
	}
	shown, _ := inside(value, at).(map[string]any)
	o.learn(op.of.keys, shown)
	body, err := op.encode(value)
	if err != nil {
		return nil, err
	}
	if o.views == nil {
		o.views = map[*operation][]byte{}
	}
	o.views[op] = body
	return body, nil
}

// among puts what was sent into the first object of the list that is called as
// the collection is: some creates answer with the whole to which a part was added.
func (op *operation) among(value any, o *object) any {
	around, _ := value.(map[string]any)
	name := op.of.path[strings.LastIndexByte(op.of.path, '/')+1:]
	list, _ := around[name].([]any)
	if len(list) == 0 {
		return value
	}
	first, isObject := list[0].(map[string]any)
	if !isObject {
		return value
	}
	out, items := maps.Clone(around), slices.Clone(list)
	items[0] = overlay(first, o.sent, nil, nil)
	out[name] = items
	if op.success.Schema.Node != nil {
		if problems, err := op.Problems(op.success.Schema.Node, out); err != nil || len(problems) > 0 {
			return value
		}
	}
	return out
}

// learn keeps what was shown and not sent, so that it stays the same. The id is
// what was shown as such: the schema may not take the one that was meant.
func (o *object) learn(keys []string, shown map[string]any) {
	made := maps.Clone(o.made)
	if made == nil {
		made = map[string]any{}
	}
	for key, value := range shown {
		if _, sent := o.sent[key]; !sent {
			made[key] = value
		}
	}
	if o.made == nil && !slices.ContainsFunc(keys, func(key string) bool { return shown[key] == o.id }) {
		for _, key := range keys {
			if id, isText := shown[key].(string); isText {
				o.id = id
				break
			}
		}
	}
	o.made = made
}

// facts are the properties of an object by precedence: what identifies it, what
// was sent, what was shown before.
func (o *object) facts(keys []string) map[string]any {
	facts := joined(o.made, o.sent)
	for _, key := range keys {
		_, sent := o.sent[key]
		_, made := o.made[key]
		if !sent && !made {
			facts[key] = o.id
		}
	}
	return facts
}

// spares are other ids for where the one that the client chose does not fit: its
// rule_id is any text, and the id beside it is a UUID.
func (o *object) spares(keys []string) map[string]any {
	spares := map[string]any{}
	for _, key := range keys {
		if _, sent := o.sent[key]; !sent && o.spare != "" {
			spares[key] = o.spare
		}
	}
	return spares
}

// How much of a fact an answer takes over; each step gives way to the schema.
const (
	whole  = iota // the fact itself
	merged        // laid over what the skeleton has there; of an id, the spare one
	absent        // what the skeleton has
)

// dress puts the facts of an object into the skeleton at a place. A fact that
// the schema of the answer does not accept gives way, step by step.
func (op *operation) dress(skeleton any, at []string, o *object) (any, error) {
	facts, spares := o.facts(op.of.keys), o.spares(op.of.keys)
	steps := map[string]int{}
	for {
		value := replaced(skeleton, at, func(base any) any { return overlay(base.(map[string]any), facts, spares, steps) })
		if op.success.Schema.Node == nil {
			return value, nil
		}
		problems, err := op.Problems(op.success.Schema.Node, value)
		if err != nil {
			return nil, err
		}
		if len(problems) == 0 {
			return value, nil
		}
		if !giveWay(steps, facts, op.of.keys, at, problems) {
			return skeleton, nil
		}
	}
}

// giveWay takes the next step for the facts that problems are about, or for all
// when they are about none in particular: what identifies the object comes last,
// as two that show the same id are one. It is false when no step is left.
func giveWay(steps map[string]int, facts map[string]any, keys, at []string, problems []schemas.Problem) bool {
	prefix := pointer(at)
	moved := false
	for _, p := range problems {
		rest, inside := strings.CutPrefix(p.Pointer, prefix+"/")
		key, _, _ := strings.Cut(rest, "/")
		key = unescape.Replace(key)
		if _, known := facts[key]; inside && known && steps[key] < absent {
			steps[key]++
			moved = true
		}
	}
	if moved {
		return true
	}
	for _, identifying := range []bool{false, true} {
		for key := range facts {
			if steps[key] < absent && slices.Contains(keys, key) == identifying {
				steps[key], moved = absent, true
			}
		}
		if moved {
			return true
		}
	}
	return false
}

func overlay(base, facts, spares map[string]any, steps map[string]int) map[string]any {
	out := maps.Clone(base)
	for key, fact := range facts {
		old, declared := base[key]
		switch {
		case !declared || steps[key] == absent:
		case steps[key] == merged && spares[key] != nil:
			out[key] = spares[key]
		case steps[key] == merged:
			out[key] = merge(old, fact)
		default:
			out[key] = fact
		}
	}
	return out
}

func merge(old, fact any) any {
	a, both := old.(map[string]any)
	b, isMap := fact.(map[string]any)
	if !both || !isMap {
		return old
	}
	out := maps.Clone(a)
	for key, value := range b {
		if inner, found := a[key]; found {
			out[key] = merge(inner, value)
			if _, nested := value.(map[string]any); !nested {
				out[key] = value
			}
		}
	}
	return out
}
