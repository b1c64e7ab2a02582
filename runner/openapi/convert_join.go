package openapi

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

// compose reads allOf, anyOf and oneOf. oneOf becomes anyOf: documents say it of
// open objects, of which several fit, and of numbers and integers; what they mean
// is that one of them must. Only where the branches are nothing but names that
// must be there, "exactly one" is what is meant.
func (b *building) compose(key string, at place) {
	list := listOf(at.value)
	if len(list) == 0 {
		b.invalid(at, "a list of schemas")
		return
	}
	var branches []any
	i := -1
	for _, branch := range at.entries() {
		if i++; key == "allOf" {
			branch = b.opened(branch, b.beside(at, i))
		}
		if branch.object() == nil && kindOf(branch.value) != "true" && kindOf(branch.value) != "false" {
			b.drop(branch.at, "schema-invalid", "want a schema, got %s; it is left out", kindOf(branch.value))
			if key == "allOf" {
				continue
			}
		}
		branches = append(branches, b.node(branch, b.dir))
	}
	if len(branches) == 0 {
		return
	}
	if key == "oneOf" && !b.exact && !exclusive(list) {
		if _, both := b.at.object()["anyOf"]; both {
			either := map[string]any{"anyOf": branches}
			b.out["allOf"] = append(listOf(b.out["allOf"]), either)
			b.loosened[address(either)] = true
			return
		}
		b.loosened[address(b.out)] = true
		key = "anyOf"
	}
	if key == "allOf" {
		branches = append(listOf(b.out["allOf"]), branches...)
	}
	b.out[key] = branches
}

func exclusive(branches []any) bool {
	return !slices.ContainsFunc(branches, func(branch any) bool {
		object, _ := branch.(map[string]any)
		for key := range object {
			if key != "required" && key != "not" {
				return true
			}
		}
		return len(object) == 0
	})
}

// applies says about which types a keyword says anything at all.
var applies = map[string][]string{
	"minimum": {"integer", "number"}, "maximum": {"integer", "number"}, "exclusiveMinimum": {"integer", "number"},
	"exclusiveMaximum": {"integer", "number"}, "multipleOf": {"integer", "number"},
	"minLength": {"string"}, "maxLength": {"string"}, "pattern": {"string"},
	"items": {"array"}, "minItems": {"array"}, "maxItems": {"array"},
	"properties": {"object"}, "required": {"object"}, "additionalProperties": {"object"}, "minProperties": {"object"}, "maxProperties": {"object"},
}

// together compares the keywords with the type and with each other.
func (b *building) together() {
	for key, to := range applies {
		_, there := b.out[key]
		if there && b.types != nil && !slices.ContainsFunc(to, func(t string) bool { return slices.Contains(b.types, t) }) {
			delete(b.out, key)
			b.gaps.add(b.at.at+"/"+key, "keyword-without-effect", "%s says nothing about type %s", key, strings.Join(b.types, " or "))
		}
	}
	for _, pair := range [][2]string{{"minimum", "maximum"}, {"minLength", "maxLength"}, {"minItems", "maxItems"}, {"minProperties", "maxProperties"}} {
		if above(b.out[pair[0]], b.out[pair[1]]) {
			b.drop(b.at.at+"/"+pair[0], "range-empty", "%s is above %s; both are left out", pair[0], pair[1])
			delete(b.out, pair[0])
			delete(b.out, pair[1])
		}
	}
}

func above(low, high any) bool {
	a, okA := low.(json.Number)
	z, okZ := high.(json.Number)
	if !okA || !okZ {
		return false
	}
	x, okX := new(big.Rat).SetString(a.String())
	y, okY := new(big.Rat).SetString(z.String())
	return okX && okY && x.Cmp(y) > 0
}

// conditional reads if with then and else; one alone says nothing.
func (b *building) conditional() {
	cond, ok := b.at.get("if")
	if !ok {
		return
	}
	then, hasThen := b.at.get("then")
	otherwise, hasElse := b.at.get("else")
	if !hasThen && !hasElse {
		return
	}
	test, ok := b.exactly(cond, b.dir)
	if !ok {
		b.drop(cond.at, "if-inexact", "the condition cannot be said exactly in draft-07; it is left out with then and else")
		return
	}
	b.out["if"] = test
	if hasThen {
		b.out["then"] = b.node(then, b.dir)
	}
	if hasElse {
		b.out["else"] = b.node(otherwise, b.dir)
	}
}

// nullable writes the type, and allows null where the schema does. Beside other
// schemas for the same value null needs a way around them.
func (b *building) nullable() map[string]any {
	null := b.at.flag("nullable")
	around := false
	for _, key := range []string{"allOf", "anyOf", "oneOf", "not", "if", "const"} {
		_, there := b.out[key]
		around = around || there
	}
	enum, _ := b.out["enum"].([]any)
	if null && !around && b.types != nil && !slices.Contains(b.types, "null") {
		b.types = append(b.types, "null")
	}
	if null && enum != nil && !slices.Contains(enum, nil) {
		b.out["enum"] = append(slices.Clone(enum), nil)
	}
	switch len(b.types) {
	case 0:
	case 1:
		b.out["type"] = b.types[0]
	default:
		list := make([]any, len(b.types))
		for i, name := range b.types {
			list[i] = name
		}
		b.out["type"] = list
	}
	if b.places != nil {
		b.places[address(b.out)] = b.at.at
	}
	if null && around {
		return orNull(b.out)
	}
	return b.out
}
