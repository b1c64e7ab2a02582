package openapi

import (
	"regexp"
	"strings"
)

var anyParameter = regexp.MustCompile(`\{[^}]*\}`)

// Shape is a path with its parameters unnamed: {id} here and {rule_id} there
// often mean the same.
func Shape(path string) string { return anyParameter.ReplaceAllString(path, "{}") }

var notInArea = regexp.MustCompile(`[^a-z0-9_]+`)

// Area is the first word of a path that says what it is about: fleet, lists.
func Area(path string) string {
	for seg := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		seg = notInArea.ReplaceAllString(strings.ToLower(seg), "")
		if seg != "" && seg != "s" && seg != "api" && seg != "internal" && !strings.HasSuffix(seg, "id") {
			return seg
		}
	}
	return "api"
}
