package rules

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// row reads: given such an answer where such a one is expected, these
// violations, one a line: level, rule, place, wanted, got; … leaves the rest open.
type row struct {
	name   string
	expect Expectation
	answer recording.Exchange
	want   string
}

func judge(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if r.expect.Level == Optional {
				r.expect.Level = Required
			}
			say(t, r.expect.Judge(testSchemas(t), r.answer), r.want)
		})
	}
}

// said is a row for the functions that compare answers.
type said struct {
	name  string
	found []Violation
	want  string
}

func sayAll(t *testing.T, rows []said) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) { say(t, r.found, r.want) })
	}
}

func say(t *testing.T, found []Violation, want string) {
	t.Helper()
	var lines []string
	for _, v := range found {
		lines = append(lines, strings.Join(strings.Fields(v.Level.String()+" "+v.String()), " "))
	}
	got := strings.Join(lines, "\n")
	if start, open := strings.CutSuffix(want, "…"); got != want && !(open && strings.HasPrefix(got, start)) {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

// answered is a whole answer; headers come as pairs.
func answered(status int, body string, headers ...string) recording.Exchange {
	x := recording.Exchange{
		Step:     "step",
		Request:  recording.Request{Method: "GET", URL: "http://127.0.0.1/api/thing", Header: http.Header{}},
		Response: &recording.Response{Status: status, Header: http.Header{}, Body: []byte(body)},
	}
	for i := 0; i < len(headers); i += 2 {
		x.Response.Header.Add(headers[i], headers[i+1])
	}
	return x
}

func matching(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

const thing = `{
  "title": "Thing", "description": "A body to judge.",
  "type": "object", "additionalProperties": false, "required": ["name", "size"],
  "properties": {
    "name": { "type": "string", "minLength": 1 },
    "size": { "type": "integer" },
    "tags": { "type": "array", "items": { "type": "string" } }
  }
}`

// testSchemas are the error shapes of the contract and a schema of our own.
func testSchemas(t testing.TB) *schemas.Set {
	t.Helper()
	set, err := loadTestSchemas()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

var loadTestSchemas = sync.OnceValues(func() (*schemas.Set, error) {
	files := fstest.MapFS{"test/thing.json": {Data: []byte(`{ "$schema": "http://json-schema.org/draft-07/schema#", ` + thing[1:])}}
	for _, name := range []string{"error/boom.json", "error/siem.json"} {
		data, err := os.ReadFile("../../schemas/" + name)
		if err != nil {
			return nil, err
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return schemas.LoadFS(files)
})

// TestEveryRuleOfThisPackageHasARowThatBreaksIt joins the tables with the
// catalogue: a rule that cannot fail here may pass wrongly anywhere.
func TestEveryRuleOfThisPackageHasARowThatBreaksIt(t *testing.T) {
	var wants []string
	for _, r := range slices.Concat(transportRows(), statusRows(), headerRows(), bodyRows(), errorRows(), leakRows(), schemaRows(), valueRows()) {
		wants = append(wants, r.want)
	}
	for _, r := range slices.Concat(sameRows(), memberRows(), sequenceRows(), outlierRows()) {
		wants = append(wants, r.want)
	}
	tripped := map[string]bool{}
	for _, line := range strings.Split(strings.Join(wants, "\n"), "\n") {
		if words := strings.Fields(line); len(words) > 1 {
			tripped[words[1]] = true
		}
	}
	for _, id := range emitted(t, ".") {
		if !tripped[id] {
			t.Errorf("no row of a table breaks %s", id)
		}
	}
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for id := range tripped {
		if !slices.ContainsFunc(all, func(r Rule) bool { return r.ID == id }) {
			t.Errorf("%s is in a table, but in no catalogue", id)
		}
	}
}
