package plan

import (
	"errors"
	"iter"
	"slices"
	"sort"
	"strings"
)

// ErrEmpty says that nothing is selected; a run of nothing must not look green.
var ErrEmpty = errors.New("nothing is selected: no case fits the filter; `list` shows the labels and ids that exist")

// ErrUnknown says that nothing has an id that was asked for.
var ErrUnknown = errors.New("no endpoint, case or step has this id")

// ErrNoLabel says that no case of the whole plan has a label that a filter names:
// behind a "not" it would select everything.
var ErrNoLabel = errors.New("no case has this label")

// under reports whether id is one of the ids, or lies below one of them.
func under(id string, ids []string) bool {
	if len(ids) == 0 {
		return true
	}
	for _, want := range ids {
		if rest, ok := strings.CutPrefix(id, want); ok && (rest == "" || rest[0] == '.') {
			return true
		}
	}
	return false
}

// Chosen are ids of endpoints, cases or steps; none of them choose everything.
type Chosen struct {
	ids   map[string]bool
	above map[string]bool // they, and what they lie below
}

// Choose prepares to ask about ids.
func Choose(ids []string) Chosen {
	c := Chosen{map[string]bool{}, map[string]bool{}}
	for _, id := range ids {
		c.ids[id] = true
		for upper := range uppers(id) {
			c.above[upper] = true
		}
	}
	return c
}

// Has reports whether a case is chosen.
func (c Chosen) Has(id string) bool {
	for upper := range uppers(id) {
		if c.ids[upper] {
			return true
		}
	}
	return len(c.ids) == 0
}

// Touches reports whether a case of an endpoint may be chosen. What endpoints owe
// together needs all of them.
func (c Chosen) Touches(endpoint string) bool {
	return c.above[endpoint] || c.above[PlatformEndpoint] || c.Has(endpoint)
}

// uppers yields what an id lies below, and then itself.
func uppers(id string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range id {
			if id[i] == '.' && !yield(id[:i]) {
				return
			}
		}
		yield(id)
	}
}

// unknown is the first of the ids that no case has or lies below.
func (p *Plan) unknown(ids []string) (string, bool) {
	known := map[string]bool{}
	if len(ids) > 0 {
		for _, k := range p.Cases {
			for upper := range uppers(k.ID) {
				known[upper] = true
			}
		}
	}
	for _, id := range ids {
		if !known[id] {
			return id, true
		}
	}
	return "", false
}

// unlabelled is the first of the labels that no case has; one that ends in a colon
// is the beginning of any.
func (p *Plan) unlabelled(labels []string) (string, bool) {
	missing := slices.Clone(labels)
	for _, k := range p.Cases {
		if len(missing) == 0 {
			break
		}
		missing = slices.DeleteFunc(missing, func(want string) bool {
			return slices.ContainsFunc(k.Labels, func(has string) bool {
				if strings.HasSuffix(want, ":") && len(has) > len(want) {
					has = has[:len(want)]
				}
				return strings.EqualFold(has, want)
			})
		})
	}
	if len(missing) == 0 {
		return "", false
	}
	return missing[0], true
}

// ids are those of endpoints and cases.
func (p *Plan) ids() []string {
	var out []string
	for _, k := range p.Cases {
		out = append(out, k.ID, k.Endpoint)
	}
	return out
}

// labels are those of all cases, with repetitions.
func (p *Plan) labels() []string {
	var out []string
	for _, k := range p.Cases {
		out = append(out, k.Labels...)
	}
	return out
}

// Nearest names up to three words that resemble a mistyped one, as a question;
// it is empty when none does.
func Nearest(word string, among []string) string {
	type guess struct {
		word string
		dist int
	}
	seen := map[string]bool{}
	var all []guess
	for _, candidate := range among {
		if !seen[candidate] {
			seen[candidate] = true
			all = append(all, guess{candidate, distance(word, candidate)})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].dist != all[j].dist {
			return all[i].dist < all[j].dist
		}
		return all[i].word < all[j].word
	})
	var names []string
	for _, g := range all {
		if g.dist <= 2+len(word)/4 && (g.dist < 2*all[0].dist || g.dist == all[0].dist) && len(names) < 3 { // what is twice as far off was not meant
			names = append(names, g.word)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(names, " or ") + "?"
}

// distance is the Levenshtein distance of two ids.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
