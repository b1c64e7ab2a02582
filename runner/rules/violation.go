// Package rules decides whether an exchange is what was expected. Its checks
// are pure: an expectation and a recorded exchange go in, violations come out.
// It knows neither Ginkgo nor the network, nor any endpoint by name.
package rules

import "fmt"

// Level says how much a requirement weighs.
type Level int

// The levels, weakest first.
const (
	Optional Level = iota
	Recommended
	Required
)

var levelNames = [...]string{"optional", "recommended", "required"}

// String is the word for the level in fixtures and reports.
func (l Level) String() string {
	if l < Optional || l > Required {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levelNames[l]
}

// ParseLevel reads a level's word; the empty word means required.
func ParseLevel(word string) (Level, error) {
	if word == "" {
		return Required, nil
	}
	for i, name := range levelNames {
		if word == name {
			return Level(i), nil
		}
	}
	return 0, fmt.Errorf("level %q is none of required, recommended, optional", word)
}

// Violation is one broken rule. Pointer is a JSON Pointer into the body of the
// answer, or the name of a header; Want and Got are short words for people.
type Violation struct {
	Rule    string
	Level   Level
	Pointer string
	Want    string
	Got     string
	Ref     string
}

// String is the violation as one line: rule, place, wanted, got.
func (v Violation) String() string {
	s := fmt.Sprintf("%-18s", v.Rule)
	if v.Pointer != "" {
		s += " " + v.Pointer
	}
	if v.Want == "" && v.Got == "" { // the rule and the place say it all
		return s
	}
	if v.Pointer != "" {
		s += ":"
	}
	return fmt.Sprintf("%s want %s, got %s", s, v.Want, v.Got)
}
