package schemas

import (
	"reflect"
	"sync"
)

// Judge judges values by any schema of one document, whole or in part: for those
// who look for a value that fits rather than judge a body. It compiles a schema
// when it is first asked about it, and is safe for concurrent use.
type Judge struct {
	docs documents

	mu       sync.Mutex
	compiler *compiler
	nodes    map[uintptr]*node
}

// inDocument is the name of the document in problems.
const inDocument = "document"

// NewJudge takes the definitions that the schemas refer to as
// "#/definitions/NAME", and vets them. Nothing may change them afterwards.
func NewJudge(definitions map[string]any) (*Judge, error) {
	j := &Judge{docs: documents{inDocument: map[string]any{"definitions": definitions}}, nodes: map[uintptr]*node{}}
	j.compiler = newCompiler(j.docs)
	l := &linter{docs: j.docs, name: inDocument, foreign: true}
	l.schema("", j.docs[inDocument])
	if len(l.problems) == 0 {
		l.problems = lintLoops(j.docs)
	}
	if len(l.problems) > 0 {
		return nil, newLintError(l.problems)
	}
	return j, nil
}

// Vet lints a schema that refers to the definitions. What was not vetted must
// not be asked about.
func (j *Judge) Vet(schema any) error {
	l := &linter{docs: j.docs, name: inDocument, foreign: true}
	if l.schema("", schema); len(l.problems) > 0 {
		return newLintError(l.problems)
	}
	return nil
}

// Problems lists what is wrong with a value, whose numbers are json.Number. The
// schema is one that was vetted, or any part of one.
func (j *Judge) Problems(schema, value any) ([]Problem, error) {
	n, err := j.node(schema)
	if err != nil {
		return nil, err
	}
	return walk(n, value)
}

// node compiles a schema once. A map has no name, so that it is known again by
// where it lies.
func (j *Judge) node(schema any) (*node, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s, isMap := schema.(map[string]any)
	if !isMap {
		return j.compiler.node(inDocument, schema)
	}
	at := reflect.ValueOf(s).Pointer()
	if n, known := j.nodes[at]; known {
		return n, nil
	}
	n, err := j.compiler.node(inDocument, schema)
	if err == nil {
		j.nodes[at] = n
	}
	return n, err
}
