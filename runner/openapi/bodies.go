package openapi

import (
	"cmp"
	"mime"
	"regexp"
	"slices"
	"strings"
)

// body reads what may be sent.
func (t *tree) body(o *Operation, at place, c *converter) {
	written, ok := at.get("requestBody")
	if !ok {
		return
	}
	written, ok = t.follow(written)
	if !ok {
		return
	}
	t.check(written, bodyFields)
	o.BodyNeeded = written.flag("required")
	for _, m := range t.content(written) {
		o.Versioned = o.Versioned || m.dated
		b := Body{MediaType: m.name, Schema: Schema{Name: o.ID + "/body" + m.suffix}}
		if schema, ok := m.get("schema"); ok {
			b.Schema = c.schema(b.Schema.Name, schema, sent)
		} else {
			t.gaps.add(m.at, "body-without-schema", "no schema says what the body may be")
		}
		c.collect(b.Schema.Name, m.place)
		o.Bodies = append(o.Bodies, b)
	}
	if len(o.Bodies) == 0 {
		t.gaps.add(written.at, "body-without-content", "the request body has no media type; none is sent")
	}
}

var status = regexp.MustCompile(`^([1-5]\d\d|[1-5]XX|default)$`)

// responses reads what may come back.
func (t *tree) responses(o *Operation, at place, c *converter) {
	list, _ := t.object(at, "responses")
	for code, written := range list.entries() {
		if strings.HasPrefix(code, "x-") {
			continue
		}
		if !status.MatchString(code) {
			t.gaps.add(written.at, "status-invalid", "%s is no status; it is left out", shorten(code))
			continue
		}
		written, ok := t.follow(written)
		if !ok {
			continue
		}
		t.response(written)
		media := t.content(written)
		if len(media) == 0 {
			o.Responses = append(o.Responses, Response{Status: code, Description: written.text("description")})
		}
		for _, m := range media {
			o.Versioned = o.Versioned || m.dated
			r := Response{
				Status: code, MediaType: m.name, Description: written.text("description"),
				Schema: Schema{Name: o.ID + "/" + code + m.suffix},
			}
			if schema, ok := m.get("schema"); ok {
				r.Schema = c.schema(r.Schema.Name, schema, received)
			}
			c.collect(r.Schema.Name, m.place)
			o.Responses = append(o.Responses, r)
		}
	}
	if len(o.Responses) == 0 {
		t.gaps.add(at.at, "no-responses", "no response is described; any success is taken for one")
	}
}

// media is the content in one media type.
type media struct {
	place
	name   string // without parameters
	suffix string // for names of schemas: empty for the first one
	dated  bool   // its parameters name a version of the API
}

// content lists the media types of a body, application/json first.
func (t *tree) content(p place) []media {
	content, ok := t.object(p, "content")
	if !ok {
		return nil
	}
	var out []media
	for written, at := range content.entries() {
		if !t.want(at, at.object() != nil, "a media type object") {
			continue
		}
		t.check(at, mediaFields)
		name, ok := mediaType(written)
		if !ok {
			t.gaps.add(at.at, "media-type-odd", "%s is no media type; it is taken for %s", shorten(written), name)
		}
		if i := slices.IndexFunc(out, func(m media) bool { return m.name == name }); i >= 0 {
			if ok { // the last one: with a version in its parameters, that is the newest
				out[i].place = at
			}
			out[i].dated = out[i].dated || dated(written)
			t.gaps.add(at.at, "media-type-twice", "%s is described twice; the one at %s counts", name, out[i].at)
			continue
		}
		out = append(out, media{place: at, name: name, dated: dated(written)})
	}
	slices.SortStableFunc(out, func(a, b media) int { return cmp.Compare(rank(a.name), rank(b.name)) })
	for i := range out[min(1, len(out)):] {
		out[i+1].suffix = "/" + clean(out[i+1].name)
	}
	return out
}

// versionHeader is what a version of the API goes by, in a header and in the
// parameters of a media type.
const versionHeader = "elastic-api-version"

func dated(written string) bool {
	_, parameters, err := mime.ParseMediaType(written)
	return err == nil && parameters[versionHeader] != ""
}

func rank(name string) int {
	switch {
	case name == "application/json":
		return 0
	case isJSON(name):
		return 1
	}
	return 2
}

// isJSON reports whether a body of this media type is one JSON value.
func isJSON(name string) bool {
	return name == "application/json" || strings.HasSuffix(name, "+json") || name == "text/json" || name == "*/*" || name == "application/*"
}

// mediaType reads a media type, and says no if it had to be guessed at.
func mediaType(written string) (string, bool) {
	name, _, err := mime.ParseMediaType(written)
	if err == nil && strings.Count(name, "/") == 1 {
		return name, true
	}
	first, _, _ := strings.Cut(written, ";")
	first = strings.ToLower(strings.TrimSpace(strings.Replace(first, ":", "/", 1)))
	if name, _, err := mime.ParseMediaType(first); err == nil && strings.Count(name, "/") == 1 {
		return name, false
	}
	return "application/octet-stream", false
}
