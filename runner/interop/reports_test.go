package interop

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// completes checks what holds for every run that found violations, whatever the
// target did to it.
func (r *result) completes(t *testing.T) {
	t.Helper()
	if r.code != 1 || r.report.ExitCode != 1 {
		t.Errorf("exit code %d, in run.json %d; want 1", r.code, r.report.ExitCode)
	}
	if n := len(r.report.Cases); r.report.Planned != n || r.report.Totals.Sum() != n || n == 0 {
		t.Errorf("%d planned, %d cases, outcomes %v that sum up to %d", r.report.Planned, n, r.report.Totals, r.report.Totals.Sum())
	}
	seen := map[string]bool{}
	for _, c := range r.report.Cases {
		if seen[c.ID] {
			t.Errorf("%s has two outcomes", c.ID)
		}
		seen[c.ID] = true
	}
	gone := func(reason string) bool {
		return strings.HasPrefix(reason, "the target accepts no connection any more")
	}
	if why := slices.DeleteFunc(slices.Clone(r.report.Interrupted), gone); len(why) > 0 {
		t.Errorf("interrupted: %v", why)
	}
	r.counts(t)
	r.secret(t)
	for _, c := range r.report.Cases {
		factual(t, c, r.exchanges)
	}
}

// counts compares junit.xml with run.json: what a CI server sees is the same run.
func (r *result) counts(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(r.dir, "junit.xml"))
	if err != nil {
		t.Fatal(err)
	}
	type cases struct {
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	}
	var suites struct {
		Tests  int `xml:"tests,attr"`
		Suites []struct {
			Cases []cases `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(data, &suites); err != nil {
		t.Fatalf("junit.xml: %v", err)
	}
	var all, failed, blocked int
	for _, s := range suites.Suites {
		for _, c := range s.Cases {
			all++
			if c.Failure != nil {
				failed++
			}
			if c.Error != nil {
				blocked++
			}
		}
	}
	due := 0 // to be judged, and was not
	for _, c := range r.report.Cases {
		if c.Outcome == reports.Blocked && c.Level == "required" {
			due++
		}
	}
	if totals := r.report.Totals; suites.Tests != r.report.Planned || all != r.report.Planned || failed != totals[reports.Failed] || blocked != due {
		t.Errorf("junit.xml says %d tests and holds %d, %d failures, %d errors; run.json has %d planned, %v, %d of the blocked ones required", suites.Tests, all, failed, blocked, r.report.Planned, totals, due)
	}
}

// secret looks for the key in everything that was written.
func (r *result) secret(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(key)) {
			t.Errorf("%s holds the API key", filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.stdout+r.stderr, key) {
		t.Error("the output holds the API key")
	}
}
