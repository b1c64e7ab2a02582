package rules

import (
	"bytes"
	"encoding/json"
	"math/big"
	"time"

	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/tidwall/gjson"
)

// SameJSON reports whether two texts are strict JSON of the same value: members
// in any order, numbers by value (42 is 42.0).
func SameJSON(a, b []byte) bool {
	x, okX := decode(a)
	y, okY := decode(b)
	return okX && okY && same(x, y)
}

// decode reads strictly first: that also bounds the depth and the numbers.
func decode(data []byte) (value any, ok bool) {
	if schemas.Parse(data) != nil {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err := d.Decode(&value)
	return value, err == nil
}

func same(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		return ok && sameNumber(a.String(), n.String())
	case []any:
		l, ok := b.([]any)
		if !ok || len(l) != len(a) {
			return false
		}
		for i := range a {
			if !same(a[i], l[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(m) != len(a) {
			return false
		}
		for k := range a {
			if x, has := m[k]; !has || !same(a[k], x) {
				return false
			}
		}
		return true
	}
	return a == b
}

// sameNumber compares exactly. Decoding has refused what no double holds: to
// expand 1e400000000 would take minutes and gigabytes.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

// alike compares what two answers say about one thing. At any depth, a missing
// member is the same as null, and an instant may be written in several ways.
func alike(x, y gjson.Result) bool {
	if absent(x) && absent(y) || x.Raw == y.Raw {
		return true
	}
	a, okA := decode([]byte(x.Raw))
	b, okB := decode([]byte(y.Raw))
	return okA && okB && same(plain(a), plain(b))
}

// plain leaves out null members and writes instants in one way.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.UTC().Format(time.RFC3339Nano)
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for key, x := range v {
			if x == nil {
				delete(v, key)
				continue
			}
			v[key] = plain(x)
		}
	}
	return v
}
