package reports

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// The elements that Jenkins' junit plugin and GitLab's report parser both read.
// Text is character data or attributes throughout; encoding/xml escapes both.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		Name    string   `xml:"name,attr"`
		junitTotals
		Suites []junitSuite `xml:"testsuite"`
	}
	// The schema of Jenkins knows no skipped attribute here.
	junitTotals struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Seconds  string `xml:"time,attr"`
	}
	junitSuite struct {
		Name string `xml:"name,attr"`
		junitCounts
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Seconds  string `xml:"time,attr"`
		millis   float64
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		Seconds string       `xml:"time,attr"`
		Failure *junitResult `xml:"failure"`
		Error   *junitResult `xml:"error"`
		Skipped *junitResult `xml:"skipped"`
		Output  string       `xml:"system-out,omitempty"`
	}
	junitResult struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes one testsuite per endpoint and one testcase per case.
//
// Blocked cases are errors where they decide: Jenkins and GitLab show errors as
// red as failures, whereas a skipped case leaves a pipeline green, and what had
// to be judged and was not must not look like success. Blocked cases below the
// line, known, skipped and not applicable ones are skipped with their reason;
// warnings pass with their violations as output. So a file is red exactly when
// the exit code is not 0.
func WriteJUnit(w io.Writer, run *Run) error {
	if run.Verdict == "" {
		return errUnfinished
	}
	run = cleaned(run)
	doc := junitSuites{Name: "kbn-conformance"}
	index := map[string]int{}
	for i, row := range ByEndpoint(run) {
		doc.Suites = append(doc.Suites, newSuite(row.Endpoint, run))
		index[row.Endpoint] = i
	}
	for _, c := range run.Cases {
		doc.Suites[index[c.Endpoint]].add(junitOf(c, run.Level), c.Duration)
	}
	var all junitCounts
	for i := range doc.Suites {
		all.include(doc.Suites[i].junitCounts)
	}
	if run.Verdict == Incomplete && all.Errors == 0 {
		doc.Suites = append(doc.Suites, incomplete(run))
		all.include(doc.Suites[len(doc.Suites)-1].junitCounts)
	}
	doc.junitTotals = junitTotals{all.Tests, all.Failures, all.Errors, seconds(all.millis)}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func newSuite(name string, run *Run) junitSuite {
	return junitSuite{
		Name:      name,
		Timestamp: run.Started.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{
			{"target", run.Target.URL}, {"version", run.Target.Version},
			{"contract", run.Tool.Contract}, {"tool", run.Tool.Name + " " + run.Tool.Version},
			{"mode", run.Mode}, {"level", run.Level}, {"seed", strconv.FormatInt(run.Seed, 10)},
			{"run", run.ID}, {"verdict", run.Headline()},
		},
		junitCounts: junitCounts{Seconds: seconds(0)},
	}
}

// incomplete is a suite with one error, for a run that is incomplete although
// no case is red: nothing selected, everything skipped, leftovers on the target.
// Without it a consumer that looks at nothing but this file would see green.
func incomplete(run *Run) junitSuite {
	s := newSuite(incompleteSuite, run)
	s.add(junitCase{
		Class: incompleteSuite, Name: "the run is complete", Seconds: seconds(0),
		Error: &junitResult{Message: line(run.problem()), Type: string(Incomplete), Text: strings.Join(run.Reasons, "\n")},
	}, 0)
	return s
}

// incompleteSuite is no endpoint id, so its one element cannot be taken for a case.
const incompleteSuite = "(run)"

func junitOf(c Case, drawn string) junitCase {
	out := junitCase{Class: className(c), Name: line(c.ID + " " + c.Title), Seconds: seconds(c.Duration)}
	switch {
	case c.Outcome == Failed:
		out.Failure = &junitResult{Message: headOf(c), Type: typeOf(c), Text: explain(c)}
	case c.Outcome == Blocked && c.decides(drawn):
		out.Error = &junitResult{Message: c.because(), Type: string(Blocked), Text: explain(c)}
	case c.Outcome == Blocked, c.Outcome == Known, c.Outcome == NotApplicable, c.Outcome == Skipped:
		out.Skipped = &junitResult{Message: c.Outcome.words() + ": " + c.because()}
	case c.Outcome == Warned:
		out.Output = explain(c)
	}
	return out
}

// className is the area, then the endpoint without the area that its id begins with.
func className(c Case) string {
	rest := strings.TrimPrefix(c.Endpoint, c.Area)
	switch {
	case c.Area == "" || rest == "":
		return line(c.Endpoint)
	case rest != c.Endpoint && rest[0] == '.':
		return line(c.Area + rest)
	}
	return line(c.Area + "." + c.Endpoint)
}

// typeOf is the rule of the gravest violation.
func typeOf(c Case) string {
	if v := worst(c); v != nil {
		return line(v.Rule)
	}
	return string(c.Outcome)
}

func headOf(c Case) string {
	v := worst(c)
	if v == nil {
		return c.because()
	}
	head := strings.TrimSpace(line(v.Rule) + "  " + v.fact())
	if n := len(c.Violations); n > 1 {
		head += "  (and " + Plural(n-1, "more violation") + ")"
	}
	return head
}

func worst(c Case) *Violation {
	var out *Violation
	for i := range c.Violations {
		if out == nil || rank(c.Violations[i].Level) > rank(out.Level) {
			out = &c.Violations[i]
		}
	}
	return out
}

// explain is the case as the terminal shows it, with what helps to act on it.
func explain(c Case) string {
	out := describe(c)
	for _, extra := range [][2]string{{"why", c.Why}, {"source", c.Source}} {
		if extra[1] != "" {
			out = append(out, "", extra[0]+": "+clean(extra[1]))
		}
	}
	if c.Exchange != nil && c.Exchange.Curl != "" {
		out = append(out, "", clean(c.Exchange.Curl))
	}
	return strings.Join(out, "\n")
}

func (s *junitSuite) add(c junitCase, millis float64) {
	s.Cases = append(s.Cases, c)
	one := junitCounts{Tests: 1, millis: millis}
	switch {
	case c.Failure != nil:
		one.Failures = 1
	case c.Error != nil:
		one.Errors = 1
	case c.Skipped != nil:
		one.Skipped = 1
	}
	s.include(one)
}

func (n *junitCounts) include(m junitCounts) {
	n.Tests += m.Tests
	n.Failures += m.Failures
	n.Errors += m.Errors
	n.Skipped += m.Skipped
	n.millis += m.millis
	n.Seconds = seconds(n.millis)
}

func seconds(millis float64) string { return strconv.FormatFloat(millis/1000, 'f', 3, 64) }
