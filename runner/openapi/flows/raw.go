package flows

import (
	"fmt"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
)

// rawSamples are bodies that are not JSON: a form, an archive, a text.
func (b *builder) rawSamples(o *openapi.Operation) []sample {
	if o.Method == "GET" || o.Method == "HEAD" {
		return nil
	}
	for i := range o.Bodies {
		body := &o.Bodies[i]
		media, _, _ := strings.Cut(body.MediaType, ";")
		switch media = strings.TrimSpace(media); {
		case media == "multipart/form-data":
			return []sample{{"form", "takes a form", b.form(body)}}
		case media == "application/gzip", media == "application/zip":
			return []sample{{"archive", "takes an archive", fixtures.Send{Archive: &fixtures.Archive{Type: strings.TrimPrefix(media, "application/"), Name: "{own_}"}}}}
		case media == "application/x-www-form-urlencoded":
			continue
		default:
			return []sample{{"text", "takes a text of its type", withType(b.rawText(body), media)}}
		}
	}
	return nil
}

func withType(raw, media string) fixtures.Send {
	return fixtures.Send{Raw: &raw, Headers: map[string]*string{"content-type": &media}}
}

func (b *builder) rawText(body *openapi.Body) string {
	for _, x := range body.Examples {
		if s, ok := x.(string); ok {
			return plain(s)
		}
	}
	if body.Schema.Node != nil && !b.is(body.Schema.Node, "string") {
		return text(b.sample(body.Schema.Node, false))
	}
	return "{own}\n"
}

const boundary = "kbn-conf-boundary"

// form is a multipart body with the fields that the schema demands, or all of
// them when it demands none.
func (b *builder) form(body *openapi.Body) fixtures.Send {
	named := b.properties(body.Schema.Node)
	fields := b.required(body.Schema.Node)
	if len(fields) == 0 {
		fields = keys(named)
	}
	var out strings.Builder
	for _, name := range fields {
		schema := named[name]
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=%q", boundary, name)
		if b.isFile(name, schema) {
			fmt.Fprintf(&out, "; filename=\"{own}.ndjson\"\r\nContent-Type: application/ndjson\r\n\r\n{}\n")
		} else {
			fmt.Fprintf(&out, "\r\n\r\n%s", text(b.sample(b.node(schema), false)))
		}
		out.WriteString("\r\n")
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	return withType(out.String(), "multipart/form-data; boundary="+boundary)
}

func (b *builder) isFile(name string, schema any) bool {
	node := b.node(schema)
	return node["format"] == "binary" || node["contentEncoding"] != nil || name == "file" || len(node) == 0 || b.is(schema, "object") && len(b.properties(schema)) == 0
}
