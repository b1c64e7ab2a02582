// Package mock is a Kibana whose API is what an OpenAPI document says: the
// reference server decides, dresses and refuses, and where it knows no endpoint
// the document does. Answers are valid by their schemas, and objects that a
// client makes are remembered. It keeps nothing on disk and does not judge.
package mock

import (
	"sync"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// Options say how a mock starts.
type Options struct {
	Seed      uint64
	Faults    []string // names as Faults lists them, or those of the reference server
	Reference []reference.Option
}

// Server is the mock: an http.Handler.
type Server struct {
	*reference.Server
	operations []*operation // of the document
}

// mock is what all operations share.
type mock struct {
	*generate.Generator
	seed uint64

	mu sync.Mutex // guards the objects
	store
}

// New makes a mock of a document. Answers are made when they are first asked
// for, so that starting costs little.
func New(doc *openapi.Document, o Options) (*Server, error) {
	m := &mock{Generator: generate.New(doc.Definitions), seed: o.Seed, store: newStore(o.Seed)}
	s := &Server{}
	options := o.Reference
	for _, declared := range doc.Operations {
		op := newOperation(m, declared)
		s.operations = append(s.operations, op)
		options = append(options, reference.WithRoutes(op.route()))
	}
	own, others := s.split(o.Faults)
	for _, name := range others {
		options = append(options, reference.WithFault(name))
	}
	var err error
	if s.Server, err = reference.New(options...); err != nil {
		return nil, err
	}
	for _, id := range s.Foreign() {
		s.operation(id).served = true
	}
	relate(s.operations)
	for _, name := range own {
		if err := s.plant(name); err != nil {
			return nil, err
		}
	}
	return s, nil
}
