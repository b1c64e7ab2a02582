package generate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// object gives an object its required properties, and a rich one all others as
// far as they can be made.
func (m *maker) object(s spot, d *demand, rich bool) (any, error) {
	out := map[string]any{}
	for _, name := range d.required {
		if _, done := out[name]; done {
			continue
		}
		value, err := m.property(s, d, name)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	if rich && m.values > 0 {
		m.optional(s, d, out)
	}
	if err := m.more(s, d, out, rich); err != nil {
		return nil, err
	}
	if d.count.max >= 0 && len(out) > d.count.max {
		return nil, fmt.Errorf("%q: more properties are required than allowed", s.pointer)
	}
	return out, nil
}

func (m *maker) property(s spot, d *demand, name string) (any, error) {
	if slices.Contains(d.absent, name) {
		return nil, fmt.Errorf("%q: %q is required and excluded", s.pointer, name)
	}
	nested := s.below(name, d.schemasOf(name)...)
	nested.within = d.within
	return m.at(nested)
}

// schemasOf are all that must accept a property.
func (d *demand) schemasOf(name string) []any {
	var out []any
	for _, o := range d.objects {
		if schema, named := o.named[name]; named {
			out = append(out, schema)
		} else if o.other != nil {
			out = append(out, o.other)
		}
	}
	return out
}

func (m *maker) optional(s spot, d *demand, out map[string]any) {
	names := map[string]bool{}
	for _, o := range d.objects {
		for name := range o.named {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		_, done := out[name]
		if done || slices.Contains(d.absent, name) || d.count.max >= 0 && len(out) >= d.count.max || m.values <= 0 {
			continue
		}
		if value, err := m.property(s, d, name); err == nil {
			out[name] = value
		}
	}
}

// more adds properties whose names nobody chose: as many as are asked for, and
// one where they have a schema and a rich object has nothing else to show.
func (m *maker) more(s spot, d *demand, out map[string]any, rich bool) error {
	described := slices.ContainsFunc(d.objects, func(o objects) bool { _, is := o.other.(map[string]any); return is && len(o.named) == 0 })
	want := d.count.min
	if rich && described && len(out) == 0 && d.count.max != 0 {
		want = max(want, 1)
	}
	for i := 1; len(out) < want; i++ {
		name := "key" + strconv.Itoa(i)
		if _, done := out[name]; done {
			continue
		}
		value, err := m.property(s, d, name)
		if err != nil && len(out) >= d.count.min {
			return nil
		}
		if err != nil {
			return m.rest(s, d, out)
		}
		out[name] = value
	}
	return nil
}

// rest reaches the number of properties with optional ones that have names.
func (m *maker) rest(s spot, d *demand, out map[string]any) error {
	full := *d
	full.count.max = d.count.min
	m.optional(s, &full, out)
	if len(out) < d.count.min {
		return fmt.Errorf("%q: not enough properties can be made", s.pointer)
	}
	return nil
}
