package compare

import (
	"encoding/json"
	"math"
	"strings"
)

// walk goes through the bodies of one pair side by side.
type walk struct {
	tally *tally
	names *names
	pair  mark
	step  string
	query map[string][]string // of the request
}

// member compares one member of two objects; ok says which side has it.
func (w *walk) member(path string, before any, inBefore bool, after any, inAfter bool) {
	n := w.tally.at(path)
	n.holders++
	switch {
	case inBefore && inAfter:
		n.both++
		w.value(path, before, after)
	case inBefore:
		n.lost.see(w.pair, before, nil)
		if before == nil {
			n.lostNull++
		}
	case inAfter:
		n.gained.see(w.pair, nil, after)
		if after == nil {
			n.gainedNull++
		}
	}
}

func (w *walk) value(path string, before, after any) {
	n := w.tally.at(path)
	kb, ka := kindOf(before), kindOf(after)
	n.count(0, before)
	n.count(1, after)
	switch {
	case before == nil && after == nil:
	case after == nil:
		n.nulled.see(w.pair, before, after)
	case before == nil:
		n.filled.see(w.pair, before, after)
	case kb != ka:
		seeIn(n.retyped, kb+" → "+ka, w.pair, before, after)
	default:
		w.alike(path, n, before, after)
	}
}

func (n *node) count(side int, v any) {
	if v == nil {
		n.nulls[side]++
		return
	}
	n.values[side]++
	n.kinds[side][kindOf(v)]++
}

// alike compares two values of the same type.
func (w *walk) alike(path string, n *node, before, after any) {
	switch b := before.(type) {
	case map[string]any:
		w.object(path, n, b, after.(map[string]any))
	case []any:
		w.list(path, n, b, after.([]any))
	case string:
		w.text(path, n, b, after.(string))
	case json.Number:
		w.number(n, b, after.(json.Number))
	case bool:
		if b != after.(bool) {
			seeIn(n.others, [2]string{show(b), show(after)}, w.pair, before, after)
		} else {
			n.same++
		}
	}
}

func (w *walk) object(path string, n *node, before, after map[string]any) {
	n.objects++
	switch {
	case len(before) > 0 && len(after) == 0:
		n.emptied.see(w.pair, before, after)
		n.empty[1]++
		return
	case len(before) == 0 && len(after) > 0:
		n.refilled.see(w.pair, before, after)
		n.empty[0]++
		return
	case len(before) == 0:
		n.empty[0]++
		n.empty[1]++
		return
	}
	renamed := map[string]any{} // after, by the names that both sides share
	for key, value := range after {
		renamed[w.names.common(1, key)] = value
	}
	for key, b := range before {
		common := w.names.common(0, key)
		a, there := renamed[common]
		delete(renamed, common)
		w.member(path+"/"+pointerName(common), b, true, a, there)
	}
	for common, a := range renamed {
		w.member(path+"/"+pointerName(common), nil, false, a, true)
	}
}

// pointerName keeps data that serves as a key out of paths.
func pointerName(key string) string {
	if form := formOf(key); volatile(form) || form == formOwn {
		return "*"
	}
	return escape.Replace(key)
}

// escape and unescape write names as JSON Pointers do.
var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func (w *walk) number(n *node, before, after json.Number) {
	b, errB := before.Float64()
	a, errA := after.Float64()
	if errB != nil || errA != nil {
		return
	}
	for side, x := range []float64{b, a} {
		n.numbers[side]++
		if x != math.Trunc(x) {
			n.fractions[side]++
		}
	}
	if b == math.Trunc(b) && a != math.Trunc(a) {
		n.fraction.see(w.pair, before, after)
	}
	if b != a {
		seeIn(n.others, [2]string{before.String(), after.String()}, w.pair, before, after)
	} else {
		n.same++
	}
}

func (w *walk) text(path string, n *node, before, after string) {
	b, a := w.names.common(0, before), w.names.common(1, after)
	fb, fa := formOf(before), formOf(after)
	n.forms[0][fb]++
	n.forms[1][fa]++
	if len(n.words) <= maxWords {
		n.words[before]++
	}
	if fb != fa && (strict(fb) || strict(fa)) {
		seeIn(n.reformed, fb+" → "+fa, w.pair, before, after)
		return
	}
	if b == a || fb == fa && volatile(fb) || plain(b) == plain(a) {
		n.same++
		return
	}
	if fb == formOpaque || fa == formOpaque { // short ones look like words
		return
	}
	seeIn(n.others, [2]string{b, a}, w.pair, before, after)
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "object"
	case []any:
		return "list"
	case string:
		return "text"
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	}
	return "nothing"
}

// show writes a value in one line.
func show(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return string(data)
}
