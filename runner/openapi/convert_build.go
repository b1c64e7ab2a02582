package openapi

import (
	"slices"
	"strings"
)

// building is one schema on its way to draft-07.
type building struct {
	*converter
	at    place
	dir   direction
	out   map[string]any
	types []string // nil: any
	gone  []string // properties of the other direction
}

// annotations say nothing about values. A generator uses default and example,
// which is why those are kept.
var annotations = map[string]bool{
	"title": true, "description": true, "deprecated": true, "externalDocs": true, "xml": true, "discriminator": true,
	"readOnly": true, "writeOnly": true, "contentEncoding": true, "contentMediaType": true, "contentSchema": true,
	"$comment": true, "$schema": true, "$id": true, "id": true, "$anchor": true, "$defs": true, "definitions": true, "$vocabulary": true,
}

// unsupported are keywords of JSON Schema 2020-12 that draft-07 or its validator
// lacks; each with those that must go with it.
var unsupported = map[string][]string{
	"patternProperties": {"additionalProperties"}, "prefixItems": {"items"}, "unevaluatedProperties": nil, "unevaluatedItems": nil,
	"dependentRequired": nil, "dependentSchemas": nil, "dependencies": nil, "propertyNames": nil, "contains": nil, "minContains": nil,
	"maxContains": nil, "additionalItems": nil, "$dynamicRef": nil, "$dynamicAnchor": nil, "$recursiveRef": nil, "uniqueItems": nil,
}

// build converts keyword by keyword; later ones may need what earlier ones left.
func (b *building) build() map[string]any {
	var skip []string
	for key := range b.at.object() {
		with, is := unsupported[key]
		if !is || b.at.object()[key] == false && key == "uniqueItems" {
			continue
		}
		b.drop(b.at.at+"/"+escape(key), "keyword-unsupported", "%s is not judged here; it is left out", key)
		skip = append(skip, with...)
	}
	b.typed()
	for _, key := range sortedKeys(b.at.object()) {
		if value, _ := b.at.get(key); !slices.Contains(skip, key) {
			b.keyword(key, value)
		}
	}
	b.open()
	b.properties()
	b.bounds()
	b.together()
	b.conditional()
	return b.nullable()
}

func (b *building) keyword(key string, value place) {
	switch key {
	case "enum", "const":
		b.choice(key, value)
	case "minimum", "maximum", "multipleOf":
		b.number(key, value)
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		b.count(key, value)
	case "pattern":
		b.pattern(value)
	case "format":
		b.format(value)
	case "items":
		b.items(value)
	case "additionalProperties":
		b.additional(value)
	case "allOf", "anyOf", "oneOf":
		b.compose(key, value)
	case "not":
		if not, ok := b.exactly(value, b.dir); ok {
			b.out["not"] = not
		} else {
			b.drop(value.at, "not-inexact", "what it excludes cannot be said exactly in draft-07; it is left out")
		}
	case "default":
		if b.out["default"] = value.value; !b.fits(value.value) && (value.value != nil || !b.at.flag("nullable")) {
			b.gaps.add(value.at, "default-invalid", "want %s, got %s", strings.Join(b.types, " or "), kindOf(value.value))
			delete(b.out, "default")
		}
	case "example":
		b.out["examples"] = []any{value.value}
		b.written[address(b.out)] = value.at
		b.example(value)
	case "examples":
		if list, ok := value.value.([]any); b.want(value, ok, "a list") && len(list) > 0 {
			b.out["examples"] = list
			b.written[address(b.out)] = value.at
		}
	case "nullable":
		if _, ok := value.value.(bool); !ok {
			b.invalid(value, "true or false")
		}
	case "type", "required", "properties", "exclusiveMinimum", "exclusiveMaximum", "if", "then", "else": // each has its turn
	default:
		if annotations[key] {
			b.annotation(key, value)
		}
		_, known := unsupported[key]
		if !known && !annotations[key] && !strings.HasPrefix(key, "x-") {
			b.drop(value.at, "keyword-unknown", "no keyword of JSON Schema; it is left out")
		}
	}
}

// example notes one that is of another type than the schema beside which it is.
func (b *building) example(value place) {
	if b.fits(value.value) || value.value == nil {
		return
	}
	b.gaps.add(value.at, "example-invalid", "want %s, got %s; it is not used", strings.Join(b.types, " or "), kindOf(value.value))
}

// items is one schema for all of a list. A list of schemas, one for each place,
// is of older drafts.
func (b *building) items(value place) {
	if _, tuple := value.value.([]any); tuple {
		b.drop(value.at, "items-list", "want one schema for all items, got a list; any items are taken")
		return
	}
	b.out["items"] = b.node(value, b.dir)
}

func (b *building) additional(value place) {
	switch value.value.(type) {
	case bool:
		b.out["additionalProperties"] = value.value
	default:
		b.out["additionalProperties"] = b.node(value, b.dir)
	}
}

// properties leaves out those of the other direction.
func (b *building) properties() {
	named, ok := b.at.get("properties")
	if ok && b.want(named, named.object() != nil, "an object of schemas") {
		out := map[string]any{}
		for key, at := range named.entries() {
			if b.directed && b.otherWay(at) {
				b.gone = append(b.gone, key)
				b.passed = append(b.passed, at)
				continue
			}
			out[key] = b.node(at, b.dir)
		}
		b.out["properties"] = out
	}
	b.required()
}

func (b *building) otherWay(at place) bool {
	key := "readOnly"
	if b.dir == received {
		key = "writeOnly"
	}
	for range 8 {
		if at.flag(key) {
			return true
		}
		ref, ok := at.object()["$ref"].(string)
		if !ok {
			return false
		}
		pointer := strings.TrimPrefix(ref, "#")
		at = place{b.lookup(pointer), pointer}
	}
	return false
}

func (b *building) required() {
	written, ok := b.at.get("required")
	if !ok {
		return
	}
	list, ok := written.value.([]any)
	if !ok {
		b.drop(written.at, "required-invalid", "want a list of names, got %s; nothing is required", kindOf(written.value))
		return
	}
	properties, _ := b.out["properties"].(map[string]any)
	var names []any
	for i, item := range list {
		name, ok := item.(string)
		switch {
		case !ok:
			b.drop(written.at, "required-invalid", "want a name at %d, got %s; it is left out", i, kindOf(item))
		case slices.Contains(names, item):
			b.gaps.add(written.at, "required-twice", "%s is there twice", shorten(name))
		case slices.Contains(b.gone, name):
		case properties[name] == nil && b.out["additionalProperties"] == false:
			b.drop(written.at, "required-undeclared", "%s is required, yet no property of a closed object; it is not required", shorten(name))
		default:
			if properties[name] == nil && len(properties) > 0 && len(b.gone) == 0 && !b.composed() {
				b.gaps.add(written.at, "required-undeclared", "%s is required, yet no property", shorten(name))
				b.undeclared[address(b.out)] = written.at
			}
			names = append(names, item)
		}
	}
	if len(names) > 0 {
		b.out["required"] = names
	}
}

// composed reports whether other schemas speak about the same value.
func (b *building) composed() bool {
	for _, key := range []string{"allOf", "anyOf", "oneOf", "not", "if"} {
		if _, ok := b.at.object()[key]; ok {
			return true
		}
	}
	return strings.Contains(b.at.at, "Of/")
}
