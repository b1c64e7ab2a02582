package openapi

import (
	"regexp"
	"slices"
	"strings"
)

var inPath = regexp.MustCompile(`\{([^{}]*)\}`)

// parameters joins those of the path item with those of the operation, which win.
func (t *tree) parameters(o *Operation, item, operation place, c *converter) []Parameter {
	var out []Parameter
	for _, from := range []place{item, operation} {
		list, ok := t.list(from, "parameters")
		if !ok {
			continue
		}
		var seen []string
		for _, at := range list.entries() {
			p, ok := t.parameter(o, at, c)
			if !ok {
				continue
			}
			if key := p.In + " " + p.Name; slices.Contains(seen, key) {
				t.gaps.add(at.at, "parameter-twice", "%s %s is declared twice; the first one counts", p.In, shorten(p.Name))
				continue
			} else {
				seen = append(seen, key)
			}
			if i := slices.IndexFunc(out, func(q Parameter) bool { return q.In == p.In && q.Name == p.Name }); i >= 0 {
				out[i] = p
				continue
			}
			out = append(out, p)
		}
	}
	return t.placed(o, out)
}

// placed compares the path parameters with the path.
func (t *tree) placed(o *Operation, list []Parameter) []Parameter {
	var names []string
	for _, m := range inPath.FindAllStringSubmatch(o.Path, -1) {
		if slices.Contains(names, m[1]) {
			t.gaps.add(o.At, "path-invalid", "the path has {%s} twice", m[1])
			continue
		}
		names = append(names, m[1])
		if !slices.ContainsFunc(list, func(p Parameter) bool { return p.In == "path" && p.Name == m[1] }) {
			t.gaps.add(o.At, "parameter-undeclared", "the path has {%s}, no parameter declares it; it is taken for a text", m[1])
			list = append(list, Parameter{
				Name: m[1], In: "path", Required: true, Style: "simple",
				Schema: Schema{Name: o.ID + "/path/" + clean(m[1]), Node: map[string]any{"type": "string"}},
			})
		}
	}
	return slices.DeleteFunc(list, func(p Parameter) bool {
		stray := p.In == "path" && !slices.Contains(names, p.Name)
		if stray {
			t.gaps.add(o.At, "parameter-not-in-path", "the path has no {%s}, which a parameter declares; it is left out", p.Name)
		}
		return stray
	})
}

func clean(name string) string { return strings.Trim(notInID.ReplaceAllString(name, "-"), "-.") }

func (t *tree) parameter(o *Operation, at place, c *converter) (Parameter, bool) {
	at, ok := t.follow(at)
	if !ok {
		return Parameter{}, false
	}
	t.check(at, parameterFields)
	p := Parameter{Name: at.text("name"), In: at.text("in"), Required: at.flag("required"), Style: at.text("style")}
	if p.Name == "" || !slices.Contains([]string{"path", "query", "header", "cookie"}, p.In) {
		t.gaps.add(at.at, "parameter-invalid", "a parameter has a name and is in path, query, header or cookie; it is left out")
		return Parameter{}, false
	}
	if p.In == "path" && !p.Required {
		t.gaps.add(at.at, "parameter-optional", "a path parameter is always required; it is taken so")
		p.Required = true
	}
	t.style(&p, at)
	name := o.ID + "/" + p.In + "/" + clean(p.Name)
	from := at
	if content, ok := t.object(at, "content"); ok {
		p.Content = true
		for _, media := range content.entries() {
			t.check(media, mediaFields)
			from = media
			break
		}
	}
	if schema, ok := from.get("schema"); ok {
		p.Schema = c.schema(name, schema, sent)
	} else {
		p.Schema.Name = name
		t.gaps.add(at.at, "parameter-without-schema", "no schema says what %s may be", shorten(p.Name))
	}
	c.candidates[name] = nil // of the one that this may replace
	c.collect(name, from)
	return p, true
}

// styles are those that OpenAPI has for each place, the default first.
var styles = map[string][]string{
	"path":   {"simple", "label", "matrix"},
	"query":  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
	"header": {"simple"},
	"cookie": {"form"},
}

func (t *tree) style(p *Parameter, at place) {
	if !slices.Contains(styles[p.In], p.Style) {
		if p.Style != "" {
			t.gaps.add(at.at+"/style", "style-invalid", "%s is no style of a parameter in %s; it is taken for %s", shorten(p.Style), p.In, styles[p.In][0])
		}
		p.Style = styles[p.In][0]
	}
	p.Explode = p.Style == "form"
	if written, ok := at.get("explode"); ok {
		p.Explode = written.value == true
	}
}
