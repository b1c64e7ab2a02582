package schemas

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// LintProblem is one thing wrong with a schema file.
type LintProblem struct {
	File    string
	Pointer string // JSON Pointer into the file
	Reason  string
}

func (p LintProblem) String() string { return p.File + "#" + p.Pointer + ": " + p.Reason }

// LintError lists everything that is wrong with a set, sorted by file and place.
type LintError struct{ Problems []LintProblem }

func newLintError(problems []LintProblem) *LintError {
	slices.SortFunc(problems, func(a, b LintProblem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Reason, b.Reason))
	})
	return &LintError{slices.Compact(problems)}
}

func (e *LintError) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	lines = append(lines, fmt.Sprintf("schemas: %d wrong:", len(e.Problems)))
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.String())
	}
	return strings.Join(lines, "\n")
}

const draft07 = "http://json-schema.org/draft-07/schema#"

// linter vets one file. A validator ignores what it does not know, so that a
// misspelt keyword would pass everything; here it is an error.
type linter struct {
	docs     documents
	name     string
	foreign  bool // not of this project
	problems []LintProblem
}

func lintAll(docs documents) []LintProblem {
	var out []LintProblem
	for _, name := range sortedKeys(docs) {
		l := &linter{docs: docs, name: name}
		l.root(docs[name])
		out = append(out, l.problems...)
	}
	if len(out) == 0 { // loops can be looked for once all $refs resolve
		out = lintLoops(docs)
	}
	return out
}

func (l *linter) add(pointer, format string, args ...any) {
	l.problems = append(l.problems, LintProblem{l.name + ".json", pointer, fmt.Sprintf(format, args...)})
}

func (l *linter) root(doc any) {
	s, ok := doc.(map[string]any)
	if !ok {
		l.add("", "a schema file holds an object")
		return
	}
	if s["$schema"] != draft07 {
		l.add("", "$schema is not %s", draft07)
	}
	if text, _ := s["description"].(string); text == "" {
		l.add("", "no description")
	}
	if !strings.HasPrefix(l.name, definitions) && !slices.ContainsFunc([]string{"type", "$ref", "allOf", "anyOf", "oneOf"}, func(k string) bool { _, ok := s[k]; return ok }) {
		l.add("", "accepts every body: no type, $ref, allOf, anyOf or oneOf")
	}
	l.schema("", s)
}

func (l *linter) schema(pointer string, schema any) {
	s, ok := schema.(map[string]any)
	if !ok {
		if _, ok := schema.(bool); !ok {
			l.add(pointer, "a schema is an object or a boolean")
		}
		return
	}
	sound := true
	for _, keyword := range sortedKeys(s) {
		sound = l.keyword(pointer, keyword, s[keyword]) && sound
	}
	if pointer != "" {
		for _, keyword := range []string{"$schema", "definitions"} {
			if _, ok := s[keyword]; ok {
				l.add(pointer+"/"+keyword, "only at the root of a file")
			}
		}
	}
	if _, ok := s["$ref"]; ok {
		l.ref(pointer, s)
	}
	if sound && !l.foreign { // what the values mean together
		l.together(pointer, s)
	}
	for c := range subschemas(s) {
		l.schema(pointer+c.pointer(), c.schema)
	}
}

// ref refuses what stands beside a $ref: draft-07 ignores it.
func (l *linter) ref(pointer string, s map[string]any) {
	for _, keyword := range sortedKeys(s) {
		switch keyword {
		case "$ref", "$schema", "$comment", "title", "description":
		default:
			l.add(pointer+"/"+keyword, "ignored beside $ref")
		}
	}
	if ref, ok := s["$ref"].(string); ok {
		if _, _, err := l.docs.resolve(l.name, ref); err != nil {
			l.add(pointer+"/$ref", "%s", err)
		}
	}
}
