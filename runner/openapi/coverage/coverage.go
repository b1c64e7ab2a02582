// Package coverage measures how much of an OpenAPI document a run spoke about:
// operations, statuses, parameters, properties, values of enums and keywords of
// schemas, each planned, reached and judged. It reads the plan and what was
// said; it neither sends nor judges.
package coverage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// stage is how far a thing of the document came.
type stage uint8

const (
	none stage = iota
	planned
	reached
	judged
)

func (s stage) String() string { return [...]string{"none", "planned", "reached", "judged"}[s] }

// Decision is what became of one case.
type Decision struct {
	Case   *plan.Case
	Judged bool   // a verdict was given on an exchange
	Reason string // why not
}

// Run is what happened.
type Run struct {
	Plan      *plan.Plan
	Decisions []Decision
	Exchanges []recording.Exchange
	Endpoints map[string]*openapi.Operation // by endpoint id
	Causes    map[string]string             // by operation id: why it cannot be reached as it should
}

// Measure computes the coverage of a document.
func Measure(d *openapi.Document, r Run) *reports.Coverage {
	m := newMeter(d)
	steps := map[string]*plan.Step{}
	for _, f := range r.Plan.Flows {
		for i := range f.Steps {
			s := &f.Steps[i]
			steps[s.ID] = s
			m.plan(s)
		}
	}
	decided := map[string]bool{}
	for _, x := range r.Decisions {
		switch c := x.Case; {
		case c.Flow == nil || c.Step < 0:
		case x.Judged:
			decided[c.Flow.Steps[c.Step].ID] = true
		default:
			if o := r.Endpoints[c.Endpoint]; o != nil && x.Reason != "" {
				m.reason(o, c.Kind, x.Reason)
			}
		}
	}
	for _, x := range r.Exchanges {
		if s := steps[x.Step]; s != nil && x.Complete() {
			m.exchange(s, x, decided[x.Step])
		}
	}
	for id, cause := range r.Causes {
		m.causes[id] = cause
	}
	return m.report()
}

// meter counts.
type meter struct {
	*walker
	doc        *openapi.Document
	operations map[string]*openapi.Operation // by method and shape of the path
	stages     map[*openapi.Operation]stage
	statuses   map[*openapi.Operation]map[string]stage
	parameters map[*openapi.Operation]map[string]stage
	refused    map[*openapi.Operation]string // how requests of its own were answered instead
	causes     map[string]string             // why there were none, or no good ones
	skipped    map[*openapi.Operation]string // why cases were not played
}

func newMeter(d *openapi.Document) *meter {
	m := &meter{
		walker: newWalker(d), doc: d, operations: map[string]*openapi.Operation{}, stages: map[*openapi.Operation]stage{},
		statuses: map[*openapi.Operation]map[string]stage{}, parameters: map[*openapi.Operation]map[string]stage{},
		refused: map[*openapi.Operation]string{}, causes: map[string]string{}, skipped: map[*openapi.Operation]string{},
	}
	for _, o := range d.Operations {
		m.operations[o.Method+" "+openapi.Shape(o.Path)] = o
		m.stages[o], m.statuses[o], m.parameters[o] = none, map[string]stage{}, map[string]stage{}
		for _, r := range o.Responses {
			m.statuses[o][r.Status] = none
		}
		for _, p := range o.Parameters {
			m.parameters[o][p.In+" "+p.Name] = none
		}
	}
	return m
}

// of is the operation that a step asks.
func (m *meter) of(s *plan.Step) *openapi.Operation {
	return m.operations[s.Line.Method+" "+openapi.Shape(s.Line.Path)]
}

// plan notes what a step is to send and to get.
func (m *meter) plan(s *plan.Step) {
	o := m.of(s)
	if o == nil {
		return
	}
	raise(m.stages, o, planned)
	for _, status := range s.Status {
		if key := listed(m.statuses[o], status); key != "" {
			raise(m.statuses[o], key, planned)
		}
	}
	m.sent(o, s, planned)
	if s.Send.Body != nil {
		m.body(o, s.Send.Body, planned)
	}
}

// sent raises the parameters that a step carries.
func (m *meter) sent(o *openapi.Operation, s *plan.Step, to stage) {
	for key := range m.parameters[o] {
		in, name, _ := strings.Cut(key, " ")
		_, query := s.Send.Query[name]
		if in == "path" || in == "query" && query || in == "header" && (s.Send.Headers[strings.ToLower(name)] != nil || strings.EqualFold(name, "kbn-xsrf") && s.Line.Method != "GET") {
			raise(m.parameters[o], key, to)
		}
	}
	for _, p := range o.Parameters {
		if v, ok := s.Send.Query[p.Name]; ok && p.In == "query" && p.Schema.Node != nil {
			m.value(requests, p.Schema.Node, loose(v), to)
		}
	}
}

func (m *meter) body(o *openapi.Operation, value any, to stage) {
	for _, b := range o.Bodies {
		if b.Schema.Node != nil && strings.Contains(b.MediaType, "json") {
			m.value(requests, b.Schema.Node, value, to)
		}
	}
}

// exchange notes what was said; decided: by a case of its own.
func (m *meter) exchange(s *plan.Step, x recording.Exchange, decided bool) {
	o := m.of(s)
	if o == nil {
		return
	}
	to := reached
	if decided {
		to = judged
	}
	status := x.Response.Status
	key := listed(m.statuses[o], status)
	if key != "" {
		raise(m.statuses[o], key, to)
	}
	if status/100 == 2 {
		raise(m.stages, o, to)
		m.sent(o, s, to)
		if body := parsed(x.Request.Body); body != nil {
			m.body(o, body, to)
		}
	} else if s.Cause == "" && m.refused[o] == "" && len(s.Status) > 0 && s.Status[0]/100 == 2 {
		m.refused[o] = "it answered " + strconv.Itoa(status) + message(x)
	}
	for _, r := range o.Responses {
		if r.Status == key && r.Schema.Node != nil {
			if body := parsed(x.Response.Body); body != nil {
				m.value(responses, r.Schema.Node, body, to)
			}
		}
	}
}

func message(x recording.Exchange) string {
	if text := x.JSON("message").String(); text != "" {
		return " (" + text[:min(len(text), 120)] + ")"
	}
	return ""
}

// reason keeps the first reason why a case of an operation was not played; that
// of a plain request tells more than that of a bent one.
func (m *meter) reason(o *openapi.Operation, kind, reason string) {
	if m.skipped[o] == "" || kind == "success" {
		m.skipped[o] = reason
	}
}

// listed is the key under which a document lists a status.
func listed(statuses map[string]stage, status int) string {
	for _, key := range []string{strconv.Itoa(status), strconv.Itoa(status/100) + "XX", strconv.Itoa(status/100) + "xx", "default"} {
		if _, ok := statuses[key]; ok {
			return key
		}
	}
	return ""
}

func raise[K comparable](m map[K]stage, key K, to stage) {
	if m[key] < to {
		m[key] = to
	}
}

// report sums up.
func (m *meter) report() *reports.Coverage {
	c := &reports.Coverage{Document: strings.TrimSpace(m.doc.Title + " " + m.doc.Version), Digest: m.doc.Digest}
	areas := map[string]*reports.Share{}
	for _, o := range m.doc.Operations {
		at := m.stages[o]
		count(&c.Operations, at)
		area := openapi.Area(o.Path)
		if areas[area] == nil {
			areas[area] = &reports.Share{}
		}
		count(areas[area], at)
		for _, s := range m.statuses[o] {
			count(&c.Statuses, s)
		}
		for _, s := range m.parameters[o] {
			count(&c.Parameters, s)
		}
		if at != judged {
			c.Missing = append(c.Missing, reports.Uncovered{Operation: o.ID, Method: o.Method, Path: o.Path, Stage: at.String(), Reason: m.why(o)})
		}
	}
	for area, s := range areas {
		c.Areas = append(c.Areas, reports.AreaCoverage{Area: area, Share: *s})
	}
	slices.SortFunc(c.Areas, func(a, b reports.AreaCoverage) int { return cmp.Compare(a.Area, b.Area) })
	m.sum(c)
	return c
}

// why is the true cause for an operation that is not judged.
func (m *meter) why(o *openapi.Operation) string {
	refused, cause := m.refused[o], m.causes[o.ID]
	switch {
	case refused != "" && cause != "":
		return refused + "; " + cause
	case refused != "":
		return refused
	}
	return cmp.Or(m.skipped[o], cause, "no case of it was selected")
}

func count(s *reports.Share, at stage) {
	s.Total++
	for i, n := range []*int{&s.Planned, &s.Reached, &s.Judged} {
		if at > stage(i) {
			*n++
		}
	}
}
