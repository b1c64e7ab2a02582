package kit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// words says what an expectation asks for, one part a line.
func words(e rules.Expectation) []string {
	out := []string{fmt.Sprintf("status %v", e.Status)}
	for _, flag := range []struct {
		on   bool
		word string
	}{{e.Empty, "empty"}, {e.Head, "head"}, {e.Exact, "exact"}, {e.Schema != "", "schema " + e.Schema}} {
		if flag.on {
			out = append(out, flag.word)
		}
	}
	if s := e.Error; s != nil {
		out = append(out, fmt.Sprintf("%s error %s, phrase %t", s.Level, s.Family, s.Phrase))
	}
	for _, h := range e.Headers {
		out = append(out, fmt.Sprintf("%s header %s %s", h.Level, h.Name, asked(h.Pattern, h.Absent)))
	}
	for _, v := range e.Values {
		switch {
		case v.Blank:
			out = append(out, fmt.Sprintf("%s %s blank", v.Level, v.Path))
		case v.Equal != nil:
			out = append(out, fmt.Sprintf("%s %s = %v", v.Level, v.Path, v.Equal))
		default:
			out = append(out, fmt.Sprintf("%s %s %s", v.Level, v.Path, asked(v.Pattern, v.Absent)))
		}
	}
	for _, x := range e.Texts {
		out = append(out, fmt.Sprintf("%s text %s, not %t", x.Level, x.Pattern, x.Not))
	}
	return out
}

func asked(p *regexp.Regexp, absent bool) string {
	switch {
	case absent:
		return "absent"
	case p == nil:
		return "present"
	}
	return "like " + p.String()
}

var someCauses = fixtures.Platform{
	Causes: []fixtures.Cause{
		{ID: "forbidden", Status: 403, Shape: "boom", Message: "^No$", Ref: "cause"},
		{ID: "validation", Status: 400, Shape: "boom", Versioned: true},
		{ID: "not-found", Status: 404, Shape: "endpoint", Versioned: true},
		{ID: "too-large", Status: 413, Shape: "boom", Phrase: "any"},
	},
	Headers: []fixtures.Header{
		{Name: "h-every", Level: "required", On: "every", Match: "."},
		{Name: "h-json", Level: "recommended", On: "json"},
		{Name: "h-error", Level: "optional", On: "error"},
		{Name: "h-version", Level: "required", On: "versioned", Match: "^2023"},
		{Name: "h-version", Level: "required", On: "unversioned", Flag: "absent"},
	},
}

func everyHeader(more ...string) []string {
	return append([]string{"required header h-every like .", "recommended header h-json present"}, more...)
}

// TestCompilesAnExpectation: what a step says, and what is asked of its answer
// besides the status.
func TestCompilesAnExpectation(t *testing.T) {
	const versioned, unversioned, refusal = "required header h-version like ^2023", "required header h-version absent", "optional header h-error present"
	name := func() string { v, _ := plan.NewVars("r1", "f").Lookup("own"); return v }()
	neighbour := &fixtures.Line{Method: "GET", Path: "/api/neighbour"}
	for row, c := range map[string]struct {
		expect fixtures.Expect
		step   plan.Step
		want   []string
	}{
		"a success is versioned":              {fixtures.Expect{}, plan.Step{Status: []int{200}}, everyHeader(versioned)},
		"a schema":                            {fixtures.Expect{Schema: "fleet/proxy"}, plan.Step{Status: []int{200, 201}}, append([]string{"schema fleet/proxy"}, everyHeader(versioned)...)},
		"no body":                             {fixtures.Expect{Empty: true}, plan.Step{Status: []int{204}}, append([]string{"empty"}, everyHeader(versioned)...)},
		"a HEAD":                              {fixtures.Expect{}, plan.Step{Status: []int{200}, Line: fixtures.Line{Method: "HEAD"}}, append([]string{"head"}, everyHeader(versioned)...)},
		"a redirect leaves the version open":  {fixtures.Expect{}, plan.Step{Status: []int{302}}, everyHeader()},
		"a status of two classes does too":    {fixtures.Expect{}, plan.Step{Status: []int{200, 400}}, everyHeader()},
		"a neighbour does too":                {fixtures.Expect{}, plan.Step{Status: []int{200}, Step: fixtures.Step{Request: neighbour}}, everyHeader()},
		"a refusal before the version":        {fixtures.Expect{Refused: "forbidden"}, plan.Step{Status: []int{403}, Errors: "siem"}, append([]string{"required error boom, phrase true"}, append(everyHeader(refusal, unversioned), "recommended text ^No$, not false")...)},
		"a refusal after the version":         {fixtures.Expect{Refused: "validation"}, plan.Step{Status: []int{400}, Errors: "siem"}, append([]string{"required error boom, phrase true"}, everyHeader(refusal, versioned)...)},
		"a refusal of the endpoint, boom":     {fixtures.Expect{Refused: "not-found"}, plan.Step{Status: []int{404}, Errors: "boom"}, append([]string{"required error boom, phrase true"}, everyHeader(refusal, versioned)...)},
		"a refusal of the endpoint, siem":     {fixtures.Expect{Refused: "not-found"}, plan.Step{Status: []int{404}, Errors: "siem"}, append([]string{"required error siem, phrase true"}, everyHeader(refusal, versioned)...)},
		"a refusal of a neighbour":            {fixtures.Expect{Refused: "not-found"}, plan.Step{Status: []int{404}, Errors: "siem", Step: fixtures.Step{Request: neighbour}}, append([]string{"required error siem, phrase true"}, everyHeader(refusal)...)},
		"a refusal in a stated shape":         {fixtures.Expect{Refused: "not-found", Error: "any"}, plan.Step{Status: []int{404}, Errors: "boom"}, append([]string{"required error any, phrase true"}, everyHeader(refusal, versioned)...)},
		"a refusal whose phrase is open":      {fixtures.Expect{Refused: "too-large"}, plan.Step{Status: []int{413}}, append([]string{"required error boom, phrase false"}, everyHeader(refusal, unversioned)...)},
		"an error without a cause":            {fixtures.Expect{Error: "siem"}, plan.Step{Status: []int{400, 500}}, append([]string{"required error siem, phrase true"}, everyHeader()...)},
		"an advisory cause gives its shape":   {fixtures.Expect{Advisory: &fixtures.Expect{Refused: "not-found"}}, plan.Step{Status: []int{404}, Errors: "siem"}, append([]string{"recommended error siem, phrase true"}, everyHeader()...)},
		"an advisory cause narrows any shape": {fixtures.Expect{Error: "any", Advisory: &fixtures.Expect{Refused: "too-large"}}, plan.Step{Status: []int{413}}, append([]string{"recommended error boom, phrase false"}, everyHeader()...)},
		"an advisory cause leaves a stated shape": {fixtures.Expect{Error: "siem", Advisory: &fixtures.Expect{Refused: "too-large"}}, plan.Step{Status: []int{413}},
			append([]string{"required error siem, phrase true"}, everyHeader()...)},
		"everything else is required": {fixtures.Expect{Headers: map[string]string{"b": "^x", "a": "absent"}, Message: "one", Without: "two",
			Equal: map[string]any{"n": 1, "item.{own}": []any{"{own}", map[string]any{"k": "{id}"}}}, Match: map[string]string{"m": "^{own}$"}, Absent: []string{"gone.{id}"}, Blank: []string{"b.{id}"}},
			plan.Step{Status: []int{302}}, append(everyHeader("required header a absent", "required header b like ^x"),
				"required item."+name+" = ["+name+" map[k:a.b]]", "required n = 1", "required m like ^"+regexp.QuoteMeta(name)+"$", "required gone.a.b absent", "required b.a.b blank",
				"required text one, not false", "required text two, not true")},
		"what is advisory is recommended": {fixtures.Expect{Message: "one", Advisory: &fixtures.Expect{Headers: map[string]string{"a": "^x"}, Message: "two", Without: "three", Equal: map[string]any{"n": 1}, Match: map[string]string{"m": "x"}, Absent: []string{"g"}, Blank: []string{"b"}}},
			plan.Step{Status: []int{302}}, append(everyHeader("recommended header a like ^x"), "recommended n = 1", "recommended m like x", "recommended g absent", "recommended b blank",
				"required text one, not false", "recommended text two, not false", "recommended text three, not true")},
		"variables are quoted in patterns": {fixtures.Expect{Message: "^{id} [{]x{2}$", Headers: map[string]string{"a": "{id}"}}, plan.Step{Status: []int{302}},
			append(everyHeader(`required header a like a\.b`), `required text ^a\.b [{]x{2}$, not false`)},
	} {
		c.step.Expect = c.expect
		e := newCompiler(someCauses, "8.13.4").expectation(&c.step, rules.Optional, "ref", plan.NewVars("r1", "f").With("id", "a.b"))
		want := append([]string{fmt.Sprintf("status %v", c.step.Status)}, c.want...)
		if got := words(e); !slices.Equal(got, want) || e.Level != rules.Optional || e.Ref != "ref" {
			t.Errorf("%s: asks for\n  %s\nwant\n  %s", row, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
	}
}

// TestAPatternIsCompiledPerFlow: what one flow does not know, another may.
func TestAPatternIsCompiledPerFlow(t *testing.T) {
	c := newCompiler(fixtures.Platform{}, "")
	for _, id := range []string{"", "one", "two"} {
		vars, want := plan.NewVars("r1", "f"), "^{id}$"
		if id != "" {
			vars, want = vars.With("id", id), "^"+id+"$"
		}
		if got := c.pattern("^{id}$", vars).String(); got != want {
			t.Errorf("with id %q: %s, want %s", id, got, want)
		}
	}
	if c.pattern("^x$", plan.Vars{}) != c.pattern("^x$", plan.NewVars("r1", "f")) {
		t.Error("a pattern without variables is compiled twice")
	}
}

// TestHeadersFollowTheVersion, by the headers of the embedded contract.
func TestHeadersFollowTheVersion(t *testing.T) {
	embedded, err := fixtures.Load(loadSchemas(t).Has)
	if err != nil {
		t.Fatal(err)
	}
	gone := fixtures.Header{Name: "x-old", Level: "required", On: "every", Until: "9.0.0"}
	embedded.Platform.Headers = append(embedded.Platform.Headers, gone)
	for version, want := range map[string]string{
		"7.17.0":          "content-type x-old",
		"8.0.0":           "kbn-name content-type x-old",
		"8.13.0":          "kbn-name content-type cache-control x-content-type-options x-old",
		"8.13.4":          "kbn-name content-type cache-control x-content-type-options x-old",
		"8.16.9":          "kbn-name content-type cache-control x-content-type-options x-old",
		"8.17.0":          "kbn-name content-type cache-control x-content-type-options elastic-api-version x-old",
		"8.17.0-SNAPSHOT": "kbn-name content-type cache-control x-content-type-options elastic-api-version x-old",
		"9.0.0":           "kbn-name content-type cache-control x-content-type-options elastic-api-version",
		"9.1.0":           "kbn-name content-type cache-control x-content-type-options elastic-api-version",
		"9.1.0-SNAPSHOT":  "kbn-name content-type cache-control x-content-type-options elastic-api-version",
		"":                "kbn-name content-type cache-control x-content-type-options elastic-api-version",
	} {
		var got []string
		step := plan.Step{Status: []int{200}}
		for _, h := range newCompiler(embedded.Platform, version).expectation(&step, rules.Required, "", plan.Vars{}).Headers {
			if strings.Contains(" kbn-name content-type cache-control x-content-type-options elastic-api-version x-old ", " "+h.Name+" ") && !slices.Contains(got, h.Name) {
				got = append(got, h.Name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("version %q: %v, want %s", version, got, want)
		}
	}
}

// TestUnknownPropertiesCountAtTheContractsVersionOnly: closed objects gain
// members in minor versions, so those of other versions are only listed.
func TestUnknownPropertiesCountAtTheContractsVersionOnly(t *testing.T) {
	answers := one("things.get.own", said(200, `{"id":"`+own("things.get.own")+`","more":1}`))
	for version, want := range map[string]Outcome{"": Failed, "9.1.0": Failed, "9.1.7": Failed, "9.1.0-SNAPSHOT": Failed, "9.0.1": Passed, "9.2.0": Passed, "8.13.4": Passed, "10.1.0": Passed} {
		judge := NewJudge(nil, tinyContract(t), loadSchemas(t), version, rules.Required, recorded(answers))
		if v := judge.Decide(t.Context(), find(t, tinyPlan(t), "things.get.own")); v.Outcome != want || ruleIDs(append(v.Violations, v.Unknown...)) != "property-unknown" || (len(v.Unknown) == 1) != (want == Passed) {
			t.Errorf("version %q: %s, %v, unknown %v, want %s", version, v.Outcome, v.Violations, v.Unknown, want)
		}
	}
}
