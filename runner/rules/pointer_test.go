package rules

import "testing"

func TestPointer(t *testing.T) {
	for _, r := range []struct{ name, path, want string }{
		{"the whole", "", ""},
		{"a key", "item", "/item"},
		{"keys and a position", "items.0.id", "/items/0/id"},
		{"an escaped dot", `item.a\.b`, "/item/a.b"},
		{"an escaped slash", `item.a\/b`, "/item/a~1b"},
		{"a slash", "item.a/b", "/item/a~1b"},
		{"a tilde", "item.a~b", "/item/a~0b"},
		{"an escaped wildcard", `item.a\*b`, "/item/a*b"},
		{"an escaped wildcard at the end", `item.a\*`, "/item/a*"},
		{"a backslash at the end", `item.a\`, `/item/a\`},
		{"a key that begins with @", "records.0.@timestamp", "/records/0/@timestamp"},
		{"@ within a key", "a@b", "/a@b"},
		{"brackets within a key", "a[0]!", "/a[0]!"},
		{"a modifier", "item.@keys", "item.@keys"},
		{"a modifier with an argument", "@flatten:{}", "@flatten:{}"},
		{"a modifier and more", "item.@values.0", "item.@values.0"},
		{"a count", "data.#", "data.#"},
		{"a query", `items.#(id=="a").name`, `items.#(id=="a").name`},
		{"a wildcard", "item.na*", "item.na*"},
		{"a pipe", "a|b", "a|b"},
		{"several values", "{a,b}", "{a,b}"},
		{"several values in a list", "item.[a,b]", "item.[a,b]"},
		{"a literal", `!"a"`, `!"a"`},
	} {
		t.Run(r.name, func(t *testing.T) {
			if got := Pointer(r.path); got != r.want {
				t.Errorf("got %s, want %s", got, r.want)
			}
		})
	}
}

func TestElement(t *testing.T) {
	for _, r := range [][2]string{{"/data/*/id", "/data/3/id"}, {"/*/name", "/3/name"}, {"/data", "/data/3"}} {
		if got := element(r[0], 3); got != r[1] {
			t.Errorf("%s: got %s, want %s", r[0], got, r[1])
		}
	}
}
