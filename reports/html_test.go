package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// However much a target says, the page stays one that opens.
func TestThePageStaysSmall(t *testing.T) {
	body := strings.Repeat(`{"a":"<&>"},`, 16<<10/12)
	var cases []Case
	for i := range 10_000 {
		c := a(fmt.Sprintf("area.endpoint.case-%05d", i), Failed, broken("schema-mismatch", "/a/b", "integer", `string "404"`), broken("header-missing", "kbn-name", "", ""))
		for _, m := range []**Message{&c.Exchange.Request, &c.Exchange.Response} {
			*m = &Message{Headers: []Header{{"Content-Type", "application/json"}, {"Date", fmt.Sprint("today ", i)}}, Body: body, Size: int64(len(body))}
		}
		cases = append(cases, c)
	}
	var b bytes.Buffer
	if err := WriteHTML(&b, finished(cases...)); err != nil || b.Len() > 15<<20 {
		t.Errorf("%.1f MiB, want at most 15: %v", float64(b.Len())/(1<<20), err)
	}
	t.Logf("%.1f MiB", float64(b.Len())/(1<<20))
}

func TestBodiesThatDoNotFitAreMarked(t *testing.T) {
	p := &packing{room: 3000}
	for _, row := range []struct {
		body string
		kept int
		cut  bool
	}{
		{strings.Repeat("x", 2600), 2600, false},
		{strings.Repeat("<", 20), 20, false},
		{strings.Repeat("ä", 300), htmlBodyLeast, true},
		{"short", 5, false},
		{"x" + strings.Repeat("ä", 300), htmlBodyLeast - 1, true}, // never within a character
		{"nothing fits any more", 0, true},
	} {
		if s, cut := p.body(row.body); cut != row.cut || len(s) != row.kept || !strings.HasPrefix(row.body, s) {
			t.Errorf("%.5s…: kept %d, cut %v; want %d, %v", row.body, len(s), cut, row.kept, row.cut)
		}
	}
}

func TestMatrix(t *testing.T) {
	kinds := []string{"zebra", "state", "success"}
	var cases []Case
	for i, o := range []Outcome{Passed, Failed, Warned, Skipped, Passed, Blocked} {
		c := a(fmt.Sprint("c", i), o)
		c.Kind, c.Endpoint = kinds[i%3], fmt.Sprint("e", i%2)
		cases = append(cases, c)
	}
	m := matrixOf(finished(cases...))
	if fmt.Sprint(m.Kinds) != "[success state zebra]" {
		t.Errorf("kinds %v", m.Kinds)
	}
	for _, row := range []struct {
		cell          matrixCell
		worst         Outcome
		figure, words string
		href          string
	}{
		{m.Rows[0].Cells[0], Warned, "1", "1 warned", "#endpoint=e0&kind=success"},
		{m.Rows[0].Cells[1], Passed, "1", "1 passed", "#endpoint=e0&kind=state"},
		{m.Rows[1].Total, Failed, "1 / 3", "1 failed, 1 blocked, 1 skipped", "#endpoint=e1"},
		{m.All.Cells[2], Passed, "1", "1 passed, 1 skipped", "#kind=zebra"},
		{m.All.Total, Failed, "1 / 6", "1 failed, 1 blocked, 1 warned, 2 passed, 1 skipped", "#cases"},
		{matrixCell{Totals: Totals{}}, "", "0", "", "#cases"},
	} {
		if c := row.cell; c.Worst() != row.worst || c.Figure() != row.figure || c.Words() != row.words || c.Href() != row.href {
			t.Errorf("got %s %s %q %s, want %v", c.Worst(), c.Figure(), c.Words(), c.Href(), row)
		}
	}
}

// Where there are many endpoints, those that need attention stand first.
func TestQuietEndpointsStandBack(t *testing.T) {
	run := plainRun(matrixRows+1, 1)
	run.Cases[7].Outcome, run.Cases[7].Violations = Failed, []Violation{broken("r", "/x", "1", "2")}
	run.Cases[9].Outcome = Blocked
	Finish(run)
	m := matrixOf(run)
	if len(m.Rows) != 2 || len(m.Quiet) != matrixRows-1 || m.Rows[0].Endpoint != "e07" {
		t.Errorf("%d rows, %d quiet", len(m.Rows), len(m.Quiet))
	}
	if m := matrixOf(plainRun(matrixRows, 1)); len(m.Rows) != matrixRows || m.Quiet != nil {
		t.Errorf("%d rows, %d quiet", len(m.Rows), len(m.Quiet))
	}
}

func TestLead(t *testing.T) {
	interrupted := finished(a("p", Passed))
	interrupted.Interrupted = []string{"the run was interrupted"}
	Finish(interrupted)
	mild := Violation{Rule: "r", Level: "optional"}
	for want, run := range map[string]*Run{
		"Every requirement that was judged holds: 1 case.":                     finished(a("p", Passed)),
		"The run was interrupted.":                                             interrupted,
		"1 of 1 judged case breaks a requirement, with 1 cause behind it all.": finished(a("f", Failed, broken("r", "/x", "1", "2"))),
		"Every requirement that was judged holds: 2 cases. 1 case fails as expected. 2 cases were not judged: 1 not applicable, 1 skipped.": finished(a("p", Passed), a("k", Known, broken("r", "", "1", "2")), a("n", NotApplicable), a("s", Skipped)),
		"Every requirement that was judged holds: 2 cases. 2 cases break only rules below the line, which is required.":                     finished(a("v", Warned, mild), a("w", Warned, mild)),
	} {
		if got := run.lead(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// A reader meets both marks and is told what each stands for.
func TestTheMarksOfSecretsAreExplained(t *testing.T) {
	var page bytes.Buffer
	if err := WriteHTML(&page, golden()); err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"<code>[redacted]</code> stands for", "<code>[hidden]</code> for what"} {
		if !strings.Contains(page.String(), mark) {
			t.Errorf("the page does not say %s", mark)
		}
	}
}

func TestCommandRepeatsTheRun(t *testing.T) {
	run := finished(a("p", Passed))
	run.Target.URL = "https://kibana.example.test/base path"
	run.Config = map[string]string{"seed": "7", "filter": "area:a && !kind:'b'", "insecure": "true", "unprivileged": "true", "extra-headers": "X-A", "proxy": "http://proxy.test:3128", "allow": "a,b", "header": "X-A: b, c\nX-B: d", "overlay": "my corrections.yaml\nb.yaml", "spec": "docs/kibana.yaml"}
	want := `kbn-conformance run --target 'https://kibana.example.test/base path' --allow a,b --filter 'area:a && !kind:'\''b'\''' --header 'X-A: b, c' --header 'X-B: d' --insecure --overlay 'my corrections.yaml' --overlay b.yaml --seed 7 --spec docs/kibana.yaml`
	if got := run.Command(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	run.Target.Reference = true
	if got := run.Command(); strings.Contains(got, "--target") {
		t.Errorf("got %s", got)
	}
}
