package reports

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	clean := finished(a("spaces.get.ok", Passed), func() Case { c := a("spaces.get.write", Skipped); c.Reason = "needs write mode"; return c }())
	clean.Mode = "read"
	Finish(clean)
	for file, write := range map[string]func(*bytes.Buffer) error{
		"run.json":       func(b *bytes.Buffer) error { return WriteJSON(b, golden()) },
		"junit.xml":      func(b *bytes.Buffer) error { return WriteJUnit(b, golden()) },
		"report.md":      func(b *bytes.Buffer) error { return WriteMarkdown(b, golden()) },
		"report.sarif":   func(b *bytes.Buffer) error { return WriteSARIF(b, golden()) },
		"ctrf.json":      func(b *bytes.Buffer) error { return WriteCTRF(b, golden()) },
		"github.txt":     func(b *bytes.Buffer) error { return WriteGitHub(b, golden()) },
		"badge.svg":      func(b *bytes.Buffer) error { return WriteBadgeSVG(b, everything(), ClaimOf(everything())) },
		"summary.txt":    func(b *bytes.Buffer) error { return WriteSummary(b, golden(), Options{Dir: "conformance-results/"}) },
		"colour.txt":     func(b *bytes.Buffer) error { return WriteSummary(b, golden(), Options{Colour: true, Width: 60}) },
		"conforms.txt":   func(b *bytes.Buffer) error { return WriteSummary(b, clean, Options{}) },
		"shared.txt":     func(b *bytes.Buffer) error { return WriteSummary(b, sharedFault(), Options{Width: 120}) },
		"incomplete.xml": func(b *bytes.Buffer) error { return WriteJUnit(b, finished()) },
	} {
		t.Run(file, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs (go test -update rewrites it); got:\n%s", path, got.String())
			}
		})
	}
}
