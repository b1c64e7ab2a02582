package mock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

var meanings = []struct {
	name, title string
	deeds       []deed
}{
	{anotherObject, "an id that does not exist finds another object", []deed{reads, replaces, patches, removes}},
	{stillThere, "the object is still there after it was deleted", []deed{removes}},
	{updateLost, "a change is answered and lost", []deed{replaces, patches}},
	{notStored, "the answer is right and nothing is stored", []deed{creates, puts}},
	{hidesNewest, "the newest object is not listed", []deed{lists}},
}

// Fault is a way in which one operation can be wrong: OPERATION/KIND.
type Fault struct {
	Name, Operation, Group, Title string

	install func() error // nil: the reference server has it
}

// Faults lists the faults of the operations that the document adds, by name;
// those of the reference server's own endpoints are reference.Faults.
func (s *Server) Faults() []Fault {
	var out []Fault
	for _, op := range s.operations {
		out = append(out, op.faults()...)
	}
	slices.SortFunc(out, func(a, b Fault) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (op *operation) faults() []Fault {
	var out []Fault
	for _, f := range reference.FaultsOf(op.route()) {
		if op.shows(f) {
			out = append(out, Fault{Name: f.Name, Operation: op.ID, Group: f.Group, Title: f.Title})
		}
	}
	add := func(group, name, title string, install func() error) {
		out = append(out, Fault{op.ID + "/" + name, op.ID, group, title, install})
	}
	for _, m := range meanings {
		if slices.Contains(m.deeds, op.does) && (m.name != anotherObject || op.of.made || op.of.listed != nil) {
			add("meaning", m.name, m.title, func() error { op.faulty = m.name; return nil })
		}
	}
	if op.success.Schema.Node == nil || !isJSON(op.success.MediaType) {
		return out
	}
	for _, w := range wrongs {
		add("body", w.name, w.title, func() error { return op.break_(w) })
	}
	return out
}

// shows is false for a fault that no request can bring to light.
func (op *operation) shows(f reference.Fault) bool {
	switch f.Group {
	case "json", "body":
		return op.success.MediaType != "" && isJSON(op.success.MediaType)
	}
	return !strings.HasPrefix(f.Name, op.ID+"/content-type") || isJSON(op.success.MediaType)
}

// split takes the faults that the mock itself has out of a list of names.
func (s *Server) split(names []string) (own []Fault, others []string) {
	for _, name := range names {
		found := false
		for _, op := range s.operations {
			if !strings.HasPrefix(name, op.ID+"/") {
				continue
			}
			kind := strings.TrimPrefix(name, op.ID+"/")
			if install := op.installer(kind); install != nil {
				own, found = append(own, Fault{Name: name, Operation: op.ID, install: install}), true
			}
		}
		if !found {
			others = append(others, name)
		}
	}
	return own, others
}

// installer finds a fault of the mock's own; which of them an operation has is
// known when its part in the life of objects is.
func (op *operation) installer(kind string) func() error {
	own := slices.ContainsFunc(wrongs, func(w wrong) bool { return w.name == kind })
	for _, m := range meanings {
		own = own || m.name == kind
	}
	if !own {
		return nil
	}
	return func() error {
		for _, f := range op.faults() {
			if f.Name == op.ID+"/"+kind && f.install != nil {
				return f.install()
			}
		}
		return fmt.Errorf("operation %s cannot have it", op.ID)
	}
}
