package rules

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Rule explains what violations of one id are about.
type Rule struct {
	ID      string
	Level   Level  // the most that a violation weighs; its case may weigh less
	Title   string // the requirement, in one sentence
	Why     string
	Ref     string // where it is written
	Since   string // the first release of Kibana of which it is known to hold
	Example string // an answer that breaks it, in a few words
}

//go:embed catalogue.yaml
var catalogue []byte

// Catalogue lists every rule that this package and the suites judge by, in the
// order in which an answer is judged.
func Catalogue() ([]Rule, error) { return readCatalogue(catalogue) }

// entry is a rule as the file has it.
type entry struct {
	ID      string `yaml:"id"`
	Level   string `yaml:"level"`
	Title   string `yaml:"title"`
	Why     string `yaml:"why"`
	Ref     string `yaml:"ref"`
	Since   string `yaml:"since"`
	Example string `yaml:"example"`
}

// readCatalogue lists everything that is wrong with the file at once.
func readCatalogue(data []byte) ([]Rule, error) {
	var entries []entry
	if err := yaml.Load(data, &entries, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("rule catalogue: %w", err)
	}
	if len(entries) == 0 {
		return nil, errors.New("rule catalogue: it holds no rule")
	}
	var rules []Rule
	var wrong []error
	for i, e := range entries {
		for _, reason := range e.vet() {
			wrong = append(wrong, fmt.Errorf("rule catalogue: entry %d (%s): %s", i+1, e.ID, reason))
		}
		if slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == e.ID }) {
			wrong = append(wrong, fmt.Errorf("rule catalogue: entry %d (%s): the id is taken", i+1, e.ID))
		}
		level, _ := ParseLevel(e.Level) // vetted
		rules = append(rules, Rule{e.ID, level, e.Title, e.Why, e.Ref, e.Since, e.Example})
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return rules, nil
}

var (
	kebab    = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	release  = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	sentence = regexp.MustCompile(`^[A-Z].*[^.]\.$`)
)

func (e entry) vet() []string {
	var reasons []string
	if !kebab.MatchString(e.ID) {
		reasons = append(reasons, "the id is no kebab-case of at least two words")
	}
	if _, err := ParseLevel(e.Level); err != nil || e.Level == "" {
		reasons = append(reasons, fmt.Sprintf("level %q is none of required, recommended, optional", e.Level))
	}
	if !sentence.MatchString(e.Title) || strings.Contains(e.Title, ". ") {
		reasons = append(reasons, "the title is no single sentence")
	}
	if !release.MatchString(e.Since) {
		reasons = append(reasons, fmt.Sprintf("since %q is no release", e.Since))
	}
	for _, field := range [][2]string{{"why", e.Why}, {"ref", e.Ref}, {"example", e.Example}} {
		if strings.TrimSpace(field[1]) == "" {
			reasons = append(reasons, field[0]+" is missing")
		}
	}
	return reasons
}
