package schemas

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// effort is what one judgement may cost, in schema nodes visited. The largest
// honest body, a page of 10 000 entities, takes a third of it.
const effort = 6_000_000

// What else costs: the words of a problem, bytes that a pattern, a format or an
// enum has to read, and keys, each of which the engine compares with each property.
const (
	problemEffort  = 120
	bytesForOne    = 8
	comparesForOne = 20
	valuesForOne   = 4
)

// walker visits a body along its schema and collects problems.
type walker struct {
	path []string // keys and positions from the root to the place at hand
	out  []Problem
	seen int // nodes visited
	left int // effort still allowed
}

// walk lists what is wrong with a value, sorted.
func walk(n *node, value any) ([]Problem, error) {
	w := &walker{left: effort}
	w.visit(n, value)
	if w.left <= 0 {
		return nil, ErrTooCostly
	}
	return sorted(w.out), nil
}

func (w *walker) visit(n *node, value any) {
	for n.ref != nil {
		n = n.ref
	}
	w.seen++
	if w.left--; w.left <= 0 {
		return
	}
	if n.never {
		w.report("not", "absent", value)
		return
	}
	if len(n.types) > 0 && !slices.ContainsFunc(n.types, func(t string) bool { return HasType(value, t) }) {
		w.report("type", alternatives(n.types), value)
		return
	}
	w.values(n, value)
	switch v := value.(type) {
	case json.Number:
		w.number(n, v)
	case string:
		w.text(n, v)
	case []any:
		w.array(n, v)
	case map[string]any:
		w.object(n, v)
	}
	w.combine(n, value)
}

// report adds a problem at the place at hand.
func (w *walker) report(keyword, want string, value any) {
	w.add(Problem{Pointer: w.pointer(""), Keyword: keyword, Want: want, Got: show(value)})
}

func (w *walker) add(p Problem) {
	w.left -= problemEffort
	w.out = append(w.out, p)
}

// pointer is the place at hand, or with a key the one below it.
func (w *walker) pointer(key string) string {
	var b strings.Builder
	for _, token := range w.path {
		b.WriteByte('/')
		b.WriteString(escape(token))
	}
	return b.String() + key
}

func (w *walker) below(token string, n *node, value any) {
	w.path = append(w.path, token)
	w.visit(n, value)
	w.path = w.path[:len(w.path)-1]
}

func (w *walker) values(n *node, value any) {
	if n.enum == nil && !n.hasConst {
		return
	}
	w.left -= bulk(value)
	if n.enum != nil && !slices.ContainsFunc(n.enum, func(v any) bool { return Equal(v, value) }) {
		w.report("enum", oneOf(n.enum), value)
	}
	if n.hasConst && !Equal(n.constant, value) {
		w.report("const", literal(n.constant), value)
	}
}

func (w *walker) number(n *node, value json.Number) {
	if n.bounds == nil && n.multiple == nil {
		return
	}
	r := rational(value)
	for _, b := range n.bounds {
		if !b.holds(r) {
			w.report(b.keyword, boundWords[b.keyword]+" "+b.text, value)
		}
	}
	if n.multiple != nil && !new(big.Rat).Quo(r, n.multiple).IsInt() {
		w.report("multipleOf", "a multiple of "+n.multiple.RatString(), value)
	}
}

var boundWords = map[string]string{
	"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most", "exclusiveMaximum": "less than",
}

func (b bound) holds(r *big.Rat) bool {
	c := r.Cmp(b.limit)
	switch b.keyword {
	case "minimum":
		return c >= 0
	case "exclusiveMinimum":
		return c > 0
	case "maximum":
		return c <= 0
	}
	return c < 0
}

func (w *walker) text(n *node, value string) {
	if n.pattern != nil || n.format != "" {
		w.left -= len(value) / bytesForOne
	}
	w.counted(n.length, "Length", "character", utf8.RuneCountInString(value), value)
	if n.pattern != nil && !n.pattern.MatchString(value) {
		w.report("pattern", "text matching "+abbreviate(n.pattern.String()), value)
	}
	if n.format != "" && !formats[n.format].holds(value) {
		w.report("format", formats[n.format].words, value)
	}
}

func (w *walker) counted(l limits, suffix, thing string, got int, value any) {
	if l.min >= 0 && got < l.min {
		w.report("min"+suffix, "at least "+count(l.min, thing), value)
	}
	if l.max >= 0 && got > l.max {
		w.report("max"+suffix, "at most "+count(l.max, thing), value)
	}
}

func (w *walker) array(n *node, value []any) {
	w.counted(n.itemCount, "Items", "item", len(value), value)
	if n.items == nil {
		return
	}
	for i, item := range value {
		w.below(strconv.Itoa(i), n.items, item)
	}
}

func (w *walker) object(n *node, value map[string]any) {
	w.left -= len(value) * len(n.properties) / comparesForOne
	if n.keyCount.min >= 0 && len(value) < n.keyCount.min {
		w.report("minProperties", fmt.Sprintf("at least %s", count(n.keyCount.min, "key")), value)
	}
	if n.keyCount.max >= 0 && len(value) > n.keyCount.max {
		w.report("maxProperties", fmt.Sprintf("at most %s", count(n.keyCount.max, "key")), value)
	}
	for _, key := range n.required {
		if _, ok := value[key]; !ok {
			w.add(Problem{Pointer: w.pointer("/" + escape(key)), Keyword: "required", Want: describe(n.properties[key]), Got: "nothing"})
		}
	}
	if n.properties == nil && n.additional == nil {
		return
	}
	for key, v := range value {
		switch sub := n.properties[key]; {
		case sub != nil:
			w.below(key, sub, v)
		case n.closed: // an object that is to be empty gains no keys with a new version
			w.add(Problem{Pointer: w.pointer("/" + escape(key)), Keyword: "additionalProperties", Want: "no such property", Got: show(v), Unknown: len(n.properties) > 0})
		case n.additional != nil:
			w.below(key, n.additional, v)
		}
	}
}

// bulk is the effort of comparing a whole value with another.
func bulk(value any) int {
	sum := 0
	switch v := value.(type) {
	case string:
		return len(v) / bytesForOne
	case []any:
		for _, item := range v {
			sum += bulk(item)
		}
		return sum + len(v)/valuesForOne
	case map[string]any:
		for key, item := range v {
			sum += len(key)/bytesForOne + bulk(item)
		}
		return sum + len(v)/valuesForOne
	}
	return 0
}

// HasType reports whether a value is of a JSON Schema type.
func HasType(value any, name string) bool {
	switch v := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case json.Number:
		return name == "number" || name == "integer" && isInteger(v)
	case []any:
		return name == "array"
	}
	return name == "object"
}
