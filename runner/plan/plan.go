// Package plan decides what will be asked: which flows, for which version,
// mode, consents and filter, and which cases they decide. Everything that is
// left out is in the plan too, with the reason. It sends nothing.
package plan

import (
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// Plan is the flows to send and the cases to judge.
type Plan struct {
	Run   string // names every object of the run
	Flows []*Flow
	Cases []*Case

	Allow   []string          // consents that were given
	Changes []fixtures.Change // what only a consent lets touch objects that the run did not make
	Paths   Paths             // of all flows, whatever was chosen of them
}

// Paths are what flows do at which path, parameters not yet put in.
type Paths struct {
	Creates map[string]bool // what can be undone
	Reads   map[string]bool
}

// PathsOf gives the paths of flows.
func PathsOf(flows []*Flow) Paths {
	p := Paths{map[string]bool{}, map[string]bool{}}
	for _, f := range flows {
		for i := range f.Steps {
			switch step := &f.Steps[i]; {
			case step.Undo != nil:
				p.Creates[step.Line.Path] = true
			case step.Mode == "read":
				p.Reads[step.Line.Path] = true
			}
		}
	}
	return p
}

// Flow is an ordered list of steps about one requirement; the unit that is
// sent, undone, filtered and ordered.
type Flow struct {
	ID       string
	Endpoint *fixtures.Endpoint
	Lane     string   // flows of one lane are sent one after another
	Allow    []string // consents that its writes need
	Steps    []Step
}

// Step is one request of a flow.
type Step struct {
	fixtures.Step
	ID      string        // full id
	Line    fixtures.Line // the request line, parameters not yet put in
	Mode    string        // read | write
	Prepare bool          // needed by the flow, not a case of its own
	Status  []int         // statuses that are expected
	Cause   string        // id of the cause of the refusal that is expected, if any
	Errors  string        // shape of errors from the endpoint's own code

	Inferred bool // the endpoint was made from a document
}

// Case is one requirement: about the exchange of one step, about several
// exchanges of one flow, or about the same kind of error across endpoints.
type Case struct {
	ID       string
	Title    string
	Endpoint string
	Area     string
	Kind     string
	Level    string
	Mode     string
	Why      string
	Ref      string
	At       string // fixture file and line, or schema file
	Since    string // first Kibana version in which it holds, if that is known
	Labels   []string
	Skip     *Skip // why it will not be decided; nil when it will

	Flow     *Flow
	Step     int      // index in Flow.Steps; -1 when the case is about several exchanges
	Plain    string   // id of the step that sends the same request unbent, when the answer must be the same
	Route    *Route   // of the operation, when a target need not have it
	Relation string   // "case.relation" when Go code decides it
	Over     []Member // the steps that a consistency case compares
}

// Source is the file in which the case is written, or the schema or the place
// in a document that it follows from.
func (k *Case) Source() string {
	switch {
	case strings.HasPrefix(k.At, "schemas/"):
		return k.At
	case strings.HasPrefix(k.At, "/"):
		return "document#" + k.At
	}
	return "fixtures/" + k.At
}

// Skip says that a case is left out, and why.
type Skip struct {
	NotApplicable bool // by version or flavour; otherwise by choice or for lack of something
	Reason        string
}

// Member is one step whose error a consistency case compares.
type Member struct {
	Endpoint string
	Step     string
	Cause    string // id of the cause that the step expects
	Route    *Route // of the endpoint, when a target need not have it
}

// Requests is how many requests the plan will send, undos and repetitions not counted.
func (p *Plan) Requests() int {
	n := 0
	for _, f := range p.Flows {
		n += len(f.Steps)
	}
	return n
}
