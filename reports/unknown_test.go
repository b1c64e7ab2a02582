package reports

import (
	"bytes"
	"strings"
	"testing"
)

func TestUnknownFieldsAreGroupedByPlace(t *testing.T) {
	first, second, other := a("x.get.a", Passed), a("x.get.b", Failed, broken("status-unexpected", "", "200", "500")), a("y.get.a", Passed)
	first.Endpoint, second.Endpoint, other.Endpoint = "x.get", "x.get", "y.get"
	first.Unknown = []Field{{"/items/0/new", "integer 1"}, {"/items/1/new", "integer 2"}, {"/added", "true"}}
	second.Unknown = []Field{{"/items/7/new", "integer 3"}}
	other.Unknown = []Field{{"/added", "false"}}
	run := finished(other, second, first)
	var got []string
	for _, u := range run.Unknown {
		got = append(got, u.String())
	}
	want := "x.get  /added  true  in 1 case; x.get  /items/*/new  integer 1  in 2 cases; y.get  /added  false  in 1 case"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	if len(run.Findings) != 1 || run.Totals[Failed] != 1 {
		t.Errorf("an unknown field counted as a violation: %+v", run.Findings)
	}
	if Finish(run); len(run.Unknown) != 3 {
		t.Errorf("a second Finish gives %d", len(run.Unknown))
	}
}

func TestManyUnknownFieldsStayShort(t *testing.T) {
	c := a("x.get.a", Passed)
	for i := range 40 {
		c.Unknown = append(c.Unknown, Field{"/f" + strings.Repeat("x", i), "integer 1"})
	}
	run := finished(c)
	var screen, page bytes.Buffer
	if err := WriteSummary(&screen, run, Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(screen.String(), "and 35 more fields in report.html") || strings.Count(screen.String(), "integer 1") != 5 {
		t.Error(screen.String())
	}
	if err := WriteMarkdown(&page, run); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "and 20 more fields in report.html") {
		t.Error(page.String())
	}
}
