package openapi

import (
	"regexp"
	"slices"
	"strings"
)

// Parts of a document of which no flow is made are looked at all the same: what
// is wrong there is wrong for whoever generates a client from it.

var (
	rootFields = fields{
		"text": {"openapi", "jsonSchemaDialect"}, "list": {"servers", "security", "tags"}, "object": {"info", "paths", "components", "externalDocs", "webhooks"},
	}
	tagFields    = fields{"text": {"name", "description"}, "object": {"externalDocs"}}
	serverFields = fields{"text": {"url", "description"}, "object": {"variables"}}
	docsFields   = fields{"text": {"url", "description"}}
	headerFields = fields{
		"text": {"description", "style"}, "flag": {"required", "deprecated", "allowEmptyValue", "explode", "allowReserved"},
		"object": {"examples", "content"}, "any": {"schema", "example"},
	}
	exampleFields   = fields{"text": {"summary", "description", "externalValue"}, "any": {"value"}}
	componentFields = fields{"object": {"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems"}}
)

// whole looks at what stands around the paths.
func (t *tree) whole(root place) {
	t.check(root, rootFields)
	t.demand(root, "info")
	if info, ok := root.get("info"); ok && info.object() != nil {
		t.demand(info, "title", "version")
	}
	t.around(root)
	if tags, ok := root.get("tags"); ok {
		for _, tag := range tags.entries() {
			if t.want(tag, tag.object() != nil, "an object") {
				t.check(tag, tagFields)
				t.demand(tag, "name")
				t.docs(tag)
			}
		}
	}
}

// around looks at the servers, the security and the further reading that a
// document, a path and an operation may have.
func (t *tree) around(p place) {
	if servers, ok := p.get("servers"); ok {
		for _, server := range servers.entries() {
			if t.want(server, server.object() != nil, "an object") {
				t.check(server, serverFields)
				t.demand(server, "url")
			}
		}
	}
	if security, ok := p.get("security"); ok {
		for _, one := range security.entries() {
			t.want(one, one.object() != nil, "an object")
			for _, scopes := range one.entries() {
				_, ok := scopes.value.([]any)
				t.want(scopes, ok, "a list")
			}
		}
	}
	t.docs(p)
}

// item looks at what a path has beside its methods.
func (t *tree) item(p place) {
	for _, key := range []string{"summary", "description"} {
		if at, ok := p.get(key); ok {
			_, ok := at.value.(string)
			t.want(at, ok, "a text")
		}
	}
	t.list(p, "servers")
	t.around(p)
}

func (t *tree) docs(p place) {
	if docs, ok := p.get("externalDocs"); ok && docs.object() != nil {
		t.check(docs, docsFields)
		t.demand(docs, "url")
	}
}

// demand notes fields that OpenAPI demands and that are missing. What has to
// name something must not be empty, either; a description may.
func (t *tree) demand(p place, keys ...string) {
	for _, key := range keys {
		if value, ok := p.get(key); !ok || value.value == "" && key != "description" {
			t.gaps.add(p.at, "field-missing", "OpenAPI demands %s here", key)
		}
	}
}

var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// components looks at what is there to be referred to, also where nobody does.
func (t *tree) components(root place, c *converter) {
	for _, at := range c.passed { // what the other direction does not use, either
		c.unused(at)
	}
	all, ok := root.get("components")
	if !ok || all.object() == nil {
		return
	}
	t.check(all, componentFields)
	for section, list := range all.entries() {
		if list.object() == nil || !slices.Contains(componentFields["object"], section) {
			continue
		}
		for name, at := range list.entries() {
			if !componentName.MatchString(name) {
				t.gaps.add(at.at, "name-invalid", "the name of a component has letters, digits, dots, hyphens and underscores")
			}
			t.component(section, at, c)
		}
	}
}

func (t *tree) component(section string, at place, c *converter) {
	if section == "schemas" {
		c.unused(at)
		return
	}
	at, ok := t.follow(at)
	if !ok {
		return
	}
	switch section {
	case "responses":
		t.response(at)
		t.medias(at, c)
	case "parameters":
		t.check(at, parameterFields)
		t.demand(at, "name", "in")
		t.medias(at, c)
	case "requestBodies":
		t.check(at, bodyFields)
		t.demand(at, "content")
		t.medias(at, c)
	case "headers":
		t.check(at, headerFields)
		t.medias(at, c)
	case "examples":
		t.example(at)
	}
}

// medias looks at the schemas of something that has them by media type, or one.
func (t *tree) medias(at place, c *converter) {
	schemas := []place{at}
	for _, m := range t.content(at) {
		schemas = append(schemas, m.place)
	}
	for _, s := range schemas {
		if schema, ok := s.get("schema"); ok {
			c.unused(schema)
		}
	}
}

// response looks at an answer with its headers.
func (t *tree) response(at place) {
	t.check(at, responseFields)
	t.demand(at, "description")
	headers, _ := at.get("headers")
	for _, header := range headers.entries() {
		if header, ok := t.follow(header); ok {
			t.check(header, headerFields)
		}
	}
	links, _ := at.get("links")
	for _, link := range links.entries() {
		t.want(link, link.object() != nil, "an object")
	}
}

// example looks at an example that has a name.
func (t *tree) example(at place) {
	t.check(at, exampleFields)
	_, value := at.get("value")
	_, external := at.get("externalValue")
	if !value && !external {
		t.gaps.add(at.at, "field-missing", "an example has a value, or says where it is")
	}
}

// unused converts a schema of which nothing is used, for its gaps alone.
func (c *converter) unused(at place) {
	if c.spare == nil {
		c.spare = newConverter(c.tree)
		c.spare.names, c.spare.taken = c.names, c.taken
	}
	for _, dir := range []direction{sent, received} { // referred to, or within what is
		if _, known := c.names[target{at.at, dir}]; known {
			return
		}
	}
	c.spare.node(at, sent)
	for len(c.spare.pending) > 0 {
		next := c.spare.pending[0]
		c.spare.pending = c.spare.pending[1:]
		c.spare.node(place{c.lookup(next.pointer), next.pointer}, next.dir)
	}
}

// discriminator looks at what tells the branches of a schema apart.
func (b *building) discriminator(at place) {
	if !b.want(at, at.object() != nil, "an object") {
		return
	}
	b.check(at, fields{"text": {"propertyName"}, "object": {"mapping"}})
	b.demand(at, "propertyName")
	mapping, _ := at.get("mapping")
	for _, to := range mapping.entries() {
		text, ok := to.value.(string)
		if !b.want(to, ok, "a text") || !strings.HasPrefix(text, "#") {
			continue // the name of a schema
		}
		if _, found := b.find(text[1:]); !found {
			b.gaps.add(to.at, "ref-unresolved", "%s leads nowhere; it is left out", shorten(text))
		}
	}
}

// annotation looks at a keyword that says nothing about values.
func (b *building) annotation(key string, at place) {
	_, text := at.value.(string)
	_, flag := at.value.(bool)
	switch key {
	case "title", "description", "$comment", "$schema", "$id", "$anchor", "contentEncoding", "contentMediaType":
		b.want(at, text, "a text")
	case "deprecated", "readOnly", "writeOnly":
		b.want(at, flag, "true or false")
	case "externalDocs":
		if b.want(at, at.object() != nil, "an object") {
			b.docs(b.at)
		}
	case "xml", "$defs", "definitions", "$vocabulary":
		b.want(at, at.object() != nil, "an object")
	case "discriminator":
		b.discriminator(at)
	}
}
