// Package doctor finds out, before anything that matters is sent, whether a target
// can be tested with these settings: how far the way to it goes, whether Kibana
// is at its end, and what the credentials may see. Each check has a state and,
// when it is not fine, a remedy. It sends nothing but a few reads and judges nothing.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// State says how a check went.
type State string

// The states.
const (
	Fine    State = "ok"
	Warning State = "warning" // the target can be tested, but mind this
	Failed  State = "failed"  // it cannot
	Unknown State = "unknown" // the target does not tell
)

// Check is one thing that was looked at.
type Check struct {
	ID      string `json:"check"`
	State   State  `json:"state"`
	Finding string `json:"finding"`
	Remedy  string `json:"remedy,omitempty"`
}

// SchemaV1 names the format of a report as JSON.
const SchemaV1 = "kbn-conformance/doctor/v1"

// Report is everything that was found, in the order in which it was looked at.
type Report struct {
	Schema  string  `json:"schema"`
	Target  string  `json:"target"`
	Version string  `json:"version,omitempty"` // that the target tells
	Flavour string  `json:"flavour,omitempty"`
	Checks  []Check `json:"checks"`
	Stopped bool    `json:"stopped,omitempty"` // nothing further can be known before the last check is mended
	Usable  bool    `json:"usable"`            // the target can be tested

	Info target.Info `json:"-"`
	kind error
}

// Options say how far to look.
type Options struct {
	Stated   string                      // version that the user states; the target need not tell one then
	Contract string                      // version that the contract is written for
	Beyond   func(version string) string // how a version lies outside of what it knows; empty when it does not
	Quick    bool                        // only what decides whether a run makes sense
	Reads    []Read                      // by which privileges show
}

// Examine looks at a target.
func Examine(ctx context.Context, c *target.Client, o Options) *Report {
	x := &examination{Report: &Report{Schema: SchemaV1, Target: c.Base(), Checks: []Check{}}, client: c, options: o}
	var w way
	info, err := target.Discover(httptrace.WithClientTrace(ctx, w.trace()), c)
	x.Info = info
	steps := []func(){
		func() { x.way(ctx, &w, err) },
		func() { x.kibana(info, err) },
		func() { x.clock(info) },
		func() { x.credentials(ctx, err) },
		func() { x.space(ctx) },
	}
	if !o.Quick {
		steps = append(steps, func() { x.licence(info) }, func() { x.between(info) }, func() { x.privileges(ctx) })
	}
	for _, look := range steps {
		if x.Stopped {
			break
		}
		known := len(x.Checks)
		if look(); ctx.Err() != nil { // what was cut off says nothing about the target
			x.Checks = x.Checks[:known]
			x.add("interrupted", Unknown, "the examination was interrupted", "start again")
			x.Stopped, x.kind = true, target.ErrInterrupted
		}
	}
	x.Usable = x.Problem() == nil
	return x.Report
}

// Settings is the report about settings with which nothing can be sent.
func Settings(url string, err error) *Report {
	finding, remedy := split(err.Error())
	return &Report{Schema: SchemaV1, Target: url, Stopped: true, Checks: []Check{{"settings", Failed, finding, remedy}}}
}

// examination is a report that is being made.
type examination struct {
	*Report
	client  *target.Client
	options Options
}

func (x *examination) add(id string, state State, finding, remedy string) {
	x.Checks = append(x.Checks, Check{id, state, plain(x.client.Redactor().Text(finding)), remedy})
}

func (x *examination) fine(id, format string, args ...any) {
	x.add(id, Fine, fmt.Sprintf(format, args...), "")
}

// stop ends the examination with the check that has to be mended first.
func (x *examination) stop(id, finding, remedy string, kind error) {
	x.add(id, Failed, finding, remedy)
	x.Stopped, x.kind = true, kind
}

// get asks for a path with a credential; it changes nothing.
func (x *examination) get(ctx context.Context, path string, who target.Credential) answer {
	e := x.client.Do(ctx, target.Request{Step: "doctor", Path: path, Read: true, Credential: who})
	if e.Failure != nil {
		return answer{got: e.Failure.Text}
	}
	a := answer{status: e.Response.Status, page: e.Response.Page()}
	a.got = fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
	if to := e.Response.Header.Get("Location"); to != "" && a.status/100 == 3 {
		a.got += fmt.Sprintf(" to %q", to)
	} else if a.page {
		a.got += ", an HTML page"
	}
	return a
}

// Problem is the first thing that keeps the target from being tested; nil when
// there is none. The kind of a failed discovery is in its chain.
func (r *Report) Problem() error {
	for _, c := range r.Checks {
		if c.State == Failed || c.ID == "interrupted" {
			return &problem{fmt.Sprintf("%s: %s: %s", r.Target, c.Finding, c.Remedy), r.kind}
		}
	}
	return nil
}

type problem struct {
	text string
	kind error
}

func (p *problem) Error() string { return p.text }
func (p *problem) Unwrap() error { return p.kind }

// clock: certificates, tokens and sessions are valid by the clock of either side.
func (x *examination) clock(info target.Info) {
	const tolerated = 2 * time.Minute
	switch {
	case info.Clock.Abs() < tolerated:
		x.fine("clock", "the clocks of the target and of this machine agree")
	case info.Clock > 0:
		x.add("clock", Warning, fmt.Sprintf("the clock of the target is %s ahead of this machine's", info.Clock), clockRemedy)
	default:
		x.add("clock", Warning, fmt.Sprintf("the clock of the target is %s behind this machine's", -info.Clock), clockRemedy)
	}
}

const clockRemedy = "set the clock that is wrong (NTP): API keys, tokens and certificates expire by it"

// licence: the header is there as soon as Kibana knows its licence.
func (x *examination) licence(info target.Info) {
	if info.Licence == "" {
		x.add("licence", Unknown, "the target tells no licence (no kbn-license-sig header)", "if it is a Kibana, see whether it reaches Elasticsearch; a mock may leave the header out")
		return
	}
	x.fine("licence", "the target knows its licence, signed %.8s…", info.Licence)
}

// between: what stands between here and Kibana may answer in its stead.
func (x *examination) between(info target.Info) {
	if info.Between == "" {
		x.fine("between", "nothing makes itself known between here and Kibana")
		return
	}
	x.fine("between", "there is a server in between (%s); large bodies and slow answers may end there", info.Between)
}

// discovery is the reason why the target was not recognised, if there is one.
func discovery(err error) (target.DiscoveryError, bool) {
	var e *target.DiscoveryError
	if errors.As(err, &e) {
		return *e, true
	}
	return target.DiscoveryError{}, false
}
