package reference_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// violations are requests of an endpoint that each break one rule of its schemas.
func violations(t testing.TB, endpoint string) []step {
	var out []step
	base := valid(t)[endpoint]
	body, query := reference.RulesOf(endpoint)
	for _, rule := range body {
		root := map[string]any{}
		if err := json.Unmarshal([]byte(base.body), &root); err != nil {
			t.Fatal(err)
		}
		path := strings.Split(strings.ReplaceAll(rule.At, "[]", ".[]"), ".")[1:]
		var broken any = root
		if len(path) > 0 || rule.Keyword == "additional" {
			broken = place(root, path, rule)
		} else {
			broken = breaking(rule)
		}
		text, err := json.Marshal(broken)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, base.holding(string(text)))
	}
	for _, rule := range query {
		where, rest, _ := strings.Cut(base.path, "?")
		values, err := url.ParseQuery(rest)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(rule.At, "query."), "[]")
		switch rule.Keyword {
		case "required":
			values.Del(name)
		case "additional":
			values.Set("surprise", "1")
		default:
			values.Set(name, fmt.Sprint(breaking(rule)))
		}
		s := base
		s.path = where + "?" + values.Encode()
		out = append(out, s)
	}
	return out
}

// place puts what breaks the rule at the end of a path, and creates what leads there.
func place(at any, path []string, rule constraint.Rule) any {
	if len(path) == 0 {
		if rule.Keyword == "additional" {
			o, _ := at.(map[string]any)
			if o == nil {
				o = map[string]any{}
			}
			o["surprise"] = 1
			return o
		}
		return breaking(rule)
	}
	switch path[0] {
	case "[]":
		return []any{place(nil, path[1:], rule)}
	case "*":
		return map[string]any{"k": place(nil, path[1:], rule)}
	}
	o, _ := at.(map[string]any)
	if o == nil {
		o = map[string]any{}
	}
	if len(path) == 1 && rule.Keyword == "required" {
		delete(o, path[0])
		return o
	}
	o[path[0]] = place(o[path[0]], path[1:], rule)
	return o
}

// breaking is a value that the rule refuses, and that nothing but the rule refuses.
func breaking(rule constraint.Rule) any {
	switch rule.Keyword {
	case "enum":
		return "nothing-of-the-kind"
	case "format":
		return " "
	case "minLength":
		return ""
	case "maxLength":
		return strings.Repeat("x", rule.Schema.MaxLength+1)
	case "minimum":
		return *rule.Schema.Minimum - 1
	case "maximum":
		return *rule.Schema.Maximum + 1
	case "integer":
		return 1.5
	case "minItems":
		return []any{}
	}
	switch rule.Schema.Kind {
	case constraint.String:
		return 7
	case constraint.Number:
		return "many"
	case constraint.Boolean:
		return "maybe"
	case constraint.Union:
		return []any{}
	}
	return 7
}
