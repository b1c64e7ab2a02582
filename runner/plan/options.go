package plan

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Options choose from the contract.
type Options struct {
	Run          string                     // run id: small letters and digits, as names of spaces and packages allow
	Version      string                     // of the target, for example 9.1.0; empty: taken to be the contract's
	Flavour      string                     // traditional (default) | serverless
	Mode         string                     // read | write
	Allow        []string                   // consents, by name
	Unprivileged bool                       // a credential without privileges is at hand
	Select       func(labels []string) bool // nil selects everything
	Labels       []string                   // that Select names, each of which some case must have
	Cases        []string                   // ids of endpoints, cases or steps; empty selects everything
	Seed         int64                      // order of the flows
	Shard        Shard                      // one of several shares; the zero value is the whole
	Schemas      *schemas.Set               // of requests, from which cases are derived; nil derives none
}

var runID = regexp.MustCompile(`^[a-z0-9]*$`)

// gate holds the options in the form in which they are asked.
type gate struct {
	Options
	platform fixtures.Platform
	version  *semver.Version
	allowed  map[string]bool
}

// Release is the version by which requirements hold for a target: without what
// marks a build, since 9.1.0-SNAPSHOT and 9.1.0-rc1 have what 9.1.0 has. An
// empty text stands for the contract's version.
func Release(text string) (*semver.Version, error) {
	v, err := semver.NewVersion(first(text, fixtures.ContractVersion))
	if err != nil {
		return nil, fmt.Errorf("version %q of the target: want a form like 9.1.0", text)
	}
	return semver.New(v.Major(), v.Minor(), v.Patch(), "", ""), nil
}

func newGate(c *fixtures.Contract, o Options) (*gate, error) {
	g := &gate{Options: o, platform: c.Platform, allowed: map[string]bool{}}
	var err error
	if g.version, err = Release(o.Version); err != nil {
		return nil, err
	}
	if !runID.MatchString(o.Run) {
		return nil, fmt.Errorf("run id %q: want small letters and digits", o.Run)
	}
	g.Flavour = first(o.Flavour, "traditional") // Kibana before 8.1 does not say
	switch o.Mode {
	case "read", "write":
	default:
		return nil, fmt.Errorf("mode %q is none of read, write", o.Mode)
	}
	known, operations := consents(c)
	for _, name := range o.Allow {
		if !contains(known, name) && !operations[name] {
			choice := strings.Join(known, ", ")
			if len(operations) > 0 {
				choice += ", an operation id of the document, tag:NAME, everything"
			}
			if near := Nearest(name, append(sortedKeys(operations), known...)); near != "" {
				choice += "; " + near
			}
			return nil, fmt.Errorf("allow %q is none of %s", name, choice)
		}
		g.allowed[name] = true
	}
	return g, nil
}

// Consents lists the names that Options.Allow may hold.
func Consents(c *fixtures.Contract) []string {
	names, operations := consents(c)
	return append(names, sortedKeys(operations)...)
}

// consents lists the names of the contract, and the ids of operations of a
// document that need one.
func consents(c *fixtures.Contract) (names []string, operations map[string]bool) {
	seen := map[string]bool{}
	operations = map[string]bool{}
	for _, e := range c.Endpoints {
		into := seen
		if e.Inferred {
			into = operations
		}
		for _, name := range e.Allow {
			into[name] = true
		}
		for _, k := range e.Cases {
			for _, name := range k.Allow {
				into[name] = true
			}
		}
	}
	names = make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, operations
}

// requirement is what stands between a flow and being sent.
type requirement struct {
	since, until, flavour string
	allow                 []string
	heavy                 string // what consent is asked for, if the name alone does not say it
}

// skip says why a flow is left out, nil when it is not.
func (g *gate) skip(f *Flow, rs ...requirement) *Skip {
	for _, r := range rs {
		f.Allow = append(f.Allow, r.allow...)
	}
	for _, r := range rs {
		if s := g.applicable(r); s != nil {
			return s
		}
	}
	if !f.writes() {
		return g.lacking(f)
	}
	if g.Mode == "read" {
		return &Skip{Reason: f.whyWrite()}
	}
	for _, r := range rs {
		for _, name := range r.allow {
			if !g.allowed[name] {
				reason := "it needs your consent"
				if r.heavy != "" {
					reason = r.heavy + ", so it needs your consent"
				}
				return &Skip{Reason: fmt.Sprintf("%s (--allow %s)", reason, name)}
			}
		}
	}
	return g.lacking(f)
}

func (g *gate) applicable(r requirement) *Skip {
	if r.since != "" {
		if s := g.line(strings.Split(r.since, fixtures.And)); s != nil {
			return s
		}
	}
	if r.until != "" && !g.version.LessThan(semver.MustParse(r.until)) {
		return &Skip{NotApplicable: true, Reason: fmt.Sprintf("exists until %s, the target is %s", r.until, g.version)}
	}
	if r.flavour != "" && r.flavour != g.Flavour {
		return &Skip{NotApplicable: true, Reason: fmt.Sprintf("holds for %s builds, the target is %s", r.flavour, g.Flavour)}
	}
	return nil
}

func (g *gate) lacking(f *Flow) *Skip {
	for _, s := range f.Steps {
		if s.Send.Credentials == "unprivileged" && !g.Unprivileged {
			return &Skip{Reason: "it needs a credential without privileges (--unprivileged-api-key-file)"}
		}
	}
	return nil
}

// whyWrite says why a flow is nothing for the mode read.
func (f *Flow) whyWrite() string {
	for _, s := range f.Steps {
		if deed := recording.Deed(s.Line.Path); s.Mode == "write" && safe(s.Line.Method) && deed != "" {
			return fmt.Sprintf("it is a %s, but its path says %s, and the mode is read (--mode write sends it, if you consent)", s.Line.Method, deed)
		}
	}
	return "it writes, and the mode is read (--mode write sends it)"
}

func (f *Flow) writes() bool {
	for _, s := range f.Steps {
		if s.Mode == "write" {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
