package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
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
	var root element
	if err := xml.Unmarshal(b.Bytes(), &root); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
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

// Every format tells the same numbers about one run.
func TestFormatsAgreeOnCounts(t *testing.T) {
	for seed := range int64(40) {
		run := mixture(seed)
		back, err := ReadJSON(strings.NewReader(asJSON(t, run)))
		if err != nil {
			t.Fatal(err)
		}
		totals := back.Totals
		if totals.Sum() != run.Planned {
			t.Errorf("seed %d: %d planned, %v", seed, run.Planned, totals)
		}
		byKind := map[string]int{}
		for _, s := range junit(t, run).all("testsuite") {
			if s.attr("name") == incompleteSuite {
				continue
			}
			byKind["tests"] += s.number(t, "tests")
			for _, kind := range []string{"failures", "errors", "skipped"} {
				byKind[kind] += s.number(t, kind)
			}
			byKind["warned"] += len(s.all("system-out"))
		}
		want := map[string]int{
			"tests": run.Planned, "failures": totals[Failed], "errors": totals[Blocked], "warned": totals[Warned],
			"skipped": totals[Known] + totals[NotApplicable] + totals[Skipped],
		}
		if fmt.Sprint(byKind) != fmt.Sprint(want) {
			t.Errorf("seed %d: JUnit says %v, want %v", seed, byKind, want)
		}
		var numbers []string
		for _, o := range used(totals) {
			numbers = append(numbers, strconv.Itoa(totals[o]))
		}
		if run.Planned == 0 {
			continue
		}
		if sum := " all " + strings.Join(numbers, " "); !strings.Contains(squeezed(t, WriteMarkdown, run), sum) {
			t.Errorf("seed %d: the sum in Markdown is not %s", seed, sum)
		}
		if sum := " all " + strings.Join(numbers, " "); !strings.Contains(squeezed(t, tall, run), sum) {
			t.Errorf("seed %d: the sum on the terminal is not %s", seed, sum)
		}
	}
}

func tall(w io.Writer, run *Run) error { return WriteSummary(w, run, Options{MaxLines: -1}) }

// squeezed is the text without table lines and repeated spaces.
func squeezed(t *testing.T, write func(io.Writer, *Run) error, run *Run) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, run); err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`[\s|*]+`).ReplaceAllString(b.String(), " ")
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

// A consumer that sees nothing but junit.xml must not see green without a verdict.
func TestJUnitOfAnIncompleteRunIsRed(t *testing.T) {
	interrupted := finished(a("p", Passed))
	interrupted.Interrupted = []string{"interrupted by a signal"}
	Finish(interrupted)
	left := finished(a("p", Passed))
	leave(left)
	Finish(left)
	for name, run := range map[string]*Run{
		"nothing planned": finished(), "all skipped": finished(a("s", Skipped)), "blocked": finished(a("p", Passed), a("b", Blocked)),
		"interrupted": interrupted, "leftovers": left,
	} {
		if root := junit(t, run); root.number(t, "errors")+root.number(t, "failures") == 0 {
			t.Errorf("%s: %s looks green", name, run.Headline())
		}
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
	for _, f := range append(Formats(), Format{"summary", "", tall}) {
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
