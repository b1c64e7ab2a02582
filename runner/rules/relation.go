package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/tidwall/gjson"
)

// The functions of this file compare several answers; suites use them for what
// data cannot say. All violations are required unless weakened with AtMost.

// AtMost lowers the level of violations.
func AtMost(level Level, found []Violation) []Violation {
	for i := range found {
		found[i].Level = min(found[i].Level, level)
	}
	return found
}

// Claim is a violation unless it holds.
func Claim(holds bool, rule, pointer, want, got string) []Violation {
	if holds {
		return nil
	}
	return []Violation{{Rule: rule, Level: Required, Pointer: pointer, Want: want, Got: got}}
}

// Same: two answers about the same thing agree at the paths, which are given
// below an own root in each answer. Instants are compared as instants; a
// missing value is the same as null.
func Same(a recording.Exchange, rootA string, b recording.Exchange, rootB string, paths ...string) []Violation {
	var out []Violation
	for _, path := range paths {
		x, y := a.JSON(join(rootA, path)), b.JSON(join(rootB, path))
		if sameResult(x, y) {
			continue
		}
		out = append(out, Claim(false, "answers-disagree", Pointer(join(rootB, path)), fmt.Sprintf("%s as in %s", show(x), a.Step), show(y))...)
	}
	return out
}

func join(root, path string) string {
	if root == "" {
		return path
	}
	return root + "." + path
}

func sameResult(x, y gjson.Result) bool {
	if absent(x) || absent(y) {
		return absent(x) && absent(y)
	}
	if x.Type == gjson.String && y.Type == gjson.String {
		t, errX := time.Parse(time.RFC3339Nano, x.Str)
		u, errY := time.Parse(time.RFC3339Nano, y.Str)
		if errX == nil && errY == nil {
			return t.Equal(u)
		}
	}
	return SameJSON([]byte(x.Raw), []byte(y.Raw))
}

func absent(r gjson.Result) bool { return !r.Exists() || r.Type == gjson.Null }

func show(r gjson.Result) string {
	if !r.Exists() {
		return "nothing"
	}
	return abbreviate(r.Raw)
}

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
	from, to = min(from, len(whole)), min(to, len(whole))
	want := whole[from:to]
	return Claim(slices.Equal(want, part), "page-wrong", pointer, "elements "+fmt.Sprintf("%d to %d", from, to)+" of the whole: "+list(want), list(part))
}

// Rising: the values never fall, compared as bytes.
func Rising(pointer string, values []string) []Violation {
	for i := 1; i < len(values); i++ {
		if values[i] < values[i-1] {
			return Claim(false, "order-wrong", fmt.Sprintf("%s[%d]", pointer, i), "at least "+short(values[i-1]), short(values[i]))
		}
	}
	return nil
}

// Falling: the values never rise, compared as bytes.
func Falling(pointer string, values []string) []Violation {
	for i := 1; i < len(values); i++ {
		if values[i] > values[i-1] {
			return Claim(false, "order-wrong", fmt.Sprintf("%s[%d]", pointer, i), "at most "+short(values[i-1]), short(values[i]))
		}
	}
	return nil
}

// SameSet: the values are those wanted, in any order, none twice.
func SameSet(pointer string, want, got []string) []Violation {
	w, g := slices.Clone(want), slices.Clone(got)
	slices.Sort(w)
	slices.Sort(g)
	return Claim(slices.Equal(w, g), "set-wrong", pointer, "each of "+list(w)+" once", list(g))
}

// Listed: the value is among the others, or is not.
func Listed(pointer, value string, values []string, wanted bool) []Violation {
	if wanted {
		return Claim(slices.Contains(values, value), "set-wrong", pointer, short(value)+" among them", fmt.Sprintf("%d others", len(values)))
	}
	return Claim(!slices.Contains(values, value), "set-wrong", pointer, short(value)+" not among them", "it is listed")
}

func list(values []string) string {
	if len(values) == 0 {
		return "none"
	}
	text := strings.Join(values, ", ")
	if len(text) > 120 {
		text = strings.ToValidUTF8(text[:117], "") + "…"
	}
	return text
}

// SameMembers: the objects at a path have equal members in both answers. A
// missing member is the same as null, and as an empty object: that is how the
// same nothing shows in different operations.
func SameMembers(a, b recording.Exchange, path string) []Violation {
	keys := map[string]bool{}
	for _, x := range []gjson.Result{a.JSON(path), b.JSON(path)} {
		x.ForEach(func(key, _ gjson.Result) bool {
			keys[key.Str] = true
			return true
		})
	}
	var out []Violation
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		full := path + "." + gjson.Escape(key)
		if hollow(a.JSON(full)) && hollow(b.JSON(full)) {
			continue
		}
		out = append(out, Same(a, "", b, "", full)...)
	}
	return out
}

// Cleared: there is nothing at the path any more.
func Cleared(x recording.Exchange, path string) []Violation {
	got := x.JSON(path)
	return Claim(hollow(got), "value-unexpected", Pointer(path), "null or nothing, since the update left it out", show(got)+" in "+x.Step)
}

func hollow(r gjson.Result) bool { return absent(r) || r.Raw == "{}" }
