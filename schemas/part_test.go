package schemas

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func part(t *testing.T, p Part, err error) Part {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPartsFollowReferences(t *testing.T) {
	get := func(p Part, err error) Part { t.Helper(); return part(t, p, err) }
	root := get(load(t).Part("fleet/agent_download_source.request"))
	if root.Keywords["type"] != "object" || root.Pointer != "" || root.Since != nil {
		t.Errorf("got %+v", root)
	}
	gated := []string{"8.19.0", "9.1.0"}
	ssl := get(root.Property("ssl"))
	if ssl.Name != "definitions/download_source" || ssl.Pointer != "/definitions/ssl" || !slices.Equal(ssl.Since, gated) {
		t.Errorf("a reference leads to %s%s since %v", ssl.Name, ssl.Pointer, ssl.Since)
	}
	authorities := get(ssl.Property("certificate_authorities"))
	if item := get(authorities.Child("items")); item.Keywords["type"] != "string" || !slices.Equal(item.Since, gated) {
		t.Errorf("what is inside exists since its container: %+v", item)
	}
	key := get(get(get(root.Property("secrets")).Property("ssl")).Property("key"))
	if one := get(key.Choice("anyOf", 1)); one.Name != "definitions/ssl_secret" || one.Keywords["type"] != "string" {
		t.Errorf("got %+v", one)
	}
	if closed := get(root.Child("additionalProperties")); closed.Keywords != nil {
		t.Errorf("false has no keywords: %+v", closed)
	}
	items := get(get(get(load(t).Part("entitystore/entities_list.query")).Property("entity_types")).Child("items"))
	if items.ValueSince(0) != nil || !slices.Equal(items.ValueSince(3), []string{"9.1.0"}) {
		t.Errorf("values exist since %v, %v", items.ValueSince(0), items.ValueSince(3))
	}
}

func TestPartsThatAreNotThere(t *testing.T) {
	if _, err := load(t).Part("fleet/nope"); err == nil || !strings.Contains(err.Error(), "schema fleet/nope: unknown") {
		t.Errorf("got %v", err)
	}
	p, err := load(t).Part("fleet/proxy.request")
	root := part(t, p, err)
	for name, get := range map[string]func() (Part, error){
		"/properties/nope": func() (Part, error) { return root.Property("nope") },
		"/items":           func() (Part, error) { return root.Child("items") },
		"anyOf/0":          func() (Part, error) { return root.Choice("anyOf", 0) },
	} {
		if _, err := get(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestPartsOfABrokenReference(t *testing.T) {
	set, err := LoadFS(fstest.MapFS{"a/b.json": {Data: []byte(`{"$schema": "http://json-schema.org/draft-07/schema#", "description": "d", "type": "object"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	root := part(t, Part{Name: "a/b", set: set, Keywords: map[string]any{"properties": map[string]any{
		"out": map[string]any{"$ref": "http://elsewhere.test/x.json"},
	}}}, nil)
	if _, err := root.Property("out"); err == nil || !strings.Contains(err.Error(), "is not a relative path") {
		t.Errorf("got %v", err)
	}
}
