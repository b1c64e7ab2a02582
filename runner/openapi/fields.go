package openapi

import (
	"slices"
	"strings"
)

// What the fields of OpenAPI's objects hold: a misspelt one would be overlooked.
var (
	infoFields = fields{
		"text": {"title", "version", "description", "termsOfService", "summary"}, "object": {"contact", "license"},
	}
	operationFields = fields{
		"text": {"summary", "description", "operationId"}, "flag": {"deprecated"}, "list": {"tags", "parameters", "security", "servers"},
		"object": {"externalDocs", "requestBody", "responses", "callbacks"},
	}
	parameterFields = fields{
		"text": {"name", "in", "description", "style"}, "flag": {"required", "deprecated", "allowEmptyValue", "explode", "allowReserved"},
		"object": {"examples", "content"}, "any": {"schema", "example"},
	}
	bodyFields     = fields{"text": {"description"}, "flag": {"required"}, "object": {"content"}}
	responseFields = fields{"text": {"description"}, "object": {"headers", "content", "links"}}
	mediaFields    = fields{"object": {"examples", "encoding"}, "any": {"schema", "example"}}
)

// fields are names by what they hold.
type fields map[string][]string

// check notes what is in an object and should not be, or should be something else.
func (t *tree) check(p place, known fields) {
	for key, at := range p.entries() {
		if strings.HasPrefix(key, "x-") {
			continue
		}
		holds := ""
		for _, kind := range sortedKeys(known) {
			if slices.Contains(known[kind], key) {
				holds = kind
			}
		}
		ok := true
		switch holds {
		case "":
			t.gaps.add(at.at, "field-unknown", "OpenAPI has no such field here; it is left out")
		case "text":
			_, ok = at.value.(string)
		case "flag":
			_, ok = at.value.(bool)
		case "list":
			_, ok = at.value.([]any)
		case "object":
			ok = at.object() != nil
		}
		t.want(at, ok, map[string]string{"text": "a text", "flag": "true or false", "list": "a list", "object": "an object"}[holds])
	}
}
