package openapi

import (
	"maps"
	"slices"
)

// kinds says what each kind of gap is about.
var kinds = map[string]string{
	"all-of-closed":            "a closed schema is joined with properties that it does not know",
	"body-without-content":     "a request body has no media type",
	"body-without-schema":      "nothing says what a request body may be",
	"default-invalid":          "a default of another type",
	"enum-empty":               "an enum has no value but null",
	"enum-invalid":             "an enum is no list of values",
	"enum-null":                "an enum has null, which the type has not",
	"enum-number":              "an enum has numbers that cannot be told apart",
	"enum-twice":               "an enum has a value twice",
	"enum-type":                "an enum has values of another type",
	"example-external":         "an example is outside of the document",
	"example-invalid":          "an example breaks its own schema",
	"example-text":             "an example is a text with JSON in it",
	"field-missing":            "a field that OpenAPI demands is missing",
	"field-unknown":            "a field that OpenAPI does not have there",
	"format-unknown":           "a format that nobody knows",
	"if-inexact":               "a condition that draft-07 cannot say",
	"items-list":               "a list of schemas for items",
	"key-invalid":              "a key that is no text",
	"key-twice":                "a key is written twice",
	"keyword-invalid":          "a keyword has a value that it cannot have",
	"keyword-unknown":          "a keyword that no JSON Schema has",
	"keyword-unsupported":      "a keyword that is not judged",
	"keyword-without-effect":   "a keyword that says nothing about the type",
	"media-type-odd":           "a media type that is none",
	"media-type-twice":         "a media type is described twice",
	"method-unknown":           "a method that HTTP does not have",
	"name-invalid":             "a component has a name that none can have",
	"no-responses":             "an operation without a response",
	"not-inexact":              "an exclusion that draft-07 cannot say",
	"number-out-of-range":      "a number that no double holds",
	"operation-id-missing":     "an operation without an id",
	"operation-id-odd":         "an id with odd characters",
	"operation-id-twice":       "an id of two operations",
	"overlay-without-target":   "an action of an overlay that finds nothing to change",
	"parameter-invalid":        "a parameter without a name or place",
	"parameter-not-in-path":    "a path parameter that the path does not have",
	"parameter-optional":       "a path parameter that is not required",
	"parameter-twice":          "a parameter is declared twice",
	"parameter-undeclared":     "a path has a parameter that is not declared",
	"parameter-without-schema": "nothing says what a parameter may be",
	"path-invalid":             "a path that cannot be one",
	"pattern-unsupported":      "a pattern that RE2 does not have",
	"range-empty":              "a lower bound above the upper one",
	"ref-external":             "a reference out of the document",
	"ref-invalid":              "a reference that is no text",
	"ref-loop":                 "a reference to itself",
	"ref-sibling":              "a keyword beside a reference, which ignores it",
	"ref-unresolved":           "a reference that leads nowhere",
	"required-invalid":         "a list of required names that is none",
	"required-twice":           "a name is required twice",
	"required-undeclared":      "a required name that no property has",
	"schema-invalid":           "a schema that is none",
	"schema-loop":              "a schema that leads back to itself",
	"schema-refused":           "a schema that the validator does not take",
	"status-invalid":           "a status that is none",
	"style-invalid":            "a style that a parameter cannot have",
	"type-list":                "a list of types in OpenAPI 3.0",
	"type-unknown":             "a type that is none",
	"value-invalid":            "a value of another kind than OpenAPI wants",
}

// Kinds lists all kinds of gaps, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Meaning says in a few words what a kind of gap is about.
func Meaning(kind string) string { return kinds[kind] }
