package mock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi/generate"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// The faults of meaning: right in form, and wrong in what is done.
const (
	anotherObject = "finds-another-object"
	stillThere    = "does-not-delete"
	updateLost    = "update-lost"
	notStored     = "not-stored"
	hidesNewest   = "hides-newest"
)

type meaning struct {
	name, title string
	deeds       []deed
}

var meanings = []meaning{
	{anotherObject, "an id that does not exist finds another object", []deed{reads, replaces, patches, removes}},
	{stillThere, "the object is still there after it was deleted", []deed{removes, clears}},
	{updateLost, "a change is answered and lost", []deed{replaces, patches}},
	{notStored, "the answer is right and nothing is stored", []deed{creates, puts}},
	{hidesNewest, "the newest object is not listed", []deed{lists}},
}

// Fault is a way in which one operation can be wrong: OPERATION/KIND.
type Fault struct {
	Name, Operation, Group, Title string

	install func() // nil: the reference server has it
}

// Faults lists the faults of the operations that the document adds, by name;
// those of the reference server's own endpoints are reference.Faults.
func (s *Server) Faults() []Fault {
	var out []Fault
	for _, op := range s.operations {
		if op.served {
			out = append(out, op.faults()...)
		}
	}
	slices.SortFunc(out, func(a, b Fault) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (op *operation) faults() []Fault {
	var out []Fault
	for _, f := range reference.FaultsOf(op.route()) {
		if op.bears(f) {
			out = append(out, Fault{Name: f.Name, Operation: op.ID, Group: f.Group, Title: f.Title})
		}
	}
	add := func(group, name, title string, install func()) {
		out = append(out, Fault{op.ID + "/" + name, op.ID, group, title, install})
	}
	for _, m := range meanings {
		if slices.Contains(m.deeds, op.does) && op.betrays(m.name) {
			add("meaning", m.name, m.title, func() { op.faulty = m.name })
		}
	}
	if op.success.Schema.Node == nil || !isJSON(op.success.MediaType) {
		return out
	}
	for _, w := range wrongs {
		if skeleton, err := op.skeleton(); err != nil || !op.canBe(w, skeleton) {
			continue
		}
		add("body", w.name, w.title, func() { op.breakBy(w) })
	}
	return out
}

// betrays reports whether an answer can show a fault of meaning: one that says
// nothing about objects hides what became of them.
func (op *operation) betrays(meaning string) bool {
	switch meaning {
	case hidesNewest:
		return op.shows(func(skeleton any) bool { _, _, found := listIn(skeleton, op.of.keys, 3); return found })
	case updateLost:
		return slices.ContainsFunc([]*operation{op, op.of.reader, op.of.listed}, func(viewer *operation) bool {
			return viewer != nil && viewer.showsSome(op.sendable())
		})
	}
	return op.of.tells()
}

// sendable is a body that the operation takes, whole; nil where it takes none.
func (op *operation) sendable() map[string]any {
	for _, b := range op.Bodies {
		if isJSON(b.MediaType) && b.Schema.Node != nil {
			value, _ := op.Value(b.Schema.Node, generate.Options{Size: generate.Maximal, Seed: op.seed})
			body, _ := value.(map[string]any)
			return op.told(body)
		}
	}
	return nil
}

// showsSome reports whether an answer has a member of a body, the id left out.
func (op *operation) showsSome(body map[string]any) bool {
	return op.shows(func(skeleton any) bool {
		at, found := spotOf(skeleton, op.of.keys)
		if op.does == lists {
			var list []string
			if list, at, found = listIn(skeleton, op.of.keys, 3); found {
				skeleton = inside(skeleton, list).([]any)[0]
			}
		}
		if !found {
			return false
		}
		object, _ := inside(skeleton, at).(map[string]any)
		for key := range body {
			if _, shown := object[key]; shown && !slices.Contains(op.of.keys, key) {
				return true
			}
		}
		return false
	})
}

// bears is false for a fault that no request can bring to light.
func (op *operation) bears(f reference.Fault) bool {
	switch f.Name {
	case op.ID + "/validate-params-not-enforced":
		return op.canRefuse("path")
	case op.ID + "/validate-query-not-enforced":
		return op.canRefuse("query")
	}
	return !strings.HasPrefix(f.Name, op.ID+"/content-type") || isJSON(op.success.MediaType)
}

// canRefuse reports whether a request can be wrong in its path, or in its query.
func (op *operation) canRefuse(in string) bool {
	return slices.ContainsFunc(op.checks, func(p parameter) bool {
		_, unfit := p.Unfit(op.Problems)
		return p.In == in && (unfit || in == "query" && p.Required)
	})
}

// isOwn reports whether the mock itself has a kind of fault.
func isOwn(kind string) bool {
	return slices.ContainsFunc(wrongs, func(w wrong) bool { return w.name == kind }) ||
		slices.ContainsFunc(meanings, func(m meaning) bool { return m.name == kind })
}

// split takes the faults that the mock itself has out of a list of names.
func (s *Server) split(names []string) (own, others []string) {
	for _, name := range names {
		at := strings.LastIndexByte(name, '/')
		if at >= 0 && isOwn(name[at+1:]) && s.operation(name[:at]) != nil {
			own = append(own, name)
		} else {
			others = append(others, name)
		}
	}
	return own, others
}

func (s *Server) operation(id string) *operation {
	if at := slices.IndexFunc(s.operations, func(op *operation) bool { return op.ID == id }); at >= 0 {
		return s.operations[at]
	}
	return nil
}

// plant puts a fault of the mock's own into its operation.
func (s *Server) plant(name string) error {
	at := strings.LastIndexByte(name, '/')
	if op := s.operation(name[:at]); op.served {
		for _, f := range op.faults() {
			if f.Name == name {
				f.install()
				return nil
			}
		}
	}
	return fmt.Errorf("fault %s: the operation cannot have it", name)
}
