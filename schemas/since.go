package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Gate says in which versions of Kibana a part of a schema exists.
type Gate struct {
	Schema   string   `yaml:"schema"`   // name of the schema file
	At       string   `yaml:"at"`       // JSON Pointer into that file
	Since    []string `yaml:"since"`    // first release that may send it, one for each release line
	Required bool     `yaml:"required"` // from then on it must be there
	Until    string   `yaml:"until"`    // first release that may no longer send it
	Source   string   `yaml:"source"`   // where this is written
}

// Gates lists what exists only in some versions, in the order of since.yaml.
func (s *Set) Gates() []Gate { return slices.Clone(s.gates) }

const gatesFile = "since.yaml"

func readGates(fsys fs.FS, docs documents) ([]Gate, []LintProblem, error) {
	data, err := fs.ReadFile(fsys, gatesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("schemas: reading %s: %w", gatesFile, err)
	}
	var gates []Gate
	if err := yaml.Load(data, &gates, yaml.WithKnownFields()); err != nil {
		return nil, nil, fmt.Errorf("schemas: %s: %w", gatesFile, err)
	}
	var lint []LintProblem
	for i, g := range gates {
		for _, reason := range g.lint(docs) {
			lint = append(lint, LintProblem{File: gatesFile, Pointer: "/" + strconv.Itoa(i), Reason: reason})
		}
	}
	return gates, lint, nil
}

var release = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

func (g Gate) lint(docs documents) []string {
	var reasons []string
	doc, known := docs[g.Schema]
	if !known {
		reasons = append(reasons, fmt.Sprintf("no schema %q", g.Schema))
	} else if !leads(doc, g.At) {
		reasons = append(reasons, fmt.Sprintf("%q leads nowhere in schema %s", g.At, g.Schema))
	}
	for _, version := range append(slices.Clone(g.Since), g.Until) {
		if version != "" && !release.MatchString(version) {
			reasons = append(reasons, fmt.Sprintf("%q is no release", version))
		}
	}
	if len(g.Since) == 0 && g.Until == "" {
		reasons = append(reasons, "neither since nor until")
	}
	if g.Required && len(g.Since) == 0 {
		reasons = append(reasons, "required without since")
	}
	if g.Source == "" {
		reasons = append(reasons, "no source")
	}
	return reasons
}

// leads follows a JSON Pointer through a document.
func leads(doc any, pointer string) bool {
	for pointer != "" {
		if pointer[0] != '/' {
			return false
		}
		var token string
		token, pointer = firstToken(pointer)
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch parent := doc.(type) {
		case map[string]any:
			next, ok := parent[token]
			if !ok {
				return false
			}
			doc = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(parent) {
				return false
			}
			doc = parent[i]
		default:
			return false
		}
	}
	return true
}
