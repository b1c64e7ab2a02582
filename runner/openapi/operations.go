package openapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// operations reads every method of every path.
func (t *tree) operations(c *converter) []*Operation {
	var out []*Operation
	ids := map[string]string{"definitions": "the shared schemas"} // where each is used
	paths, ok := t.object(place{t.root, ""}, "paths")
	if !ok {
		return nil
	}
	for path, item := range paths.entries() {
		if strings.HasPrefix(path, "x-") {
			continue
		}
		if !strings.HasPrefix(path, "/") {
			t.gaps.add(item.at, "path-invalid", "a path begins with /; it is left out")
			continue
		}
		item, ok := t.follow(item)
		if !ok {
			continue
		}
		t.item(item)
		for key, at := range item.entries() {
			if !slices.Contains(methods, key) {
				if !slices.Contains([]string{"summary", "description", "servers", "parameters", "$ref"}, key) && !strings.HasPrefix(key, "x-") {
					t.gaps.add(at.at, "method-unknown", "no method of HTTP; it is left out")
				}
				continue
			}
			if !t.want(at, at.object() != nil, "an operation") {
				continue
			}
			o := &Operation{Method: strings.ToUpper(key), Path: path, At: at.at}
			t.name(o, at, ids)
			t.gaps.operation = o.ID
			t.operation(o, item, at, c)
			t.gaps.operation = ""
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}

var notInID = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// name finds an id that no other operation has.
func (t *tree) name(o *Operation, at place, ids map[string]string) {
	written := at.text("operationId")
	defer func(from int) { // the id is known in the end only
		for i := range t.gaps.list[from:] {
			t.gaps.list[from+i].Operation = o.ID
		}
	}(len(t.gaps.list))
	o.ID = strings.Trim(notInID.ReplaceAllString(written, "-"), "-.")
	switch {
	case o.ID == "":
		o.ID = strings.Trim(notInID.ReplaceAllString(strings.ToLower(o.Method)+o.Path, "-"), "-.")
		t.gaps.add(at.at, "operation-id-missing", "no operationId; it is called %s", o.ID)
	case o.ID != written:
		t.gaps.add(at.at+"/operationId", "operation-id-odd", "%s has characters that no id should; it is called %s", shorten(written), o.ID)
	}
	if other, taken := ids[o.ID]; taken {
		base := o.ID
		for n := 2; ids[o.ID] != ""; n++ {
			o.ID = fmt.Sprintf("%s-%d", base, n)
		}
		t.gaps.add(at.at+"/operationId", "operation-id-twice", "%s is the id of %s too; this one is called %s", base, other, o.ID)
	}
	ids[o.ID] = at.at
}

func (t *tree) operation(o *Operation, item, at place, c *converter) {
	t.check(at, operationFields)
	t.around(at)
	o.Summary, o.Deprecated = at.text("summary"), at.flag("deprecated")
	if tags, ok := t.list(at, "tags"); ok {
		for _, tag := range tags.entries() {
			text, ok := tag.value.(string)
			if t.want(tag, ok, "a text") {
				o.Tags = append(o.Tags, text)
			}
		}
	}
	description := at.text("description")
	o.Since = since(at.text("x-state"))
	o.Privileges = privileges(description)
	o.Parameters = t.parameters(o, item, at, c)
	o.Versioned = slices.ContainsFunc(o.Parameters, func(p Parameter) bool { return p.In == "header" && strings.EqualFold(p.Name, versionHeader) })
	t.body(o, at, c)
	t.responses(o, at, c)
}

var added = regexp.MustCompile(`[Aa]dded in v?(\d+\.\d+\.\d+)`)

// since reads "Generally available; added in 9.1.0".
func since(state string) string {
	if m := added.FindStringSubmatch(state); m != nil {
		return m[1]
	}
	return ""
}

var required = regexp.MustCompile(`\[Required authorization\] Route required privileges: ([^\n<]*)`)

// privileges reads the sentence that Kibana puts into descriptions, and keeps its
// ANDs and ORs as they are.
func privileges(description string) []string {
	m := required.FindStringSubmatch(description)
	if m == nil {
		return nil
	}
	return []string{strings.Trim(strings.TrimSpace(m[1]), ".")}
}
