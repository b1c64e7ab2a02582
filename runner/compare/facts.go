package compare

import "strings"

// fact is one difference within one operation and status.
type fact struct {
	rule, subject string
	before, after string // in few words
	answers, of   int
	seen          seen
}

// facts draws the conclusions of a tally.
func (t *tally) facts() []fact {
	var out []fact
	for _, f := range t.single {
		f.of = t.pairs
		out = append(out, f)
	}
	for _, path := range sorted(t.nodes) {
		for _, f := range t.nodes[path].member(path, t.success, t.pairs) {
			if !t.success {
				f.rule = errorRule(f)
			}
			if f.rule != "" {
				f.of = t.pairs
				out = append(out, f)
			}
		}
	}
	for _, name := range sorted(t.headers) {
		for _, f := range t.headers[name].header(name) {
			f.of = t.pairs
			out = append(out, f)
		}
	}
	return out
}

// errorRule translates what is said of members of a success to members of an error.
func errorRule(f fact) string {
	switch f.rule {
	case "field-vanished", "field-sometimes-absent", "null-left-out", "object-emptied":
		return "error-member-vanished"
	case "field-added", "field-added-null", "field-more-often", "object-filled":
		return "error-member-added"
	case "text-changed", "wording-changed":
		return "wording-changed"
	case "order-changed", "null-filled", "item-missing", "item-unasked":
		return ""
	}
	return "error-member-changed"
}

// member draws the conclusions about one place in a body.
func (n *node) member(path string, success bool, pairs int) []fact {
	subject := path
	if path == "" {
		subject = "body"
	}
	var out []fact
	add := func(rule, before, after string, s seen) {
		if s.n > 0 && !chance(s, pairs) {
			out = append(out, fact{rule: rule, subject: subject, before: before, after: after, answers: s.n, seen: s})
		}
	}
	n.presence(add)
	n.nullness(add)
	for _, change := range sorted(n.retyped) {
		b, a, _ := strings.Cut(change, " → ")
		if n.kinds[0][a] == 0 {
			add("type-changed", b, a, *n.retyped[change])
		}
	}
	if n.fractions[0] == 0 {
		add("integer-to-fraction", "whole numbers", "fractions", n.fraction)
	}
	if n.empty[0] == 0 && n.empty[1] == n.objects {
		add("object-emptied", "an object with members", "{}", n.emptied)
	}
	if n.empty[1] == 0 && n.empty[0] == n.objects {
		add("object-filled", "{}", "an object with members", n.refilled)
	}
	n.listing(add)
	n.content(path, success, add)
	return out
}

// chance: where a request was repeated and nobody knows which answers belong
// together, what a few of them show may only be another state of the object.
func chance(s seen, pairs int) bool { return s.sure == 0 && 2*s.n < pairs }

type adding func(rule, before, after string, s seen)

// presence: a member that is there or not from case to case is no difference.
func (n *node) presence(add adding) {
	lost, gained := n.lost.n, n.gained.n
	switch {
	case lost > 0 && gained > 0:
	case lost > 0 && n.lostNull == lost:
		add("null-left-out", "null", "absent", n.lost)
	case lost > 0 && n.both == 0:
		add("field-vanished", kindOf(n.lost.before), "absent", n.lost)
	case lost > 0:
		add("field-sometimes-absent", kindOf(n.lost.before), "absent in some answers", n.lost)
	case gained > 0 && n.both == 0 && n.gainedNull == gained:
		add("field-added-null", "absent", "null", n.gained)
	case gained > 0 && n.both == 0:
		add("field-added", "absent", kindOf(n.gained.after), n.gained)
	case gained > 0:
		add("field-more-often", "in some answers", "in more answers", n.gained)
	}
}

func (n *node) nullness(add adding) {
	switch {
	case n.nulled.n > 0 && n.values[1] == 0:
		add("field-always-null", kindOf(n.nulled.before), "null", n.nulled)
	case n.nulled.n > 0 && n.nulls[0] == 0:
		add("field-nullable", kindOf(n.nulled.before), "null in some answers", n.nulled)
	case n.filled.n > 0 && n.values[0] == 0:
		add("null-filled", "null", kindOf(n.filled.after), n.filled)
	}
}

func (n *node) listing(add adding) {
	missing := n.missing
	for _, id := range sorted(n.listed[0]) {
		if _, there := n.listed[1][id]; !there {
			first := n.listed[0][id]
			missing.n, missing.sure, missing.pair, missing.before = missing.n+first.n, missing.sure+first.sure, first.pair, first.before
		}
	}
	add("item-missing", "listed", "not listed", missing)
	add("item-unasked", "not listed", "listed", n.unasked)
	if n.order.broken.n > 0 {
		add("order-changed", "sorted as asked", "not sorted as asked", n.order.broken)
	} else if name, k := n.order.meant(); k != nil {
		add("order-changed", "sorted by "+name, "not sorted by "+name, k.wrong)
	}
	add("order-changed", "sorted", "not sorted", n.order.plain)
}

// content: values that should be equal and are not.
func (n *node) content(path string, success bool, add adding) {
	for _, change := range sorted(n.reformed) {
		b, a, _ := strings.Cut(change, " → ")
		if strict(b) && n.forms[1][b] == 0 || strict(a) && n.forms[0][a] == 0 {
			add("format-changed", b, a, *n.reformed[change])
		}
	}
	if len(n.others) == 0 || volatileName(path) {
		return
	}
	if forPeople(path) || !success && strings.HasSuffix(path, "/error") {
		add("text-changed", "", "", total(reworded(n.others)))
		return
	}
	fresh, usual := map[[2]string]*seen{}, map[[2]string]*seen{}
	for change, s := range n.others {
		if text, is := s.after.(string); is && n.enumerable() && formOf(text) == formWord && n.words[text] == 0 {
			fresh[change] = s
		} else {
			usual[change] = s
		}
	}
	for _, change := range sortedPairs(fresh) {
		add("enum-new-value", quoted(change[0]), quoted(change[1]), *fresh[change])
	}
	if changes := sortedPairs(usual); len(changes) > 0 && n.telling(usual) {
		s := total(usual)
		before, after := "various values", "other values"
		if len(changes) == 1 {
			before, after = show(s.before), show(s.after)
		}
		add("value-changed", before, after, s)
	}
}

// reworded leaves out texts that only changed places, between answers of which
// nobody knows which ones belong together.
func reworded(changes map[[2]string]*seen) map[[2]string]*seen {
	known, out := map[string]bool{}, map[[2]string]*seen{}
	for change := range changes {
		known[change[0]] = true
	}
	for change, s := range changes {
		if s.sure > 0 || !known[change[1]] {
			out[change] = s
		}
	}
	return out
}

// enumerable: the values before were few, and words.
func (n *node) enumerable() bool {
	if len(n.words) > maxWords {
		return false
	}
	for word := range n.words {
		if f := formOf(word); f != formWord && f != formEmpty {
			return false
		}
	}
	return true
}

// telling reports whether changed values are a change of behaviour rather than
// values that differ by themselves: always the same change, or no value kept.
func (n *node) telling(changes map[[2]string]*seen) bool {
	s := total(changes)
	if kindOf(s.before) == "number" {
		return len(changes) == 1 && s.n > 1
	}
	return len(changes) == 1 || n.same == 0
}

// header draws the conclusions about one header.
func (n *node) header(name string) []fact {
	var out []fact
	add := func(rule, before, after string, s seen) {
		if s.n > 0 {
			out = append(out, fact{rule: rule, subject: name, before: before, after: after, answers: s.n, seen: s})
		}
	}
	switch {
	case n.lost.n > 0 && n.gained.n == 0:
		add("header-vanished", "present", "absent", n.lost)
	case n.gained.n > 0 && n.lost.n == 0 && (name == "warning" || name == "deprecation" || name == "sunset"):
		add("deprecation-announced", "absent", "present", n.gained)
	case n.gained.n > 0 && n.lost.n == 0:
		add("header-appeared", "absent", "present", n.gained)
	}
	for _, change := range sorted(n.retyped) {
		b, a, _ := strings.Cut(change, " → ")
		add("media-type-changed", b, a, *n.retyped[change])
	}
	for _, change := range sorted(n.reformed) {
		b, a, _ := strings.Cut(change, " → ")
		add("charset-changed", b, a, *n.reformed[change])
	}
	for _, change := range sortedPairs(n.others) {
		add(valueRule(name, change[0], change[1]), quoted(change[0]), quoted(change[1]), *n.others[change])
	}
	return out
}

func valueRule(name, before, after string) string {
	switch name {
	case "location":
		return "location-changed"
	case "elastic-api-version":
		return "api-version-changed"
	case "cache-control":
		for _, word := range []string{"no-store", "private", "no-cache"} {
			if strings.Contains(before, word) && !strings.Contains(after, word) {
				return "protection-dropped"
			}
		}
	}
	return "header-value-changed"
}

func total(changes map[[2]string]*seen) seen {
	var out seen
	for _, k := range sortedPairs(changes) {
		s := changes[k]
		if out.n == 0 {
			out = *s
		} else {
			out.n, out.sure = out.n+s.n, out.sure+s.sure
		}
	}
	return out
}
