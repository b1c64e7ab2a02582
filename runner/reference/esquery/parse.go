// Package esquery evaluates the part of Elasticsearch's query language that filters use: match_all,
// match_none, term, terms, match, exists, prefix, wildcard, range and bool. It scores nothing and
// analyses no text.
package esquery

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNotJSON tells a text that is no JSON apart from JSON that is no query.
var ErrNotJSON = errors.New("the query is not JSON")

// Query tells whether a document matches.
type Query func(doc map[string]any) bool

// Parse reads a query from its JSON text.
func Parse(text string) (Query, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotJSON, err)
	}
	return parse(v)
}

func parse(v any) (Query, error) {
	o, isObject := v.(map[string]any)
	if !isObject || len(o) != 1 {
		return nil, fmt.Errorf("parsing_exception: query malformed, want an object with one query type, got %d", len(o))
	}
	for kind, body := range o {
		inside, isObject := body.(map[string]any)
		if !isObject {
			return nil, fmt.Errorf("parsing_exception: [%s] query malformed, no start_object after query name", kind)
		}
		if read, known := kinds()[kind]; known {
			return read(inside)
		}
		return nil, fmt.Errorf("parsing_exception: unknown query [%s]", kind)
	}
	return nil, errors.New("parsing_exception: query malformed, empty clause found")
}

// kinds is a function because bool reads queries itself.
func kinds() map[string]func(map[string]any) (Query, error) {
	return map[string]func(map[string]any) (Query, error){
		"match_all":  func(map[string]any) (Query, error) { return func(map[string]any) bool { return true }, nil },
		"match_none": func(map[string]any) (Query, error) { return func(map[string]any) bool { return false }, nil },
		"bool":       readBool,
		"exists":     readExists,
		"term":       field("value", equal),
		"match":      field("query", equal),
		"prefix":     field("value", func(have, want any) bool { return strings.HasPrefix(fmt.Sprint(have), fmt.Sprint(want)) }),
		"wildcard":   field("value", func(have, want any) bool { return Like(fmt.Sprint(have), fmt.Sprint(want)) }),
		"terms":      field("", oneOf),
		"range":      field("", inRange),
	}
}

// field reads {"<name>": <value>} or {"<name>": {"<long>": <value>}}.
func field(long string, fits func(have, want any) bool) func(map[string]any) (Query, error) {
	return func(body map[string]any) (Query, error) {
		names := make([]string, 0, len(body))
		for name := range body {
			if name != "boost" && name != "_name" {
				names = append(names, name)
			}
		}
		if len(names) != 1 {
			return nil, fmt.Errorf("parsing_exception: query malformed, want one field, got %d", len(names))
		}
		want := body[names[0]]
		if o, nested := want.(map[string]any); nested && long != "" {
			want = o[long]
		}
		return func(doc map[string]any) bool {
			return slices.ContainsFunc(Values(doc, names[0]), func(have any) bool { return fits(have, want) })
		}, nil
	}
}

func readExists(body map[string]any) (Query, error) {
	name, _ := body["field"].(string)
	if name == "" {
		return nil, errors.New("parsing_exception: [exists] must be provided with a [field]")
	}
	return func(doc map[string]any) bool { return len(Values(doc, name)) > 0 }, nil
}

func readBool(body map[string]any) (Query, error) {
	groups := map[string][]Query{}
	for name, clause := range body {
		switch name {
		case "must", "filter", "should", "must_not":
		case "minimum_should_match", "boost", "_name":
			continue
		default:
			return nil, fmt.Errorf("parsing_exception: [bool] query does not support [%s]", name)
		}
		list, isList := clause.([]any)
		if !isList {
			list = []any{clause}
		}
		for _, item := range list {
			q, err := parse(item)
			if err != nil {
				return nil, err
			}
			groups[name] = append(groups[name], q)
		}
	}
	return func(doc map[string]any) bool {
		holds := func(q Query) bool { return q(doc) }
		fails := func(q Query) bool { return !q(doc) }
		required := append(slices.Clone(groups["must"]), groups["filter"]...)
		some := len(groups["should"]) == 0 || len(required) > 0 || slices.ContainsFunc(groups["should"], holds)
		return some && !slices.ContainsFunc(required, fails) && !slices.ContainsFunc(groups["must_not"], holds)
	}, nil
}
