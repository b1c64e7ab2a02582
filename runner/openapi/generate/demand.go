package generate

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// demand is what several schemas ask of one value together, one branch chosen
// at each fork.
type demand struct {
	types    []string // nil: any
	enum     []any    // nil: any
	low, top limit
	multiple []*big.Rat
	length   span
	count    span // of items or of properties
	patterns []string
	formats  []string
	items    []any
	required []string
	objects  []objects
	absent   []string // properties that must not be there
	samples  []any    // examples and defaults of the document
	above    []string // the definitions that lead here
	within   []string // those, and the ones that are used here
	risky    bool     // what is made may still be refused: judge it
}

// objects is what one schema says about properties.
type objects struct {
	named map[string]any
	other any // additionalProperties; nil: anything
}

// limit is the lowest or highest number.
type limit struct {
	value *big.Rat
	open  bool // the number itself is excluded
}

// span is a smallest and a largest count; max is -1 where there is none.
type span struct{ min, max int }

func (m *maker) demand(s spot, c *choices) (*demand, error) {
	d := &demand{length: span{0, -1}, count: span{0, -1}, above: s.within, within: slices.Clone(s.within)}
	for _, schema := range s.schemas {
		if err := m.join(d, schema, c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// join adds what one schema asks for.
func (m *maker) join(d *demand, schema any, c *choices) error {
	node, isMap := schema.(map[string]any)
	if !isMap {
		if schema == false {
			return fmt.Errorf("the schema accepts nothing")
		}
		return nil
	}
	if ref, refers := node["$ref"].(string); refers {
		name := strings.TrimPrefix(ref, "#/definitions/")
		if slices.Contains(d.above, name) {
			return errEndless
		}
		if !slices.Contains(d.within, name) { // two parts of an allOf may share a third
			d.within = append(d.within, name)
		}
		return m.join(d, m.definitions[name], c)
	}
	d.simple(node)
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		branches, _ := node[keyword].([]any)
		if keyword != "allOf" && len(branches) > 0 {
			d.risky = d.risky || keyword == "oneOf"
			at := c.of(branches)
			branches = branches[at : at+1]
		}
		for _, branch := range branches {
			if err := m.join(d, branch, c); err != nil {
				return err
			}
		}
	}
	return m.condition(d, node, c)
}

// condition takes one side of an if, and keeps away from what not excludes.
func (m *maker) condition(d *demand, node map[string]any, c *choices) error {
	if not, found := node["not"]; found {
		d.risky = true
		excluded, _ := not.(map[string]any)
		if names := texts(excluded["required"]); len(names) == 1 && len(excluded) == 1 {
			d.absent = append(d.absent, names[0])
		}
	}
	if _, found := node["if"]; !found {
		return nil
	}
	d.risky = true
	sides := [][]any{{node["if"], orAnything(node["then"])}, {orAnything(node["else"])}}
	for _, schema := range sides[c.of([]any{true, true})] {
		if err := m.join(d, schema, c); err != nil {
			return err
		}
	}
	return nil
}

func orAnything(schema any) any {
	if schema == nil {
		return true
	}
	return schema
}

// simple adds the keywords that hold no other way to go.
func (d *demand) simple(node map[string]any) {
	if names := typesOf(node["type"]); len(names) > 0 {
		d.types = both(d.types, names)
	}
	if value, found := node["const"]; found {
		d.values([]any{value})
	}
	if values, found := node["enum"].([]any); found {
		d.values(values)
	}
	d.low.raise(node["minimum"], false, 1)
	d.low.raise(node["exclusiveMinimum"], true, 1)
	d.top.raise(node["maximum"], false, -1)
	d.top.raise(node["exclusiveMaximum"], true, -1)
	if step := rational(node["multipleOf"]); step != nil {
		d.multiple = append(d.multiple, step)
	}
	d.length.narrow(node["minLength"], node["maxLength"])
	d.count.narrow(node["minItems"], node["maxItems"])
	d.count.narrow(node["minProperties"], node["maxProperties"])
	if pattern, found := node["pattern"].(string); found {
		d.patterns, d.risky = append(d.patterns, pattern), true
	}
	if format, found := node["format"].(string); found {
		d.formats, d.risky = append(d.formats, format), true
	}
	if items, found := node["items"]; found {
		d.items = append(d.items, items)
	}
	d.required = append(d.required, texts(node["required"])...)
	named, _ := node["properties"].(map[string]any)
	if other, found := node["additionalProperties"]; found || named != nil {
		d.objects = append(d.objects, objects{named, other})
	}
	if examples, found := node["examples"].([]any); found {
		d.samples = append(d.samples, examples...)
	}
	if value, found := node["default"]; found {
		d.samples = append(d.samples, value)
	}
}

// values keeps what both lists have; what the rest refuses is found by judging.
func (d *demand) values(values []any) {
	d.risky = d.risky || d.enum != nil
	if d.enum == nil {
		d.enum = values
	}
}

// both intersects types; an integer is a number.
func both(a, b []string) []string {
	if a == nil {
		return b
	}
	out := []string{}
	for _, t := range a {
		switch {
		case slices.Contains(b, t):
			out = append(out, t)
		case t == "integer" && slices.Contains(b, "number"), t == "number" && slices.Contains(b, "integer"):
			out = append(out, "integer")
		}
	}
	return out
}

func (l *limit) raise(keyword any, open bool, sign int) {
	value := rational(keyword)
	if value == nil {
		return
	}
	if l.value == nil || value.Cmp(l.value) == sign {
		l.value, l.open = value, open
	} else if value.Cmp(l.value) == 0 {
		l.open = l.open || open
	}
}

func (s *span) narrow(low, high any) {
	s.min = max(s.min, whole(low, 0))
	if h := whole(high, -1); h >= 0 && (s.max < 0 || h < s.max) {
		s.max = h
	}
}

func typesOf(value any) []string {
	if one, isText := value.(string); isText {
		return []string{one}
	}
	return texts(value)
}

func texts(value any) []string {
	list, _ := value.([]any)
	var out []string
	for _, v := range list {
		if s, isText := v.(string); isText {
			out = append(out, s)
		}
	}
	return out
}

func rational(value any) *big.Rat {
	number, isNumber := value.(json.Number)
	if !isNumber {
		return nil
	}
	r, _ := new(big.Rat).SetString(number.String())
	return r
}

func whole(value any, otherwise int) int {
	number, _ := value.(json.Number)
	if n, err := strconv.Atoi(number.String()); err == nil {
		return n
	}
	return otherwise
}
