package reports

import "fmt"

// words say what was read and how much of it could be judged.
func (s *Source) words() string {
	if s == nil {
		return ""
	}
	out := join("recording "+s.File, prefixed("by ", s.Tool), Of(s.Matched, s.Exchanges, "exchange")+" "+Verb(s.Matched, "belong")+" to an operation of the contract")
	if s.Unanswered > 0 {
		out += fmt.Sprintf(", %d of them without an answer", s.Unanswered)
	}
	if s.Others > 0 {
		out += fmt.Sprintf(", %s %s not HTTP", Plural(s.Others, "more entry"), Verb(s.Others, "be"))
	}
	return out
}

// unmatched lists what belongs to no operation of the contract.
func unmatched(run *Run, where string) section {
	return func(limit int) []text {
		if run.Source == nil || len(run.Source.Unmatched) == 0 || limit < 3 {
			return nil
		}
		all := run.Source.Unmatched
		limit = min(limit, 12)
		out := []text{{}, {s: fmt.Sprintf("%s without an operation of the contract, not judged:", Plural(run.Source.Exchanges-run.Source.Matched, "exchange"))}}
		for i, u := range all {
			if len(out) == limit-1 && i < len(all)-1 {
				return append(out, text{"  " + rest(len(all)-i, i, "place", where), dim})
			}
			out = append(out, text{fmt.Sprintf("%6d  %s", u.Count, u.Place()), noTint})
		}
		return out
	}
}

// Place is what was asked for.
func (u Unmatched) Place() string {
	if u.Method == "" {
		return u.Path
	}
	return u.Method + " " + u.Path
}

// placesShown is how many unmatched places a page lists.
const placesShown = 200

// First are the most frequent unmatched places.
func (s *Source) First() []Unmatched { return s.Unmatched[:min(len(s.Unmatched), placesShown)] }

// More counts the unmatched places that First leaves out.
func (s *Source) More() int { return max(0, len(s.Unmatched)-placesShown) }
