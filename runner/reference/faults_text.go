package reference

import (
	"bytes"
	"slices"
)

// damage spoils the text of a body.
type damage struct {
	name, title string
	do          func(raw []byte) []byte
}

// nesting is deeper than most readers of JSON go.
const nesting = 10000

const errorPage = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"

func damages() []damage {
	return []damage{
		{"body-truncated", "the JSON ends too early", func(raw []byte) []byte { return raw[:len(raw)/2] }},
		{"body-trailing-data", "something follows the JSON", func(raw []byte) []byte { return append(raw, "{}"...) }},
		{"body-html", "the body is an HTML page", func([]byte) []byte { return []byte(errorPage) }},
		{"body-empty", "the body is empty", func([]byte) []byte { return nil }},
		{"body-byte-order-mark", "a byte order mark comes first", func(raw []byte) []byte { return append([]byte("\xef\xbb\xbf"), raw...) }},
		{"body-duplicate-key", "an object has a key twice", duplicateKey},
		{"body-invalid-utf8", "a string holds bytes that are no UTF-8", func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`":`), []byte("\xff\":"), 1)
		}},
		{"body-single-quotes", "strings are in single quotes", func(raw []byte) []byte {
			return bytes.ReplaceAll(raw, []byte(`"`), []byte(`'`))
		}},
		{"body-trailing-comma", "a comma follows the last member", func(raw []byte) []byte { return append(raw[:len(raw)-1], ',', raw[len(raw)-1]) }},
		{"body-raw-line-break", "a string holds a line break that is not escaped", func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`":`), []byte("\n\":"), 1)
		}},
		{"body-leading-zero", "a number begins with zeros", func(raw []byte) []byte { return append([]byte(`{"score":007,`), raw[1:]...) }},
		{"body-deep-nesting", "the body is inside ten thousand lists", func(raw []byte) []byte {
			return slices.Concat(bytes.Repeat([]byte("["), nesting), raw, bytes.Repeat([]byte("]"), nesting))
		}},
		{"body-not-a-number", "a number is NaN", func(raw []byte) []byte { return append([]byte(`{"score":NaN,`), raw[1:]...) }},
	}
}

func duplicateKey(raw []byte) []byte {
	end := bytes.IndexByte(raw, ':')
	if end < 0 {
		return raw
	}
	return slices.Concat(raw[:end], []byte(`:null,`), raw[1:])
}

// textFaults are bodies that are no JSON, or JSON that readers disagree about.
func textFaults() []Fault {
	var out []Fault
	for _, d := range damages() {
		out = append(out, spoiling(everywhere, d, func(*response) bool { return true }))
		for _, core := range coreDefinitions() {
			if core.ID != "roles.delete" {
				out = append(out, spoiling(core.ID, d, func(res *response) bool { return res.err == nil }))
			}
		}
	}
	return out
}

func spoiling(endpoint string, d damage, hit func(*response) bool) Fault {
	return fault(endpoint, "json", d.name, d.title, func(_ *Server, rt *route) error {
		rt.bytes = append(rt.bytes, func(_ *call, res *response) {
			if len(res.raw) > 1 && hit(res) {
				res.raw = d.do(slices.Clone(res.raw))
			}
		})
		return nil
	})
}
