package rules

import (
	"cmp"
	"slices"
	"strings"
)

// severalLines are headers whose value is a list, so that a server or a proxy
// may send it over several lines (RFC 9110, section 5.3).
var severalLines = map[string]bool{
	"cache-control": true, "content-security-policy": true, "content-security-policy-report-only": true,
	"permissions-policy": true, "referrer-policy": true, "vary": true, "warning": true, "www-authenticate": true,
}

// headers: each expected header is there once, with a fitting value. However
// many expectations a header disappoints, it shows once, by the weightiest.
func (e Expectation) headers(a *answer, asExpected bool) []Violation {
	concerns := func(h Header) bool {
		return (asExpected || h.Always) && !(h.Json && (len(a.Body) == 0 || e.Head))
	}
	var out []Violation
	var due []Header // used again for each name
	for i, first := range e.Headers {
		named := func(h Header) bool {
			return len(h.Name) == len(first.Name) && concerns(h) && strings.EqualFold(h.Name, first.Name)
		}
		if !concerns(first) || slices.ContainsFunc(e.Headers[:i], named) {
			continue
		}
		due = append(due[:0], first)
		for _, h := range e.Headers[i+1:] {
			if named(h) {
				due = append(due, h)
			}
		}
		slices.SortStableFunc(due, func(x, y Header) int { return cmp.Compare(y.Level, x.Level) })
		out = append(out, header(strings.ToLower(first.Name), due, a.Header.Values(first.Name))...)
	}
	return out
}

// header judges the lines of one header; what is due comes weightiest first.
func header(name string, due []Header, lines []string) []Violation {
	say := func(h Header, rule, want, got string) []Violation {
		return []Violation{{Rule: rule, Level: h.Level, Pointer: name, Want: want, Got: got, Ref: h.Ref}}
	}
	if i := slices.IndexFunc(due, func(h Header) bool { return h.Absent }); i >= 0 && len(lines) > 0 {
		return say(due[i], "header-unexpected", "no such header", short(lines[0]))
	}
	due = slices.DeleteFunc(due, func(h Header) bool { return h.Absent })
	switch {
	case len(due) == 0:
		return nil
	case len(lines) == 0:
		return say(due[0], "header-missing", "", "")
	}
	var out []Violation
	if len(lines) > 1 {
		first := due[0]
		if severalLines[name] {
			first.Level = min(first.Level, Recommended)
		}
		out = say(first, "header-duplicated", "the header once", line(strings.Join(quoted(lines), ", "), longestList))
		if !severalLines[name] {
			return out // which of the lines counts is open
		}
	}
	values := lines
	if len(lines) > 1 {
		values = append([]string{strings.Join(lines, ", ")}, lines...)
	}
	for _, h := range due {
		if h.Pattern != nil && !slices.ContainsFunc(values, h.Pattern.MatchString) {
			return append(out, say(h, "header-value", "a value like "+h.Pattern.String(), short(lines[0]))...)
		}
	}
	return out
}
