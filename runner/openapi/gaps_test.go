package openapi

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// elsewhere are the kinds that the faulty document cannot show, with where they
// are tried: it has no overlay, and a refused schema would be a defect of ours.
var elsewhere = []string{"schema-refused", "number-out-of-range", "overlay-without-target"}

func TestEveryFaultOfADocumentIsFound(t *testing.T) {
	data, err := os.ReadFile("testdata/faulty.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	seen := map[string]bool{}
	for _, g := range d.Gaps {
		fmt.Fprintf(&got, "%s  %s  %s\n    %s\n", g.Kind, g.At, g.Operation, g.Text)
		seen[g.Kind] = true
		if Meaning(g.Kind) == "" {
			t.Errorf("%s is no kind that Kinds lists", g.Kind)
		}
	}
	for _, kind := range Kinds() {
		if !seen[kind] && !slices.Contains(elsewhere, kind) {
			t.Errorf("testdata/faulty.yaml shows no %s", kind)
		}
	}
	const golden = "testdata/faulty.gaps"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(golden)
	if got.String() != string(want) {
		t.Errorf("the gaps differ from %s; look at them, then run with -update:\n%s", golden, got.String())
	}
}
