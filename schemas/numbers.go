package schemas

import (
	"encoding/json"
	"math/big"
	"strings"
)

// rational is the exact value of a number; the reader has bounded its size.
func rational(n json.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return new(big.Rat)
	}
	return r
}

// isInteger counts 42.0 and 4.2e1 as integers, as JSON Schema does since draft-06.
func isInteger(n json.Number) bool {
	return !strings.ContainsAny(n.String(), ".eE") || rational(n).IsInt()
}

// Equal compares JSON values; numbers by value.
func Equal(a, b any) bool {
	switch x := a.(type) {
	case json.Number:
		y, ok := b.(json.Number)
		return ok && rational(x).Cmp(rational(y)) == 0
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !Equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for key := range x {
			v, ok := y[key]
			if !ok || !Equal(x[key], v) {
				return false
			}
		}
		return true
	}
	return a == b
}
