package mock

import (
	"encoding/json"
	"maps"
	"net/url"
	"strconv"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// list answers with the objects of a collection, by page where that is asked for.
func (op *operation) list(c *collection, v *reference.Visit) ([]byte, error) {
	skeleton, err := op.skeleton()
	if err != nil {
		return nil, err
	}
	at, _, found := listIn(skeleton, op.of.keys, 3)
	if !found {
		return op.plain()
	}
	page := pageOf(v.URL.Query())
	if body, known := c.lists[op.ID+page.key()]; known {
		return body, nil
	}
	shown := c.objects
	if op.faulty == hidesNewest && len(shown) > 0 {
		shown = shown[:len(shown)-1]
	}
	items := []any{}
	for _, o := range page.cut(shown) {
		item, err := op.item(o)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	value := counted(skeleton, at, items, len(shown), page)
	if problems, err := op.problems(value); err != nil || len(problems) > 0 {
		value = counted(skeleton, at, items, 0, pages{}) // the schema has its own mind about numbers
	}
	if problems, err := op.problems(value); err != nil || len(problems) > 0 {
		return op.plain()
	}
	body, err := op.encode(value)
	if err != nil {
		return nil, err
	}
	if c.lists == nil {
		c.lists = map[string][]byte{}
	}
	c.lists[op.ID+page.key()] = body
	return body, nil
}

// item is an object as the list shows it: alone in the list, so that it can be
// judged by the schema of the whole.
func (op *operation) item(o *object) (any, error) {
	skeleton, err := op.skeleton()
	if err != nil {
		return nil, err
	}
	list, at, found := listIn(skeleton, op.of.keys, 3)
	if !found {
		return nil, nil
	}
	template := inside(skeleton, list).([]any)[0]
	value, err := op.dress(skeleton, append(append(list, "0"), at...), o)
	if err != nil {
		return nil, err
	}
	item := inside(value, list).([]any)[0]
	if item == nil {
		item = template
	}
	shown, _ := inside(item, at).(map[string]any)
	o.learn(op.of.keys, shown)
	return item, nil
}

// counted puts items into an answer, and their number beside them.
func counted(skeleton any, at []string, items []any, total int, p pages) any {
	if len(at) == 0 {
		return items
	}
	out := maps.Clone(skeleton.(map[string]any))
	if len(at) == 1 {
		for key, n := range map[string]int{"total": total, "page": p.number, "perPage": p.size, "per_page": p.size} {
			if _, isNumber := out[key].(json.Number); isNumber && n > 0 {
				out[key] = json.Number(strconv.Itoa(n))
			}
		}
	}
	out[at[0]] = counted(out[at[0]], at[1:], items, total, p)
	return out
}

// pages is the part of a list that a query asks for.
type pages struct{ number, size int }

func pageOf(query url.Values) pages {
	p := pages{1, 20}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 0 {
		p.number = n
	}
	for _, name := range []string{"perPage", "per_page", "size", "limit", "pageSize"} {
		if n, err := strconv.Atoi(query.Get(name)); err == nil && n > 0 {
			p.size = n
		}
	}
	return p
}

func (p pages) key() string { return " " + strconv.Itoa(p.number) + " " + strconv.Itoa(p.size) }

func (p pages) cut(all []*object) []*object {
	from := min((p.number-1)*p.size, len(all))
	return all[from:min(from+p.size, len(all))]
}
