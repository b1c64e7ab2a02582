package openapi

import (
	"bytes"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// collect notes the examples of a media type or parameter; which of them are
// valid is known once all schemas are.
func (c *converter) collect(name string, at place) {
	if one, ok := at.get("example"); ok {
		c.candidates[name] = append(c.candidates[name], one)
	}
	named, ok := at.get("examples")
	if !ok {
		return
	}
	for _, example := range named.entries() {
		example, ok := c.follow(example)
		if !ok {
			continue
		}
		c.example(example)
		if value, ok := example.get("value"); ok {
			c.candidates[name] = append(c.candidates[name], value)
		} else if _, external := example.get("externalValue"); external {
			c.gaps.add(example.at, "example-external", "the example is outside of the document, and nothing is fetched")
		}
	}
}

// vet gives every operation the examples that fit their schemas.
func (c *converter) vet(d *Document) {
	for _, o := range d.Operations {
		c.gaps.operation = o.ID
		for i := range o.Parameters {
			p := &o.Parameters[i]
			p.Examples = c.valid(d, p.Schema, true)
		}
		for i := range o.Bodies {
			b := &o.Bodies[i]
			b.Examples = c.valid(d, b.Schema, isJSON(b.MediaType))
		}
		for i := range o.Responses {
			r := &o.Responses[i]
			r.Examples = c.valid(d, r.Schema, isJSON(r.MediaType))
		}
	}
	c.gaps.operation = ""
}

// valid keeps the examples that fit. A body that is not JSON has its examples
// unjudged, and so has one without a schema.
func (c *converter) valid(d *Document, s Schema, judged bool) []any {
	var out []any
	for _, example := range c.candidates[s.Name] {
		value := example.value
		if judged && s.Node != nil {
			var ok bool
			if value, ok = c.fits(d, s, example); !ok {
				continue
			}
		}
		out = append(out, value)
	}
	return out
}

func (c *converter) fits(d *Document, s Schema, example place) (any, bool) {
	problems, err := d.set.Fits(Prefix+"/"+s.Name, example.value)
	if err == nil && len(problems) == 0 {
		return example.value, true
	}
	if text, ok := example.value.(string); ok {
		if value, err := readJSON(bytes.TrimSpace([]byte(text)), &gaps{}); err == nil {
			if more, err := d.set.Fits(Prefix+"/"+s.Name, value); err == nil && len(more) == 0 {
				c.gaps.add(example.at, "example-text", "the example is a text with JSON in it; what is in it is taken")
				return value, true
			}
		}
	}
	if err != nil {
		c.gaps.add(example.at, "example-invalid", "it cannot be judged: %s", err)
		return nil, false
	}
	c.gaps.add(example.at, "example-invalid", "%s; it is not used", words(problems))
	return nil, false
}

func words(problems []schemas.Problem) string {
	text := problems[0].String()
	if len(problems) > 1 {
		text += ", and more"
	}
	return text
}
