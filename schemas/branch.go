package schemas

import (
	"fmt"
	"math"
	"strings"
)

// combine judges by the keywords that hold other schemas for the same value.
func (w *walker) combine(n *node, value any) {
	for _, sub := range n.all {
		w.visit(sub, value)
	}
	if n.any != nil {
		w.choose(n.any, value)
	}
	if n.one != nil {
		if fitting := w.choose(n.one, value); fitting > 1 {
			w.add(Problem{
				Pointer: w.pointer(""), Keyword: "oneOf",
				Want: fmt.Sprintf("exactly one of %d forms", len(n.one)), Got: fmt.Sprintf("%d that fit", fitting),
			})
		}
	}
	if n.not != nil && len(w.try(n.not, value)) == 0 {
		w.refuse(n.not, value)
	}
	if n.cond != nil {
		chosen := n.then
		if len(w.try(n.cond, value)) > 0 {
			chosen = n.orElse
		}
		if chosen != nil {
			w.visit(chosen, value)
		}
	}
}

// try lists the problems of a value with a schema, without reporting them.
func (w *walker) try(n *node, value any) []Problem {
	kept := w.out
	w.out = nil
	w.visit(n, value)
	problems := w.out
	w.out = kept
	return problems
}

// choose counts the branches that fit. If none does, it reports the problems of
// the closest one: "must match exactly one schema" would help nobody.
func (w *walker) choose(branches []*node, value any) (fitting int) {
	var closest []Problem
	lowest := math.Inf(1)
	wrongType := 0
	for _, branch := range branches {
		before := w.seen
		problems := w.try(branch, value)
		if len(problems) == 0 {
			fitting++
			continue
		}
		if problems[0].Keyword == "type" && problems[0].Pointer == w.pointer("") {
			wrongType++
		}
		if d := w.weight(problems) / float64(w.seen-before); d < lowest {
			closest, lowest = problems, d
		}
	}
	switch {
	case fitting > 0:
	case wrongType == len(branches):
		w.report("type", describeAny(branches), value)
	default:
		w.out = append(w.out, closest...)
	}
	return fitting
}

// weight says how much problems speak against a branch: most a list or an object
// in place of a text or a number, or the reverse, and a strange key; least a
// missing key. Each level deeper halves the weight, because a branch that fits
// that far down was probably meant. choose divides it by the places that the
// branch could judge: a branch that knows little of the value must not win
// because it finds little wrong.
func (w *walker) weight(problems []Problem) float64 {
	sum := 0.0
	for _, p := range problems {
		weight := 1.0
		switch p.Keyword {
		case "type":
			if weight = 3; shapesDiffer(p) {
				weight = 16
			}
		case "additionalProperties":
			weight = 8
		case "enum", "const":
			weight = 4
		case "required":
			weight = 2
		}
		sum += math.Ldexp(weight, len(w.path)-strings.Count(p.Pointer, "/"))
	}
	return sum
}

// shapesDiffer reports whether a type problem is about a list or an object on one
// side only.
func shapesDiffer(p Problem) bool {
	want := strings.Contains(p.Want, "array") || strings.Contains(p.Want, "object")
	got := strings.HasPrefix(p.Got, "array") || strings.HasPrefix(p.Got, "object")
	return want != got
}

// refuse reports a value that fits the schema under not; that a key is there
// which must not be is said at the key.
func (w *walker) refuse(n *node, value any) {
	object, ok := value.(map[string]any)
	if ok && len(n.required) == 1 && n.properties == nil {
		key := n.required[0]
		w.add(Problem{Pointer: w.pointer("/" + escape(key)), Keyword: "not", Want: "absent", Got: show(object[key])})
		return
	}
	w.report("not", "anything but the excluded form", value)
}

// describe words what a schema asks for, for a property that is missing.
func describe(n *node) string {
	for n != nil && n.ref != nil {
		n = n.ref
	}
	switch {
	case n == nil:
		return "a value"
	case n.hasConst:
		return literal(n.constant)
	case n.enum != nil:
		return oneOf(n.enum)
	case n.types != nil:
		return alternatives(n.types)
	case n.any != nil:
		return describeAny(n.any)
	case n.one != nil:
		return describeAny(n.one)
	}
	return "a value"
}

func describeAny(branches []*node) string {
	var words []string
	for _, b := range branches {
		if word := describe(b); len(words) == 0 || words[len(words)-1] != word {
			words = append(words, word)
		}
	}
	return alternatives(words)
}
