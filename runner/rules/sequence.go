package rules

import (
	"fmt"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Strings lists the values at a path such as data.#.id.
func Strings(x recording.Exchange, path string) []string {
	var out []string
	for _, r := range x.JSON(path).Array() {
		out = append(out, r.String())
	}
	return out
}

// Page: part is whole[from:to], clamped to what there is.
func Page(pointer string, whole, part []string, from, to int) []Violation {
	from = min(max(from, 0), len(whole))
	to = min(max(to, from), len(whole))
	want := whole[from:to]
	which := fmt.Sprintf("elements %d to %d of the %d: %s", from+1, to, len(whole), list(want))
	if from == to {
		which = fmt.Sprintf("nothing, since the whole has %d", len(whole))
	}
	return Claim(slices.Equal(want, part), "page-wrong", pointer, which, list(part))
}

// Rising: the values never fall, compared as bytes.
func Rising(pointer string, values []string) []Violation {
	return ordered(pointer, "at least ", values, func(before, after string) bool { return before <= after })
}

// Falling: the values never rise, compared as bytes.
func Falling(pointer string, values []string) []Violation {
	return ordered(pointer, "at most ", values, func(before, after string) bool { return before >= after })
}

// ordered names the first place where the order breaks.
func ordered(pointer, word string, values []string, fits func(before, after string) bool) []Violation {
	for i := 1; i < len(values); i++ {
		if !fits(values[i-1], values[i]) {
			return Claim(false, "order-wrong", element(pointer, i), word+short(values[i-1]), short(values[i]))
		}
	}
	return nil
}

// SameSet: the values are those wanted, in any order, none twice.
func SameSet(pointer string, want, got []string) []Violation {
	w, g := slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	return Claim(slices.Equal(w, g), "set-wrong", pointer, "each of "+list(w)+" once", list(g))
}

// SameList: the values are those wanted, in this order.
func SameList(pointer string, want, got []string) []Violation {
	return Claim(slices.Equal(want, got), "set-wrong", pointer, list(want)+", in this order", list(got))
}

// Listed: the value is among the others, or is not.
func Listed(pointer, value string, values []string, wanted bool) []Violation {
	if wanted {
		return Claim(slices.Contains(values, value), "set-wrong", pointer, short(value)+" among them", fmt.Sprintf("%d others", len(values)))
	}
	return Claim(!slices.Contains(values, value), "set-wrong", pointer, short(value)+" not among them", "it is listed")
}
