package openapi

import (
	"os"
	"testing"
)

// FuzzLoad: whatever the document is, loading ends, and what it gives has only
// schemas that compile.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"things.yaml", "things31.yaml", "faulty.yaml"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(bomb()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := within(t, data); err == nil {
			used(t, d)
		}
	})
}

// FuzzOverlay: whatever the overlay is, applying it ends.
func FuzzOverlay(f *testing.F) {
	f.Add(builtin)
	f.Add([]byte("overlay: 1.0.0\nactions: [{target: '$..*', update: {a: [1]}}, {target: '$.paths[?@.get]', remove: true}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = Load([]byte(head), Options{Bare: true, Overlays: []Overlay{{"fuzz", data}}})
	})
}
