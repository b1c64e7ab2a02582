package reference

import (
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/esquery"
)

// listTerm is one part of a filter: a field (empty: any) that is like a pattern.
type listTerm struct {
	field, pattern string
	not            bool
}

// listFilter reads the part of the Kibana query language that lists are filtered with: "field:value",
// negated with NOT, joined by AND; a value may be quoted or hold *.
func listFilter(filter string) (func(obj) bool, error) {
	if strings.TrimSpace(filter) == "" {
		return func(obj) bool { return true }, nil
	}
	if strings.Count(filter, `"`)%2 != 0 {
		return nil, refuse(http.StatusBadRequest, "KQLSyntaxError: Expected \"\\\"\" but end of input found.")
	}
	var terms []listTerm
	for part := range strings.SplitSeq(strings.ReplaceAll(filter, " and ", " AND "), " AND ") {
		part = strings.TrimSpace(part)
		term := listTerm{not: len(part) > 4 && strings.EqualFold(part[:4], "not ")}
		if term.not {
			part = part[4:]
		}
		field, value, found := strings.Cut(part, ":")
		if !found {
			field, value = "", part
		}
		term.field, term.pattern = strings.TrimSpace(field), strings.Trim(strings.TrimSpace(value), `"`)
		terms = append(terms, term)
	}
	return func(list obj) bool {
		for _, term := range terms {
			if matchesTerm(list, term.field, term.pattern) == term.not {
				return false
			}
		}
		return true
	}, nil
}

func matchesTerm(list obj, field, pattern string) bool {
	if field == "" || field == "*" {
		for name := range list {
			if matchesTerm(list, name, pattern) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(esquery.Values(list, field), func(v any) bool {
		return esquery.Like(string(encodeText(v)), pattern)
	})
}

func encodeText(v any) []byte {
	if s, isText := v.(string); isText {
		return []byte(s)
	}
	return encoder{}.append(nil, v, 0)
}
