package rules

import (
	"strings"
)

// headers: each expected header is there once, with a fitting value.
func (e Expectation) headers(a *answer, asExpected bool) []Violation {
	var out []Violation
	doubled := map[string]bool{}
	missing := map[string]bool{}
	for _, h := range e.Headers {
		if !asExpected && !h.Always {
			continue
		}
		if h.Json && (len(a.Body) == 0 || e.Head) {
			continue
		}
		name := strings.ToLower(h.Name)
		values := a.Header.Values(h.Name)
		v := Violation{Level: h.Level, Pointer: name, Ref: h.Ref}
		switch {
		case h.Absent && len(values) > 0:
			v.Rule, v.Want, v.Got = "header-unexpected", "no such header", short(values[0])
		case h.Absent:
			continue
		case len(values) == 0:
			if missing[name] {
				continue
			}
			missing[name] = true
			v.Rule = "header-missing"
		case len(values) > 1 && !doubled[name]:
			doubled[name] = true
			v.Rule, v.Want, v.Got = "header-duplicated", "the header once", strings.Join(quoted(values), ", ")
		case h.Pattern != nil && !h.Pattern.MatchString(values[0]):
			v.Rule, v.Want, v.Got = "header-value", "a value like "+h.Pattern.String(), short(values[0])
		default:
			continue
		}
		out = append(out, v)
	}
	return out
}

func quoted(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = short(v)
	}
	return out
}
