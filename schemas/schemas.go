// Package schemas holds the JSON Schema (draft-07) of every body of the
// contract and judges bodies by them: strict JSON first, then the schema, with
// every problem named by pointer, keyword, what was wanted and what came.
// It knows no HTTP, no versions of a target and never opens a connection.
package schemas

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed since.yaml */*.json
var embedded embed.FS

// definitions is the folder of parts that are no body by themselves.
const definitions = "definitions/"

// Set is a folder of schemas that passed the lint; it is safe for concurrent use.
type Set struct {
	Digest string // sha256 over the schema files and since.yaml; empty if foreign

	docs    documents
	gates   []Gate
	nodes   map[string]func() (*node, error)
	entries map[string]func() (*compiled, error)

	mu     sync.RWMutex
	judged map[verdictKey][]Problem
}

// documents are parsed schema files by name, which is the path without .json.
type documents map[string]any

// compiled is one schema, ready to judge.
type compiled struct {
	node   *node
	engine *engine
}

// Load reads the schemas that are built into the program.
func Load() (*Set, error) { return LoadFS(embedded) }

// LoadFS reads every .json file of a file system as a schema, and since.yaml if
// it is there. What is wrong with any of them comes back as one LintError.
func LoadFS(fsys fs.FS) (*Set, error) {
	sum := sha256.New()
	docs, lint, err := read(fsys, sum)
	if err != nil {
		return nil, err
	}
	gates, more, err := readGates(fsys, docs)
	if err != nil {
		return nil, err
	}
	lint = append(append(lint, lintAll(docs)...), more...)
	if len(lint) > 0 {
		return nil, newLintError(lint)
	}
	s := newSet(docs, gates)
	s.Digest = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

func read(fsys fs.FS, sum io.Writer) (documents, []LintProblem, error) {
	docs := documents{}
	var lint []LintProblem
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || (path.Ext(file) != ".json" && file != gatesFile) {
			return err
		}
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n%s", file, len(data), data)
		if file == gatesFile {
			return nil
		}
		doc, problem := Read(data)
		if problem != nil {
			lint = append(lint, LintProblem{File: file, Pointer: problem.Pointer, Reason: "want " + problem.Want + ", got " + problem.Got})
			return nil
		}
		docs[strings.TrimSuffix(file, ".json")] = doc
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("schemas: reading: %w", err)
	}
	if len(docs)+len(lint) == 0 {
		return nil, nil, fmt.Errorf("schemas: no .json file found")
	}
	return docs, lint, nil
}

// Names lists the schemas of bodies, sorted; the shared parts are left out.
func (s *Set) Names() []string {
	var names []string
	for name := range s.docs {
		if !isPart(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Has reports whether there is a schema of that name.
func (s *Set) Has(name string) bool {
	_, ok := s.docs[name]
	return ok && !isPart(name)
}

func isPart(name string) bool {
	return strings.HasPrefix(name, definitions) || strings.Contains(name, "/"+definitions)
}
