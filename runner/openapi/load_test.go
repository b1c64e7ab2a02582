package openapi

import (
	"os"
	"path/filepath"
	"testing"
)

// kibana is a document as Elastic publishes it, where one lies beside the project.
func kibana(t testing.TB) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "openapi", "kibana-9.1-dev.json"))
	if err != nil {
		t.Skip("no document of Kibana beside the project: ", err)
	}
	return data
}

func TestKibana(t *testing.T) {
	d, err := Load(kibana(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Operations) != 454 {
		t.Errorf("%d operations, want 454", len(d.Operations))
	}
	kinds := map[string]int{}
	for _, g := range d.Gaps {
		kinds[g.Kind]++
	}
	for kind, want := range map[string]int{"no-responses": 31, "type-unknown": 1} {
		if kinds[kind] != want {
			t.Errorf("%d gaps %s, want %d", kinds[kind], kind, want)
		}
	}
	if n := kinds["schema-refused"]; n > 0 {
		t.Errorf("%d schemas refused, all of which the conversion made", n)
	}
}

func BenchmarkLoad(b *testing.B) {
	data := kibana(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(data, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
