package generate

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
)

// fill makes a value for a demand; a rich one has what is optional, too.
func (m *maker) fill(s spot, d *demand, rich bool) (any, error) {
	m.values--
	if d.enum != nil {
		return m.listed(s, d)
	}
	if value, found := m.sample(s, d); found {
		return value, nil
	}
	switch kind := d.kind(); kind {
	case "object":
		return m.object(s, d, rich)
	case "array":
		return m.array(s, d, rich)
	case "string":
		return m.text(s, d, rich)
	case "integer", "number":
		return m.numeral(s, d, rich, kind == "integer")
	case "boolean":
		return rich, nil
	case "null":
		return nil, nil
	}
	return nil, fmt.Errorf("%q: its schemas share no type", s.pointer)
}

// kind chooses a type: the first that is not null, or what the keywords are about.
func (d *demand) kind() string {
	if d.types == nil {
		switch {
		case len(d.objects)+len(d.required) > 0:
			return "object"
		case len(d.items) > 0:
			return "array"
		case d.low.value != nil || d.top.value != nil || d.multiple != nil:
			return "number"
		}
		return "string"
	}
	for _, t := range d.types {
		if t != "null" {
			return t
		}
	}
	return slices.Concat(d.types, []string{""})[0]
}

// listed takes a value of the enum that the place accepts, null last.
func (m *maker) listed(s spot, d *demand) (any, error) {
	shift := s.nth
	if m.Size == Maximal {
		shift += int(m.number(s, uint64(len(d.enum))))
	}
	var null bool
	for i := range d.enum {
		value := d.enum[(i+shift)%len(d.enum)]
		if !m.fits(s.schemas, value) {
			continue
		}
		if value != nil {
			return value, nil
		}
		null = true
	}
	if null {
		return nil, nil
	}
	return nil, fmt.Errorf("%q: no value of the enum fits the rest of the schema", s.pointer)
}

// sample takes what the author of the document thought of: it means more than
// what can be made up. Objects are made up, as hooks reach into them.
func (m *maker) sample(s spot, d *demand) (any, bool) {
	if s.nth > 0 {
		return nil, false
	}
	for _, value := range d.samples {
		switch value.(type) {
		case string, json.Number, bool:
			if value != "" && m.fits(s.schemas, value) {
				return value, true
			}
		}
	}
	return nil, false
}

func (m *maker) array(s spot, d *demand, rich bool) (any, error) {
	n := d.count.min
	if rich && n == 0 && d.count.max != 0 && m.values > 0 {
		n = 1
	}
	items := make([]any, 0, min(n, 64))
	for i := range n {
		nested := s.item(i, d.items)
		nested.within = d.within
		value, err := m.at(nested)
		if err != nil && i >= d.count.min {
			break // what is optional and cannot be made is left out
		}
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	return items, nil
}

// numeral stays near 1, or at a bound where there is one.
func (m *maker) numeral(s spot, d *demand, rich, whole bool) (any, error) {
	step := big.NewRat(1, 1)
	if len(d.multiple) > 0 {
		step = d.multiple[0]
	}
	one := big.NewRat(1+int64(s.nth), 1)
	if rich {
		one = big.NewRat(int64(2+m.number(s, 40)), 1)
	}
	for _, from := range []*big.Rat{one, d.low.value, d.top.value, between(d.low.value, d.top.value), new(big.Rat), big.NewRat(3, 2)} {
		if from == nil {
			continue
		}
		// The number itself, and the multiples around it; open bounds exclude the nearest.
		base := new(big.Rat).SetInt(floor(new(big.Rat).Quo(from, step)))
		candidates := []*big.Rat{from}
		for _, k := range []int64{0, 1, 2, -1} {
			candidates = append(candidates, new(big.Rat).Mul(new(big.Rat).Add(base, big.NewRat(k, 1)), step))
		}
		for _, x := range candidates {
			if d.holds(x, whole) && (!d.risky || m.fits(s.schemas, numberOf(x))) {
				return numberOf(x), nil
			}
		}
	}
	return nil, fmt.Errorf("%q: no number found within its bounds", s.pointer)
}

func (d *demand) holds(x *big.Rat, whole bool) bool {
	if whole && !x.IsInt() {
		return false
	}
	if low := d.low; low.value != nil && (x.Cmp(low.value) < 0 || low.open && x.Cmp(low.value) == 0) {
		return false
	}
	if top := d.top; top.value != nil && (x.Cmp(top.value) > 0 || top.open && x.Cmp(top.value) == 0) {
		return false
	}
	for _, step := range d.multiple {
		if !new(big.Rat).Quo(x, step).IsInt() {
			return false
		}
	}
	return true
}

func between(low, high *big.Rat) *big.Rat {
	if low == nil || high == nil {
		return nil
	}
	sum := new(big.Rat).Add(low, high)
	return sum.Quo(sum, big.NewRat(2, 1))
}

func floor(r *big.Rat) *big.Int { return new(big.Int).Div(r.Num(), r.Denom()) } // Euclidean, and Denom is positive

func numberOf(r *big.Rat) json.Number {
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	f, _ := r.Float64()
	text, _ := json.Marshal(f)
	return json.Number(text)
}
