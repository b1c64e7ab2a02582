package schemas

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Foreign are schemas that were not written for this project: they come out of a
// document that a user brings, already turned into draft-07.
type Foreign struct {
	Prefix      string                    // the folder that they get in the set
	Schemas     map[string]map[string]any // by name below the prefix
	Definitions map[string]any            // what they refer to as #/definitions/NAME
}

// NewForeign makes a set of them. The lint asks what the engines need: known
// keywords with values that they take, references that lead somewhere, no loops.
// What it asks of our own schemas beyond that, such as descriptions and keywords
// that suit the type, is style and not asked here. A schema that does not pass
// is replaced by one that takes everything, so that the others still work.
func NewForeign(f Foreign) (*Set, []LintProblem) {
	docs := documents{}
	for name, schema := range f.Definitions {
		docs[f.Prefix+"/"+definitions+name] = schema
	}
	for name, schema := range f.Schemas {
		docs[f.Prefix+"/"+name] = map[string]any(schema)
	}
	var out []LintProblem
	for _, name := range sortedKeys(docs) {
		l := &linter{docs: docs, name: name, foreign: true}
		l.schema("", docs[name])
		out = append(out, l.problems...)
	}
	replace(docs, out)
	loops := lintLoops(docs)
	replace(docs, loops)
	return newSet(docs, nil), append(out, loops...)
}

// replace puts in the schema that takes everything for those that do not pass.
func replace(docs documents, problems []LintProblem) {
	for _, p := range problems {
		docs[strings.TrimSuffix(p.File, ".json")] = map[string]any{}
	}
}

// newSet prepares compiling, which waits for the first body: a run needs few of
// the schemas.
func newSet(docs documents, gates []Gate) *Set {
	s := &Set{docs: docs, gates: gates, nodes: map[string]func() (*node, error){}, entries: map[string]func() (*compiled, error){}}
	c := newCompiler(docs)
	for name := range docs {
		s.nodes[name] = sync.OnceValues(func() (*node, error) { return c.root(name) })
		s.entries[name] = sync.OnceValues(func() (*compiled, error) {
			n, err := s.nodes[name]()
			if err != nil {
				return nil, err
			}
			e, err := newEngine(docs, name)
			return &compiled{n, e}, err
		})
	}
	return s
}

// Fresh gives the same schemas, none of them compiled: what was compiled to ask
// about many of them once need not stay in memory.
func (s *Set) Fresh() *Set {
	out := newSet(s.docs, s.gates)
	out.Digest = s.Digest
	return out
}

// Join gives a set with the schemas of both; no name may be in both. The digest
// stays that of the receiver: a document has one of its own.
func (s *Set) Join(other *Set) (*Set, error) {
	out := &Set{Digest: s.Digest, docs: maps.Clone(s.docs), gates: slices.Concat(s.gates, other.gates), nodes: maps.Clone(s.nodes), entries: maps.Clone(s.entries)}
	for name, doc := range other.docs {
		if _, taken := out.docs[name]; taken {
			return nil, fmt.Errorf("schema %s: it is in both sets", name)
		}
		out.docs[name], out.nodes[name], out.entries[name] = doc, other.nodes[name], other.entries[name]
	}
	return out, nil
}

// Fits judges a value, not a body, by the named schema with our walk alone. That
// spares the engine, whose compiling costs most; it is for sorting out examples
// and generated values, never for a verdict on a target.
func (s *Set) Fits(name string, value any) ([]Problem, error) {
	find, ok := s.nodes[name]
	if !ok {
		return nil, fmt.Errorf("schema %s: unknown", name)
	}
	n, err := find()
	if err != nil {
		return nil, fmt.Errorf("schema %s: compiling: %w", name, err)
	}
	return walk(n, value)
}
