package flows

import "testing"

// BenchmarkBuild is what a run with the document of the whole API waits for.
func BenchmarkBuild(b *testing.B) {
	d := kibana(b)
	for b.Loop() {
		if _, err := Build(d, Options{Mode: "write"}); err != nil {
			b.Fatal(err)
		}
	}
}
