package recording

import "time"

// Meta says where a recording comes from. A foreign one has a tool at most.
type Meta struct {
	Tool     string // program that wrote the recording
	Version  string // of that program
	Run      string // id of the run; empty in a foreign recording
	Seed     int64
	Target   string            // base URL
	Contract string            // what the exchanges were planned from, for example "kibana 8.18.1"
	Digest   string            // of that contract
	Config   map[string]string // settings of the run, redacted
	Begun    time.Time         // of the run
	Lasted   time.Duration
	Skipped  int  // entries left out on reading because they are not HTTP
	Cut      bool // the last line was not whole and was left out on reading

	// What the exchanges do not show, so that a recording is judged like the
	// run that made it.
	Server      Server
	Unsent      map[string]Unsent // by step: why there is no exchange to judge
	Undo        Account
	Interrupted []string // what ended or spoiled the run
	Conditions  []string // what limits its verdict
	Expected    []Expected
}

// Expected is a failure that the user of a run accounts for.
type Expected struct {
	Case     string `json:"case"` // id; an asterisk stands for anything
	Rule     string `json:"rule"`
	Reason   string `json:"reason"`
	Owner    string `json:"owner"`
	Until    string `json:"until"`             // a day
	Versions string `json:"versions,omitzero"` // of the target; empty: all
	At       string `json:"at"`                // file and line
}

// Server is what the target told about itself before the run.
type Server struct {
	Version   string `json:"version,omitzero"` // empty: not told, or not to be believed
	Flavour   string `json:"flavour,omitzero"`
	Name      string `json:"name,omitzero"`
	Licence   string `json:"licence,omitzero"`   // signature of its licence
	Space     string `json:"space,omitzero"`     // that was tested; empty: the default one
	Reference bool   `json:"reference,omitzero"` // the embedded reference server
}

// Unsent says why a step was not sent, or not to its end.
type Unsent struct {
	Blocked string `json:"blocked,omitzero"`
	Lacking string `json:"lacking,omitzero"`
}

// Account says what was created and whether it is gone.
type Account struct {
	Planned   int        `json:"planned"` // undos that were due: their step was not refused
	Done      int        `json:"done"`
	Leftovers []Leftover `json:"leftovers,omitempty"`
}

// Leftover is an undo that did not succeed.
type Leftover struct {
	Flow   string `json:"flow"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Error  string `json:"error"`
}

// logExtension is Meta in the file. The extensions of HAR 1.2 begin with an
// underscore, as its specification asks.
type logExtension struct {
	Run         string            `json:"run"`
	Seed        int64             `json:"seed"`
	Target      string            `json:"target"`
	Contract    string            `json:"contract,omitzero"`
	Digest      string            `json:"digest,omitzero"`
	Config      map[string]string `json:"config,omitzero"`
	Begun       time.Time         `json:"begun,omitzero"`
	LastedMS    float64           `json:"lasted_ms,omitzero"`
	Server      Server            `json:"server,omitzero"`
	Unsent      map[string]Unsent `json:"unsent,omitzero"`
	Undo        Account           `json:"undo,omitzero"`
	Interrupted []string          `json:"interrupted,omitzero"`
	Conditions  []string          `json:"conditions,omitzero"`
	Expected    []Expected        `json:"expected,omitzero"`
}

func (m Meta) extension() *logExtension {
	if m.Run == "" && m.Target == "" {
		return nil
	}
	return &logExtension{
		Run: m.Run, Seed: m.Seed, Target: m.Target, Contract: m.Contract, Digest: m.Digest, Config: m.Config, Begun: m.Begun, LastedMS: milliseconds(m.Lasted),
		Server: m.Server, Unsent: m.Unsent, Undo: m.Undo, Interrupted: m.Interrupted, Conditions: m.Conditions, Expected: m.Expected,
	}
}

// take puts what the file says into m.
func (m *Meta) take(own logExtension) {
	m.Run, m.Seed, m.Target, m.Contract, m.Digest, m.Config = own.Run, own.Seed, own.Target, own.Contract, own.Digest, own.Config
	m.Begun, m.Lasted = own.Begun, duration(own.LastedMS)
	m.Server, m.Unsent, m.Undo, m.Interrupted, m.Conditions, m.Expected = own.Server, own.Unsent, own.Undo, own.Interrupted, own.Conditions, own.Expected
}
