package schemas

import (
	"errors"
	"fmt"
	"slices"
)

// ErrTooCostly says that a body and a schema together take more work than any
// honest pair does.
var ErrTooCostly = errors.New("judging takes too much work")

// Validate judges a body by the named schema. No problems means that the body
// conforms. A body that is not strict JSON has one problem, which says where.
// The error is about our side: an unknown schema, or a judgement that could not
// be reached.
func (s *Set) Validate(name string, body []byte) ([]Problem, error) {
	value, problem := Read(body)
	if problem != nil && s.Has(name) {
		return []Problem{*problem}, nil
	}
	return s.judge(name, value)
}

// Judge is Validate for a body of which Read has made a value. Servers repeat
// short bodies, errors above all, so what was found about one is kept.
func (s *Set) Judge(name string, body []byte, value any) ([]Problem, error) {
	if len(body) > repeated {
		return s.judge(name, value)
	}
	key := verdictKey{name, string(body)}
	s.mu.RLock()
	problems, known := s.judged[key]
	s.mu.RUnlock()
	if known {
		return slices.Clone(problems), nil
	}
	problems, err := s.judge(name, value)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.judged == nil {
		s.judged = map[verdictKey][]Problem{}
	}
	if err == nil && len(s.judged) < mostRepeated {
		s.judged[key] = problems
	}
	return problems, err
}

// What is kept of bodies that were judged: how long, and how many.
const (
	repeated     = 512 // bytes
	mostRepeated = 2048
)

type verdictKey struct{ schema, body string }

func (s *Set) judge(name string, value any) ([]Problem, error) {
	if !s.Has(name) {
		return nil, fmt.Errorf("schema %s: unknown", name)
	}
	c, err := s.entries[name]()
	if err != nil {
		return nil, fmt.Errorf("schema %s: compiling: %w", name, err)
	}
	problems, err := c.judge(value)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	return problems, nil
}

// judge asks twice: our walk over the schema names the places, gojsonschema
// gives the verdict. The walk goes first because only it can be stopped. Lint
// keeps out what the engine is known to judge wrongly, so that a disagreement
// is a defect of ours and must be neither a pass nor a violation.
func (c *compiled) judge(value any) ([]Problem, error) {
	problems, err := walk(c.node, value)
	if err != nil {
		return nil, err
	}
	verdict, err := c.engine.judge(value)
	if err != nil {
		return nil, err
	}
	if verdict.ok != (len(problems) == 0) {
		return nil, fmt.Errorf("the two validators disagree about a body: one says %v, the other %v", problems, verdict.why)
	}
	return problems, nil
}

func compile(docs documents, name string) (*compiled, error) {
	n, err := newCompiler(docs).at(name, "")
	if err != nil {
		return nil, err
	}
	e, err := newEngine(docs, name)
	if err != nil {
		return nil, err
	}
	return &compiled{node: n, engine: e}, nil
}
