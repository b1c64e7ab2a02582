package kit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// escapes are the colours in Ginkgo's error texts.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m|\{\{[^}]*\}\}`)

// Select compiles a filter by labels; nil selects everything. The syntax is
// that of Ginkgo's label filter.
func Select(filter string) (func(labels []string) bool, error) {
	if strings.TrimSpace(filter) == "" {
		return nil, nil
	}
	match, err := types.ParseLabelFilter(filter)
	if err != nil {
		reason, _, _ := strings.Cut(escapes.ReplaceAllString(err.Error(), ""), "\n")
		return nil, fmt.Errorf("filter %q: %s; want labels joined by && || ! ( ), for example 'area:fleet && !level:optional'", filter, reason)
	}
	return func(labels []string) bool { return match(labels) }, nil
}

// Literals are the labels that a valid filter names in full: all but regular
// expressions. "area:" alone stands for any label that begins so.
func Literals(filter string) []string {
	var out []string
	for rest := filter; rest != ""; {
		switch rest[0] {
		case '/':
			_, rest, _ = strings.Cut(rest[1:], "/")
			continue
		case '&', '|', '!', ',', '(', ')', ' ':
			rest = rest[1:]
			continue
		}
		end := len(rest)
		if i := strings.IndexAny(rest, "&|!,()/:"); i >= 0 {
			end = i
		}
		key := strings.TrimSpace(rest[:end])
		if set, ok := strings.CutPrefix(rest[end:], ": "); ok { // a set operation, as in "area: containsAny {lists, fleet}"
			var values []string
			if values, rest = setValues(set); len(values) == 0 {
				out = append(out, key+":")
			}
			for _, v := range values {
				out = append(out, key+":"+v)
			}
			continue
		}
		if strings.HasPrefix(rest[end:], ":") {
			if i := strings.IndexAny(rest[end:], "&|!,()/"); i >= 0 {
				end += i
			} else {
				end = len(rest)
			}
		}
		out = append(out, strings.TrimSpace(rest[:end]))
		rest = rest[end:]
	}
	return out
}

// setValues are the arguments of a set operation, and what follows it.
func setValues(text string) (values []string, rest string) {
	text = strings.TrimLeft(text, " ")
	operation := text
	if i := strings.IndexAny(text, " )"); i >= 0 {
		operation, text = text[:i], strings.TrimLeft(text[i:], " ")
	} else {
		text = ""
	}
	if strings.EqualFold(operation, "isEmpty") {
		return nil, text
	}
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		inner, rest, _ = strings.Cut(inner, "}")
		for v := range strings.SplitSeq(inner, ",") {
			values = append(values, strings.TrimSpace(v))
		}
		return values, rest
	}
	end := len(text)
	if i := strings.IndexAny(text, "&|!,()/"); i >= 0 {
		end = i
	}
	return []string{strings.TrimSpace(text[:end])}, text[end:]
}
