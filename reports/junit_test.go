package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// element is any XML element, read back without the types that wrote it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) number(t *testing.T, name string) int {
	t.Helper()
	n, err := strconv.Atoi(e.attr(name))
	if err != nil {
		t.Fatalf("%s %s: %v", e.XMLName.Local, name, err)
	}
	return n
}

func (e element) all(name string) (out []element) {
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

func junit(t *testing.T, run *Run) element {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJUnit(&b, run); err != nil {
		t.Fatal(err)
	}
	return parsed(t, b.String())
}

func parsed(t *testing.T, text string) (root element) {
	t.Helper()
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return root
}

func TestJUnitCountsItsElements(t *testing.T) {
	for seed := range int64(40) {
		run := mixture(seed)
		root := junit(t, run)
		suites := root.all("testsuite")
		for _, e := range append([]element{root}, suites...) {
			for attribute, name := range map[string]string{"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"} {
				if e.XMLName.Local == "testsuites" && name == "skipped" {
					continue // Jenkins' schema does not know it there
				}
				if n := len(e.all(name)); e.number(t, attribute) != n {
					t.Errorf("seed %d: %s %s says %d %s, there are %d", seed, e.XMLName.Local, e.attr("name"), e.number(t, attribute), attribute, n)
				}
			}
		}
		var cases, suiteTime float64
		for _, c := range root.all("testcase") {
			cases += parse(t, c.attr("time"))
			if len(c.Children) > 1 {
				t.Errorf("seed %d: %s has %d results", seed, c.attr("name"), len(c.Children))
			}
		}
		for _, s := range suites {
			suiteTime += parse(t, s.attr("time"))
		}
		if total := parse(t, root.attr("time")); math.Abs(total-cases) > .1 || math.Abs(total-suiteTime) > .1 {
			t.Errorf("seed %d: times %v, %v, %v", seed, total, suiteTime, cases)
		}
	}
}

func parse(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestJUnitColours(t *testing.T) {
	v := broken("r", "/x", "1", "2")
	for outcome, row := range map[Outcome]struct{ element, attribute, value string }{
		Passed:        {},
		Failed:        {"failure", "type", "r"},
		Blocked:       {"error", "message", "because of blocked"},
		Known:         {"skipped", "message", "known deviation: because of known"},
		NotApplicable: {"skipped", "message", "not applicable: because of not-applicable"},
		Skipped:       {"skipped", "message", "skipped: because of skipped"},
		Warned:        {"system-out", "", ""},
	} {
		c := a("spaces.get.x", outcome)
		if outcome == Failed || outcome == Warned {
			c.Violations = []Violation{v}
		}
		cases := junit(t, finished(c, a("pass", Passed))).all("testcase")
		got := cases[1].Children
		if row.element == "" {
			if len(got) != 0 {
				t.Errorf("%s has %v", outcome, got)
			}
			continue
		}
		if len(got) != 1 || got[0].XMLName.Local != row.element || got[0].attr(row.attribute) != row.value {
			t.Errorf("%s: got %v, want %v", outcome, got, row)
		}
	}
}

// A CI server that sees nothing but junit.xml comes to the verdict of the exit code.
func TestJUnitIsRedExactlyWhereTheExitCodeIsNotZero(t *testing.T) {
	colours := map[bool]int{}
	for seed := range int64(200) {
		run := mixture(seed)
		run.Cases = slices.DeleteFunc(run.Cases, func(c Case) bool {
			return c.Outcome == Failed && seed%4 != 0 || c.Outcome == Blocked && seed%4 == 1 && c.Level == "required"
		})
		run.Planned = len(run.Cases)
		if seed%4 == 2 {
			run.Level = "recommended"
		}
		if Finish(run); run.ExitCode == 0 {
			colours[run.Totals[Blocked] > 0]++
		}
		root := junit(t, run)
		if red := root.number(t, "errors")+root.number(t, "failures") > 0; red != (run.ExitCode != 0) {
			t.Errorf("seed %d: red is %v, exit code %d: %s", seed, red, run.ExitCode, run.Headline())
		}
	}
	if colours[true] < 5 {
		t.Errorf("of the runs that conform, too few had a blocked case: %v", colours)
	}
}

// A consumer that sees nothing but junit.xml must not see green without a verdict.
func TestJUnitOfAnIncompleteRunIsRed(t *testing.T) {
	interrupted := finished(a("p", Passed))
	interrupted.Interrupted = []string{"interrupted by a signal"}
	Finish(interrupted)
	left := finished(a("p", Passed))
	leave(left)
	Finish(left)
	mild := a("b", Blocked)
	mild.Level = "optional"
	for name, run := range map[string]*Run{
		"nothing planned": finished(), "all skipped": finished(a("s", Skipped)), "blocked": finished(a("p", Passed), a("b", Blocked)),
		"interrupted": interrupted, "leftovers": left, "blocked below the line, and nothing judged": finished(mild),
	} {
		if root := junit(t, run); root.number(t, "errors")+root.number(t, "failures") == 0 {
			t.Errorf("%s: %s looks green", name, run.Headline())
		}
	}
	if root := junit(t, finished(a("p", Passed), mild)); root.number(t, "errors") != 0 || root.all("skipped")[0].attr("message") != "blocked: because of blocked" {
		t.Error("a blocked case that does not decide is red, or hides its reason")
	}
	if root := junit(t, finished(a("p", Passed))); root.number(t, "errors") != 0 || root.number(t, "tests") != 1 {
		t.Error("a run that conforms has an error")
	}
}

func TestJUnitNames(t *testing.T) {
	for want, c := range map[string]Case{
		"fleet.proxies.update": {Area: "fleet", Endpoint: "fleet.proxies.update"},
		"platform":             {Area: "platform", Endpoint: "platform"},
		"access.spaces.get":    {Area: "access", Endpoint: "spaces.get"},
		"fleet.fleetings.get":  {Area: "fleet", Endpoint: "fleetings.get"},
		"spaces.get":           {Endpoint: "spaces.get"},
	} {
		if got := className(c); got != want {
			t.Errorf("area %q, endpoint %q: got %s, want %s", c.Area, c.Endpoint, got, want)
		}
	}
}

func TestJUnitPutsTheGravestFirst(t *testing.T) {
	mild := Violation{Rule: "mild", Level: "optional", Want: "1", Got: "2"}
	root := junit(t, finished(a("x", Failed, mild, broken("grave", "/x", "1", "2")), a("y", Failed)))
	failures := root.all("failure")
	if got := failures[0].attr("message"); failures[0].attr("type") != "grave" || got != "grave  /x: want 1, got 2  (and 1 more violation)" {
		t.Errorf("got %v", failures[0])
	}
	if !strings.Contains(failures[0].Text, "mild   want 1, got 2  (optional)") {
		t.Errorf("got %s", failures[0].Text)
	}
	if failures[1].attr("type") != "failed" || failures[1].attr("message") != "no reason was recorded" {
		t.Errorf("got %v", failures[1])
	}
}

func TestWritersReportErrors(t *testing.T) {
	for _, f := range append(Formats(), Format{Name: "summary", Write: tall}) {
		if err := f.Write(io.Discard, blank()); err == nil {
			t.Errorf("%s writes a run without a verdict", f.Name)
		}
		for _, room := range []int{0, 60, 1000} { // the shortest format is longer
			if err := f.Write(&failing{room}, golden()); err == nil {
				t.Errorf("%s hides that the disk was full after %d bytes", f.Name, room)
			}
		}
	}
}

// failing is a disk that is full after some bytes.
type failing struct{ room int }

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// allowed is what the schema that Jenkins and Surefire readers share knows of
// each element: attributes, of which an exclamation mark makes one obligatory,
// and children.
var allowed = map[string]struct{ attributes, children string }{
	"testsuites": {"name tests failures errors time", "testsuite"},
	"testsuite":  {"name! tests! failures! errors! skipped time timestamp hostname id package", "properties testcase system-out system-err"},
	"properties": {"", "property"},
	"property":   {"name! value!", ""},
	"testcase":   {"name! classname! time", "skipped error failure system-out system-err"},
	"failure":    {"message type", ""},
	"error":      {"message type", ""},
	"skipped":    {"message type", ""},
	"system-out": {"", ""},
}

var (
	surefireTime = regexp.MustCompile(`^(?:\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?$`)
	plainNumber  = regexp.MustCompile(`^\d+$`)
	noZone       = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)
)

// invalid lists what an element and those below it have that the schema forbids.
func invalid(e element) (out []string) {
	rule, known := allowed[e.XMLName.Local]
	if !known {
		return []string{"unknown element " + e.XMLName.Local}
	}
	have := map[string]bool{}
	for _, a := range e.Attrs {
		have[a.Name.Local] = true
		if !slices.Contains(strings.Fields(strings.ReplaceAll(rule.attributes, "!", "")), a.Name.Local) {
			out = append(out, e.XMLName.Local+" has "+a.Name.Local)
		}
		form := map[string]*regexp.Regexp{"time": surefireTime, "tests": plainNumber, "failures": plainNumber, "errors": plainNumber, "skipped": plainNumber, "timestamp": noZone}[a.Name.Local]
		if form != nil && !form.MatchString(a.Value) {
			out = append(out, fmt.Sprintf("%s of %s is %q", a.Name.Local, e.XMLName.Local, a.Value))
		}
	}
	for _, name := range strings.Fields(rule.attributes) {
		if name, must := strings.CutSuffix(name, "!"); must && !have[name] {
			out = append(out, e.XMLName.Local+" lacks "+name)
		}
	}
	last := -1
	for _, c := range e.Children {
		at := slices.Index(strings.Fields(rule.children), c.XMLName.Local)
		if at < 0 {
			out = append(out, e.XMLName.Local+" holds "+c.XMLName.Local)
		} else if at < last {
			out = append(out, e.XMLName.Local+" holds "+c.XMLName.Local+" too late")
		}
		last = max(last, at)
		out = append(out, invalid(c)...)
	}
	return out
}

func TestJUnitIsValid(t *testing.T) {
	for seed := range int64(30) {
		if wrong := invalid(junit(t, mixture(seed))); len(wrong) > 0 {
			t.Fatalf("seed %d: %v", seed, wrong)
		}
	}
	for _, run := range []*Run{golden(), finished(), poisoned()} {
		if wrong := invalid(junit(t, run)); len(wrong) > 0 {
			t.Error(wrong)
		}
	}
	// GitLab and Jenkins take cases apart by class and name.
	seen := map[string]bool{}
	for _, c := range junit(t, mixture(7)).all("testcase") {
		if key := c.attr("classname") + " " + c.attr("name"); seen[key] {
			t.Errorf("%s occurs twice", key)
		} else {
			seen[key] = true
		}
	}
	for text, want := range map[string]string{
		`<testsuites skipped="1"/>`:     "testsuites has skipped",
		`<testsuite name="a"/>`:         "testsuite lacks tests",
		`<testcase name="a"/>`:          "testcase lacks classname",
		`<testsuites time="1e3"/>`:      "time of testsuites",
		`<failure><b/></failure>`:       "failure holds b",
		`<testsuites><x/></testsuites>`: "testsuites holds x",
		`<testsuite name="a" tests="0" failures="0" errors="0"><testcase name="n" classname="c"/><properties/></testsuite>`: "holds properties too late",
		`<testsuite name="a" tests="0" failures="0" errors="0" timestamp="2025-06-01T12:00:00Z"/>`:                          "timestamp of testsuite",
	} {
		var e element
		if err := xml.Unmarshal([]byte(text), &e); err != nil {
			t.Fatal(err)
		}
		if wrong := strings.Join(invalid(e), ", "); !strings.Contains(wrong, want) {
			t.Errorf("%s: found %q, want %q", text, wrong, want)
		}
	}
}
