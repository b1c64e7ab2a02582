package rules

import (
	"cmp"
	"maps"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/tidwall/gjson"
)

// The functions of this file and of sequence.go compare several answers; suites
// use them for what data cannot say. All violations are required unless
// weakened with AtMost.

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
	return []Violation{tidy(Violation{Rule: rule, Level: Required, Pointer: pointer, Want: want, Got: cmp.Or(got, "nothing")})}
}

// Same: two answers about the same thing agree at the paths, which are given
// below an own root in each answer. Instants are compared as instants; a
// missing value is the same as null.
func Same(a recording.Exchange, rootA string, b recording.Exchange, rootB string, paths ...string) []Violation {
	var out []Violation
	for _, path := range paths {
		x, y := a.JSON(join(rootA, path)), b.JSON(join(rootB, path))
		out = append(out, agree(alike(x, y), Pointer(join(rootB, path)), x, y, a)...)
	}
	return out
}

func agree(holds bool, pointer string, x, y gjson.Result, a recording.Exchange) []Violation {
	return Claim(holds, "answers-disagree", pointer, show(x)+" as in "+a.Step, show(y))
}

func join(root, path string) string {
	if root == "" {
		return path
	}
	return root + "." + path
}

// SameMembers: the objects at a path have equal members in both answers. A
// missing member is the same as null, and as an empty object: that is how the
// same nothing shows in different operations. With names given, only those
// members count: a later version may show others in one operation only.
func SameMembers(a, b recording.Exchange, path string, only ...string) []Violation {
	x, y := a.JSON(path), b.JSON(path)
	if !x.IsObject() || !y.IsObject() { // two nothings would agree about everything
		return agree(false, Pointer(path), x, y, a)
	}
	left, right := x.Map(), y.Map()
	keys := maps.Clone(left)
	maps.Copy(keys, right)
	var out []Violation
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if len(only) > 0 && !slices.Contains(only, key) {
			continue
		}
		p, q := left[key], right[key]
		holds := hollow(p) && hollow(q) || alike(p, q)
		out = append(out, agree(holds, below(Pointer(path), key), p, q, a)...)
	}
	return out
}

// Cleared: there is nothing at the path any more.
func Cleared(x recording.Exchange, path string) []Violation {
	got := x.JSON(path)
	return Claim(hollow(got), "value-unexpected", Pointer(path), "null or nothing, since the update left it out", show(got)+" in "+x.Step)
}

// hollow: nothing, null, or an object without members.
func hollow(r gjson.Result) bool {
	return absent(r) || r.IsObject() && len(r.Map()) == 0
}
