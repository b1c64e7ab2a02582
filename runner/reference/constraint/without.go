package constraint

import (
	"fmt"
	"slices"
)

// Rule is a single constraint of a schema.
type Rule struct {
	At      string  // where: "body.host_urls[]", "query.page", "body"
	Keyword string  // what: type, required, additional, enum, minimum, …
	Schema  *Schema // the node it belongs to; for required, the node of the field
}

// Name identifies the rule within its schema: "body.name/required", "body/additional".
func (r Rule) Name() string { return r.At + "/" + r.Keyword }

// Rules lists every single rule of the schema, which is found under the name at.
func (s *Schema) Rules(at string) []Rule {
	var rules []Rule
	visit(s, at, func(r Rule, _ func()) { rules = append(rules, r) })
	return rules
}

// Without is a copy of the schema in which one rule, by name, does not hold any more.
func (s *Schema) Without(at, name string) (*Schema, error) {
	c, found := s.clone(), false
	visit(c, at, func(r Rule, drop func()) {
		if r.Name() == name {
			drop()
			found = true
		}
	})
	if !found {
		return nil, fmt.Errorf("schema %s has no rule %q", at, name)
	}
	return c, nil
}

// visit names each rule of the schema and gives the way to drop it.
func visit(s *Schema, at string, f func(r Rule, drop func())) {
	if s == nil {
		return
	}
	rule := func(holds bool, keyword string, drop func()) {
		if holds {
			f(Rule{at, keyword, s}, drop)
		}
	}
	rule(s.Kind != Any, "type", func() { *s = Schema{} })
	rule(len(s.Enum) > 0, "enum", func() { s.Enum = nil })
	rule(s.Format != "", "format", func() { s.Format = "" })
	rule(s.MinLength > 0, "minLength", func() { s.MinLength = 0 })
	rule(s.MaxLength > 0, "maxLength", func() { s.MaxLength = 0 })
	rule(s.Integer, "integer", func() { s.Integer = false })
	rule(s.Minimum != nil, "minimum", func() { s.Minimum = nil })
	rule(s.Maximum != nil, "maximum", func() { s.Maximum = nil })
	rule(s.MinItems > 0, "minItems", func() { s.MinItems = 0 })
	rule(s.MaxItems > 0, "maxItems", func() { s.MaxItems = 0 })
	rule(s.Closed, "additional", func() { s.Closed = false })
	for i := range s.Fields {
		field := &s.Fields[i]
		name := at + "." + field.Name
		if field.Required {
			f(Rule{name, "required", field.Schema}, func() { field.Required = false })
		}
		visit(field.Schema, name, f)
	}
	switch s.Kind {
	case Array:
		visit(s.Items, at+"[]", f)
	case Map:
		visit(s.Items, at+".*", f)
	}
}

func (s *Schema) clone() *Schema {
	if s == nil {
		return nil
	}
	c := *s
	c.Fields = slices.Clone(s.Fields)
	for i := range c.Fields {
		c.Fields[i].Schema = c.Fields[i].Schema.clone()
	}
	c.Items = s.Items.clone()
	c.OneOf = slices.Clone(s.OneOf)
	for i := range c.OneOf {
		c.OneOf[i] = c.OneOf[i].clone()
	}
	return &c
}
