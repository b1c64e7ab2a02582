package expected

import (
	"fmt"
	"slices"
	"strings"
)

// Problems are all that is wrong with a file, one line for each entry.
type Problems struct {
	Entries []string
	Help    string // what to do about most of them, said once
}

// listed is how many entries an error lists: a proposed file that nobody has
// completed is wrong in all of its entries, and alike.
const listed = 20

func (p Problems) Error() string {
	lines := p.Entries
	if more := len(lines) - listed; more > 1 {
		lines = append(slices.Clone(lines[:listed]), fmt.Sprintf("… %d more", more))
	}
	if p.Help != "" {
		lines = append(slices.Clone(lines), p.Help)
	}
	return strings.Join(lines, "\n")
}

func problem(format string, args ...any) Problems {
	return Problems{Entries: []string{fmt.Sprintf(format, args...)}}
}

// missing names the keys that an entry lacks, and the entry where it can be named.
func (v *vetting) missing(into map[string]*string) {
	var keys []string
	for _, key := range fields[:5] {
		if *into[key] == "" {
			keys = append(keys, key)
			v.lacking[key] = true
		}
	}
	if len(keys) == 0 {
		return
	}
	what := keys[0] + " is missing"
	if last := len(keys) - 1; last > 0 {
		what = strings.Join(keys[:last], ", ") + " and " + keys[last] + " are missing"
	}
	if name := *into["case"]; name != "" {
		what = name + ": " + what
	}
	v.say("%s", what)
}

var needed = map[string]string{
	"case": "the case that fails", "rule": "the rule that is broken, or blocked", "reason": "why the deviation is known and accepted",
	"owner": "who sees to it", "until": "the day on which it has to be looked at again, such as 2030-01-31",
}

// help says once what the keys are for that entries lack.
func (v *vetting) help() string {
	var keys []string
	for _, key := range fields[:5] {
		if v.lacking[key] {
			keys = append(keys, fmt.Sprintf("%s (%s)", key, needed[key]))
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return "each entry needs " + strings.Join(keys, ", ")
}
