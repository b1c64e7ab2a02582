// Package generate makes JSON values that a draft-07 schema accepts: the
// smallest one, or one that shows everything. The same seed gives the same
// values. It takes the keywords that package schemas takes, sends nothing, and
// reads no documents.
package generate

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Size is how much of what a schema allows a value shows.
type Size int

const (
	Minimal Size = iota // what is required, as short as allowed
	Maximal             // every property, lists with items, texts of some length
)

// Options say what a value is to be like.
type Options struct {
	Size Size
	Seed uint64 // another seed takes other branches, enum values and ids

	// Fix, if set, is asked at every place first. What it gives is taken where
	// the schema allows it; false leaves the place to the generator.
	Fix func(Place) (any, bool)
}

// Place is where a value is about to be made.
type Place struct {
	Pointer string // from the root of the value
	Name    string // the property at or around it; empty at the root
}

// Generator makes values by the schemas of one document. It is safe for
// concurrent use.
type Generator struct {
	definitions map[string]any
	judge       func() (*schemas.Judge, error)
	vetted      sync.Map // roots, by address
}

// New takes the definitions that schemas refer to as "#/definitions/NAME". They
// are vetted when the first value is asked for.
func New(definitions map[string]any) *Generator {
	return &Generator{
		definitions: definitions,
		judge:       sync.OnceValues(func() (*schemas.Judge, error) { return schemas.NewJudge(definitions) }),
	}
}

// What one value may cost to find, and how large a Maximal one gets before only
// required properties follow.
const (
	maxVisits   = 20_000
	maxAttempts = 64 // at one place
	maxValues   = 600
	maxDepth    = 9
)

// errEndless is a schema that asks for itself inside itself.
var errEndless = errors.New("the schema requires itself inside itself")

// Value makes a value of map[string]any, []any, string, bool, nil and
// json.Number. The error names the place at which the schema allows none.
func (g *Generator) Value(schema any, o Options) (any, error) {
	judge, err := g.judge()
	if err != nil {
		return nil, err
	}
	if err := g.vet(judge, schema); err != nil {
		return nil, err
	}
	m := &maker{Generator: g, schemas: judge, Options: o, visits: maxVisits, values: maxValues}
	value, err := m.at(root(schema))
	if err != nil {
		return nil, fmt.Errorf("no value at %w", err)
	}
	problems, err := judge.Problems(schema, value)
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("no value at %q: %s", problems[0].Pointer, problems[0])
	}
	if err != nil {
		return nil, err
	}
	return value, nil
}

// JSON is the text of a value; it is the same each time, as keys are sorted.
func (g *Generator) JSON(schema any, o Options) ([]byte, error) {
	value, err := g.Value(schema, o)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// Problems lists what is wrong with a value, whose numbers are json.Number.
func (g *Generator) Problems(schema, value any) ([]schemas.Problem, error) {
	judge, err := g.judge()
	if err != nil {
		return nil, err
	}
	if err := g.vet(judge, schema); err != nil {
		return nil, err
	}
	return judge.Problems(schema, value)
}

func (g *Generator) vet(judge *schemas.Judge, schema any) error {
	at := address(schema)
	if _, known := g.vetted.Load(at); known {
		return nil
	}
	if err := judge.Vet(schema); err != nil {
		return err
	}
	g.vetted.Store(at, true)
	return nil
}
