package kit

import (
	"regexp"
	"slices"
	"sort"
	"sync"

	"github.com/Masterminds/semver/v3"
	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// compiler turns the words of fixtures into expectations.
type compiler struct {
	platform fixtures.Platform
	version  *semver.Version
	exact    bool
	patterns sync.Map // string: *regexp.Regexp, for patterns without variables
	headers  []compiledHeader
	byKind   sync.Map // kindOfAnswer: []rules.Header

	contradicted func(method, path string, status int, p schemas.Problem) string
}

type compiledHeader struct {
	rules.Header
	on string
}

func newCompiler(p fixtures.Platform, version string) *compiler {
	c := &compiler{platform: p}
	var err error
	if c.version, err = plan.Release(version); err != nil {
		c.version = semver.MustParse(fixtures.ContractVersion)
	}
	contract := semver.MustParse(fixtures.ContractVersion)
	c.exact = c.version.Major() == contract.Major() && c.version.Minor() == contract.Minor()
	for _, h := range p.Headers {
		if (h.Since != "" && c.version.LessThan(semver.MustParse(h.Since))) || (h.Until != "" && !c.version.LessThan(semver.MustParse(h.Until))) {
			continue
		}
		level, _ := rules.ParseLevel(h.Level)
		out := rules.Header{Name: h.Name, Level: level, Ref: h.Ref, Absent: h.Flag == "absent", Json: h.On == "json", Always: h.On == "every"}
		if h.Match != "" {
			out.Pattern = regexp.MustCompile(h.Match)
		}
		c.headers = append(c.headers, compiledHeader{out, h.On})
	}
	return c
}

// expectation compiles what a step expects, with the variables of its flow.
func (c *compiler) expectation(s *plan.Step, level rules.Level, ref string, vars plan.Vars) rules.Expectation {
	e := rules.Expectation{Level: level, Ref: ref, Exact: c.exact && !s.Inferred, Head: s.Line.Method == "HEAD", Schema: s.Expect.Schema, Answers: s.Expect.Answers, Empty: s.Expect.Empty}
	e.Status = s.Status
	cause, refused := c.platform.Cause(s.Expect.Refused)
	e.Error = c.shape(s, cause, refused, rules.Required)
	if refused && cause.Message != "" {
		e.Texts = append(e.Texts, rules.Text{Pattern: c.pattern(cause.Message, vars), Level: rules.Recommended, Ref: cause.Ref})
	}
	e.Headers = slices.Clip(c.headersOf(kindOfAnswer{originOf(s, e.Status, cause, refused), s.Expect.Media == "", refused, s.Inferred}))
	c.add(&e, s.Expect, rules.Required, vars)
	if a := s.Expect.Advisory; a != nil {
		c.add(&e, *a, rules.Recommended, vars)
		if cause, ok := c.platform.Cause(a.Refused); ok && e.Error == nil || ok && e.Error.Family == "any" {
			e.Error = c.shape(&plan.Step{Step: fixtures.Step{Expect: *a}, Errors: s.Errors}, cause, ok, rules.Recommended)
			e.Proxied = cause.Proxied
		}
	}
	return e
}

// kindOfAnswer is what decides which headers of the platform an answer has.
type kindOfAnswer struct {
	origin                 string
	json, refused, guessed bool
}

// headersOf lists the headers of the platform, made once for each kind.
func (c *compiler) headersOf(kind kindOfAnswer) []rules.Header {
	if made, ok := c.byKind.Load(kind); ok {
		return made.([]rules.Header)
	}
	var out []rules.Header
	for _, h := range c.headers {
		due := h.Header
		if kind.guessed && h.on == "versioned" {
			due.Level = min(due.Level, rules.Recommended) // whether the route has versions is not known
		}
		if h.on == "every" || h.on == "json" && kind.json || h.on == kind.origin || h.on == "error" && kind.refused {
			out = append(out, due)
		}
	}
	c.byKind.Store(kind, out)
	return out
}

// behind tells whether the answer that a step expects lies behind the question
// what the caller may do: successes do, and refusals that are decided later. A
// caller without privileges never gets there.
func (c *compiler) behind(s *plan.Step) bool {
	cause := s.Expect.Refused
	if cause == "" && s.Expect.Advisory != nil {
		cause = s.Expect.Advisory.Refused
	}
	if cause == "" {
		return true
	}
	at := func(id string) int {
		return slices.IndexFunc(c.platform.Causes, func(k fixtures.Cause) bool { return k.ID == id })
	}
	forbidden := at("forbidden")
	return forbidden >= 0 && at(cause) > forbidden
}

// originOf says whether the answer comes from within a version of the route
// ("versioned"), from before one was chosen ("unversioned"), or from a place
// that the step leaves open: a neighbour, a redirect, a refusal without a cause.
func originOf(s *plan.Step, statuses []int, cause fixtures.Cause, refused bool) string {
	switch {
	case s.Request != nil:
		return "open"
	case refused && cause.Versioned:
		return "versioned"
	case refused:
		return "unversioned"
	}
	for _, status := range statuses {
		if status/100 != 2 {
			return "open"
		}
	}
	return "versioned"
}

// shape is the error shape due for a refusal.
func (c *compiler) shape(s *plan.Step, cause fixtures.Cause, refused bool, level rules.Level) *rules.ErrorShape {
	family := s.Expect.Error
	if family == "" && refused {
		if family = cause.Shape; family == "endpoint" {
			family = s.Errors
		}
	}
	if family == "" {
		return nil
	}
	return &rules.ErrorShape{Family: family, Phrase: cause.Phrase != "any", Level: level, Ref: cause.Ref}
}

// refusedPart is the beginning of a validation message that names the part of
// the request. What follows differs between validators and their releases, so
// it is only recommended.
var refusedPart = regexp.MustCompile(`^\^\\\[request (body|query|params)`)

// add puts the assertions of one expectation block in, at most at a level.
func (c *compiler) add(e *rules.Expectation, x fixtures.Expect, level rules.Level, vars plan.Vars) {
	for _, name := range sorted(x.Headers) {
		h := rules.Header{Name: name, Level: level}
		if p := x.Headers[name]; p == "absent" {
			h.Absent = true
		} else {
			h.Pattern = c.pattern(p, vars)
		}
		e.Headers = append(e.Headers, h)
	}
	if part := refusedPart.FindString(x.Message); part != "" && part != x.Message {
		e.Texts = append(e.Texts, rules.Text{Pattern: c.pattern(part, vars), Level: level})
		e.Texts = append(e.Texts, rules.Text{Pattern: c.pattern(x.Message, vars), Level: min(level, rules.Recommended)})
	} else if x.Message != "" {
		e.Texts = append(e.Texts, rules.Text{Pattern: c.pattern(x.Message, vars), Level: level})
	}
	if x.Without != "" {
		e.Texts = append(e.Texts, rules.Text{Pattern: c.pattern(x.Without, vars), Not: true, Level: level})
	}
	for _, path := range sorted(x.Equal) {
		e.Values = append(e.Values, rules.Value{Path: vars.Expand(path), Equal: vars.Tree(x.Equal[path]), Level: level})
	}
	for _, path := range sorted(x.Match) {
		e.Values = append(e.Values, rules.Value{Path: vars.Expand(path), Pattern: c.pattern(x.Match[path], vars), Level: level})
	}
	for _, path := range x.Absent {
		e.Values = append(e.Values, rules.Value{Path: vars.Expand(path), Absent: true, Level: level})
	}
	for _, path := range x.Blank {
		e.Values = append(e.Values, rules.Value{Path: vars.Expand(path), Blank: true, Level: level})
	}
}

// pattern compiles a pattern with the variables quoted into it.
func (c *compiler) pattern(p string, vars plan.Vars) *regexp.Regexp {
	if cached, ok := c.patterns.Load(p); ok {
		return cached.(*regexp.Regexp)
	}
	plain := true
	text := fixtures.Expand(p, func(name string) (string, bool) {
		plain = false
		value, ok := vars.Lookup(name)
		return regexp.QuoteMeta(value), ok
	})
	compiled := regexp.MustCompile(text) // vetted at loading
	if plain {
		c.patterns.Store(p, compiled)
	}
	return compiled
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
