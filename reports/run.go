// Package reports holds the model of a finished run and its writers. Every
// format derives from Run and nothing else; the package judges nothing, sends
// nothing and imports no other package of the project.
package reports

import "time"

// SchemaV1 names the format of run.json; a reader refuses other names.
const SchemaV1 = "kbn-conformance/run/v1"

// Outcome is what became of one case.
type Outcome string

// The outcomes. Every planned case has exactly one.
const (
	Passed        Outcome = "passed"
	Failed        Outcome = "failed"         // a violation at or above the line (--level)
	Warned        Outcome = "warned"         // violations below the line only
	Known         Outcome = "known"          // an expected failure that still fails
	Blocked       Outcome = "blocked"        // an earlier step did not yield what this one needs
	NotApplicable Outcome = "not-applicable" // version, flavour or licence
	Skipped       Outcome = "skipped"        // mode, consent or a missing credential
)

// Outcomes lists all outcomes in the order in which reports show them.
var Outcomes = []Outcome{Passed, Failed, Warned, Known, Blocked, NotApplicable, Skipped}

// Verdict is the answer of the whole run.
type Verdict string

// The verdicts, with the exit codes 0, 1 and 3.
const (
	Conforms   Verdict = "conforms"
	Violations Verdict = "violations"
	Incomplete Verdict = "incomplete"
)

// Run is a finished (or interrupted) run: complete, self-describing, redacted.
type Run struct {
	Schema   string            `json:"schema"`
	ID       string            `json:"id"`
	Tool     Tool              `json:"tool"`
	Target   Target            `json:"target"`
	Config   map[string]string `json:"config"` // effective settings, redacted
	Seed     int64             `json:"seed"`
	Level    string            `json:"level"` // the line: violations at or above it fail
	Mode     string            `json:"mode"`  // read | write
	Started  time.Time         `json:"started"`
	Duration float64           `json:"duration_ms"`
	Verdict  Verdict           `json:"verdict"`
	ExitCode int               `json:"exit_code"`
	Reasons  []string          `json:"reasons,omitempty"` // derived: why incomplete, then Conditions
	Planned  int               `json:"planned"`
	Totals   Totals            `json:"totals"`
	Load     Load              `json:"load"`
	Findings []Finding         `json:"findings"`
	Unknown  []Unknown         `json:"unknown,omitempty"`   // derived: response fields that a contract of another version does not know
	Cases    []Case            `json:"cases"`               // sorted by id
	Undo     Undo              `json:"undo"`                // what was created and whether it is gone
	Coverage *Coverage         `json:"coverage,omitempty"`  // of the OpenAPI document of which cases were made
	Source   *Source           `json:"recording,omitempty"` // what was judged, when it was a recording of another program

	// Set by whoever ran the cases; everything derived is set by Finish.
	Interrupted []string `json:"interrupted,omitempty"` // what ended or spoiled the run; makes it incomplete
	Conditions  []string `json:"conditions,omitempty"`  // what limits the verdict without spoiling it

	Complete bool `json:"complete"` // last: absent from a truncated file
}

// Totals counts cases by outcome; the values sum up to Run.Planned.
type Totals map[Outcome]int

// Tool says which build of the suite judged, under which contract.
type Tool struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Contract string `json:"contract"` // Kibana version the contract is written for, for example "9.1"
	Digest   string `json:"digest"`   // sha256 over fixtures and schemas
}

// Target says what was looked at.
type Target struct {
	URL       string `json:"url"`
	Reference bool   `json:"reference,omitempty"` // the embedded reference server
	Version   string `json:"version,omitempty"`
	Flavour   string `json:"flavour,omitempty"`
	Name      string `json:"name,omitempty"`
	Licence   string `json:"licence,omitempty"` // signature; another one means another licence
	Space     string `json:"space,omitempty"`   // that was tested; absent: the default one
}

// Source is the recording of another program: no plan made its exchanges, so it
// also says what could not be judged.
type Source struct {
	File       string      `json:"file"`
	Tool       string      `json:"tool,omitempty"` // that wrote it
	Exchanges  int         `json:"exchanges"`
	Matched    int         `json:"matched"`             // exchanges of an operation of the contract
	Unanswered int         `json:"unanswered"`          // of those: the recording holds no answer
	Others     int         `json:"others"`              // entries that are not HTTP
	Unmatched  []Unmatched `json:"unmatched,omitempty"` // most frequent first
}

// Unmatched counts exchanges that belong to no operation of the contract.
type Unmatched struct {
	Method string `json:"method"`
	Path   string `json:"path"` // ids as *
	Count  int    `json:"count"`
}

// Load is what the run itself cost the target.
type Load struct {
	Requests    int     `json:"requests"`
	Retries     int     `json:"retries"`
	Failures    int     `json:"failures"`         // exchanges without a whole answer
	Unsent      int     `json:"unsent,omitempty"` // requests that this program kept back; none of the others
	BytesSent   int64   `json:"bytes_sent"`
	BytesRead   int64   `json:"bytes_read"`
	Concurrency int     `json:"concurrency"`
	MedianMS    float64 `json:"median_ms"`
	MaxMS       float64 `json:"max_ms"`
}

// Case is one judged requirement.
type Case struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	Endpoint   string      `json:"endpoint"` // endpoint id, or "platform"
	Area       string      `json:"area"`
	Kind       string      `json:"kind"`
	Level      string      `json:"level"` // required | recommended | optional
	Mode       string      `json:"mode"`  // read | write
	Why        string      `json:"why,omitempty"`
	Ref        string      `json:"ref,omitempty"` // where the requirement is written
	Source     string      `json:"source"`        // fixture file and line
	Outcome    Outcome     `json:"outcome"`
	Reason     string      `json:"reason,omitempty"`   // for blocked, not-applicable, skipped, known
	NoRoute    bool        `json:"no_route,omitempty"` // not applicable because the target has no route; nothing announces that
	Violations []Violation `json:"violations,omitempty"`
	Unknown    []Field     `json:"unknown,omitempty"`
	Exchange   *Exchange   `json:"exchange,omitempty"`
	Duration   float64     `json:"duration_ms"`
}

// Violation is one broken rule.
type Violation struct {
	Rule    string `json:"rule"`
	Level   string `json:"level"`
	Pointer string `json:"pointer,omitempty"` // JSON Pointer into the answer's body, or a header name
	Want    string `json:"want"`
	Got     string `json:"got"`
	Ref     string `json:"ref,omitempty"`
}

// Exchange is the short form of the exchange that a case judged; the long one is in exchanges.har.
// A case with violations also has what was said, as far as a reader needs it to see the violation.
type Exchange struct {
	Index    int    `json:"index"` // position in exchanges.har
	Method   string `json:"method"`
	Path     string `json:"path"` // with query
	Status   int    `json:"status,omitempty"`
	Failure  string `json:"failure,omitempty"`
	Attempts int    `json:"attempts"`
	Curl     string `json:"curl"` // the credential is $KBN_CONFORMANCE_API_KEY

	Request  *Message `json:"request,omitempty"`
	Response *Message `json:"response,omitempty"` // absent when no answer came
}

// Message is what one side said.
type Message struct {
	Headers []Header `json:"headers"` // sorted by name
	Body    string   `json:"body,omitempty"`
	Size    int64    `json:"size"`             // bytes of the whole body
	Cut     bool     `json:"cut,omitempty"`    // the body goes on after what is here
	Binary  bool     `json:"binary,omitempty"` // the body is no text and left out
}

// Header is one header field; a name may occur several times.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Finding is one cause behind one or more violations.
type Finding struct {
	Rule    string   `json:"rule"`
	Level   string   `json:"level"`
	Pointer string   `json:"pointer,omitempty"`
	Want    string   `json:"want"`
	Got     string   `json:"got"`
	Cases   []string `json:"cases"`
	Targets []string `json:"endpoints"`
}

// Undo is the account of what the run created.
type Undo struct {
	Planned   int        `json:"planned"`
	Done      int        `json:"done"`
	Leftovers []Leftover `json:"leftovers,omitempty"`
}

// Leftover is an object that may still exist on the target.
type Leftover struct {
	Case   string `json:"case"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Error  string `json:"error"`
}
