package openapi

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestOverlay(t *testing.T) {
	const document = `{"a":{"b":[1,2,3],"c":{"d":"x"}},"e":[{"n":1},{"n":2},{"n":2}]}`
	for _, row := range []struct{ what, actions, want string }{
		{"objects are merged", `{target: $.a, update: {c: {f: 1}, g: true}}`, `{"a":{"b":[1,2,3],"c":{"d":"x","f":1},"g":true},"e":[{"n":1},{"n":2},{"n":2}]}`},
		{"lists in them are joined", `{target: $.a, update: {b: [4]}}`, `{"a":{"b":[1,2,3,4],"c":{"d":"x"}},"e":[{"n":1},{"n":2},{"n":2}]}`},
		{"a list gets one entry more", `{target: $.e, update: {n: 3}}`, `{"a":{"b":[1,2,3],"c":{"d":"x"}},"e":[{"n":1},{"n":2},{"n":2},{"n":3}]}`},
		{"a value is replaced", `{target: $.a.c.d, update: y}`, `{"a":{"b":[1,2,3],"c":{"d":"y"}},"e":[{"n":1},{"n":2},{"n":2}]}`},
		{"several are removed from a list", `{target: "$.e[?@.n == 2]", remove: true}`, `{"a":{"b":[1,2,3],"c":{"d":"x"}},"e":[{"n":1}]}`},
		{"a key is removed", `{target: $.a.c, remove: true}`, `{"a":{"b":[1,2,3]},"e":[{"n":1},{"n":2},{"n":2}]}`},
		{"one after the other", `{target: $.a.c, update: {z: [1]}}, {target: $.a.c.z, update: 2}`, `{"a":{"b":[1,2,3],"c":{"d":"x","z":[1,2]}},"e":[{"n":1},{"n":2},{"n":2}]}`},
		{"what is put in twice is not shared", `{target: "$.e[0,1]", update: {l: [1]}}, {target: "$.e[0].l", update: 2}`, `{"a":{"b":[1,2,3],"c":{"d":"x"}},"e":[{"l":[1,2],"n":1},{"l":[1],"n":2},{"n":2}]}`},
		{"nothing is found", `{target: $.nowhere, remove: true}`, document},
	} {
		root, err := readJSON([]byte(document), &gaps{})
		if err != nil {
			t.Fatal(err)
		}
		g := &gaps{}
		root, err = apply(root, Overlay{"o.yaml", []byte("overlay: 1.0.0\nactions: [" + row.actions + "]")}, true, g)
		got, _ := json.Marshal(root)
		if err != nil || string(got) != row.want {
			t.Errorf("%s: %s, %v, want %s", row.what, got, err, row.want)
		}
		if found := len(g.list) == 0; found == (row.what == "nothing is found") {
			t.Errorf("%s: gaps %v", row.what, g.list)
		}
	}
}

func TestWhatIsNoOverlay(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", "o.yaml: it is empty"},
		{"openapi: 3.0.0", "want the key overlay"},
		{"overlay: 2.0.0", "want the key overlay"},
		{"overlay: 1.0.0", "no actions"},
		{"overlay: 1.0.0\nactions: [7]", "action 0: no target"},
		{"overlay: 1.0.0\nactions: [{target: $.a}]", "neither update nor remove"},
		{"overlay: 1.0.0\nactions: [{target: '$.paths[', remove: true}]", `action 0: target "$.paths["`},
		{"overlay: 1.0.0\nactions: [{target: $, remove: true}]", "removes the whole document"},
		{"overlay: 1.0.0\nactions: [{target: $, update: 7}]", "want an object, got a number"},
	} {
		_, err := Load([]byte(head), Options{Overlays: []Overlay{{"o.yaml", []byte(row.text)}}})
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q: want %q, got %v", row.text, row.want, err)
		}
	}
}

// TestBuiltInOverlay: each of its actions finds something in a document of Kibana,
// none finds anything a second time, and none touches other documents.
func TestBuiltInOverlay(t *testing.T) {
	apart := func(root any) (string, int) {
		g := &gaps{}
		root, err := apply(root, Overlay{"built in", builtin}, true, g)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(root)
		return string(text), len(g.list)
	}
	actions := strings.Count(string(builtin), "- target:")
	data, err := os.ReadFile("testdata/things.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, idle := apart(must(t, data)); idle != actions {
		t.Errorf("%d of %d actions find something in a document that is none of Kibana's", actions-idle, actions)
	}
	once, idle := apart(must(t, kibana(t)))
	if idle > 0 {
		t.Errorf("%d actions find nothing in the document of Kibana", idle)
	}
	twice, idle := apart(must(t, []byte(once)))
	if idle != actions || once != twice {
		t.Errorf("%d of %d actions find something in the corrected document", actions-idle, actions)
	}
}

func must(t *testing.T, data []byte) any {
	t.Helper()
	root, err := read(data, &gaps{})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestOverlaysCountInTheDigest(t *testing.T) {
	seen := map[string]string{}
	for what, o := range map[string]Options{
		"bare": {Bare: true}, "built in": {},
		"one": {Overlays: []Overlay{{"a", []byte("overlay: 1.0.0\nactions: [{target: $.nowhere, remove: true}]")}}},
	} {
		d, err := Load([]byte(head), o)
		if err != nil {
			t.Fatal(err)
		}
		if other, same := seen[d.Digest]; same {
			t.Errorf("%s and %s have one digest", what, other)
		}
		seen[d.Digest] = what
		if what == "one" && fmt.Sprint(d.Gaps) != "[{a#/actions/0  overlay-without-target $[\"nowhere\"] finds nothing in the document}]" {
			t.Errorf("gaps %v", d.Gaps)
		}
	}
}
