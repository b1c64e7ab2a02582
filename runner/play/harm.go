package play

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// harm names the first key of fixtures.Harmful that a request sets to something
// that may pass for true, in its body or its query; empty for none. The body is
// read token by token, since a key may be written twice or with escapes.
func harm(r target.Request) string {
	if key := harmInBody(r.Body); key != "" {
		return key
	}
	_, query, _ := strings.Cut(r.Path, "?")
	values, _ := url.ParseQuery(query) // what cannot be read is refused elsewhere
	for key, list := range values {
		if harmful(key) && slices.ContainsFunc(list, func(s string) bool { return s != "" && s != "false" && s != "0" }) {
			return key
		}
	}
	return ""
}

func harmful(key string) bool {
	return slices.ContainsFunc(fixtures.Harmful, func(known string) bool { return strings.EqualFold(key, known) })
}

// harmfulText finds it in what is no JSON, which a server may read all the same.
var harmfulText = regexp.MustCompile(`(?i)["']?\b(` + strings.Join(fixtures.Harmful, "|") + `)["']?\s*[:=]\s*["']?(?:true|yes|on|[1-9])`)

func harmInBody(body []byte) string {
	plain := !bytes.ContainsFunc(body, func(r rune) bool { return r == '\\' || r >= 0x80 })
	if plain && !mentionsHarm(body) {
		return "" // every spelling of a key is literal here
	}
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	key := ""
	for {
		token, err := d.ReadToken()
		if err != nil {
			break
		}
		kind, length := d.StackIndex(d.StackDepth())
		if kind == '{' && length%2 == 1 {
			key = token.String()
			continue
		}
		if harmful(key) && truthy(token) {
			return key
		}
		key = ""
	}
	if !mentionsHarm(body) {
		return ""
	}
	if m := harmfulText.FindSubmatch(body); m != nil {
		return string(m[1])
	}
	return ""
}

// mentionsHarm spares the pattern a long body that has none of the words.
func mentionsHarm(body []byte) bool {
	lower := bytes.ToLower(body)
	return slices.ContainsFunc(fixtures.Harmful, func(key string) bool { return bytes.Contains(lower, []byte(key)) })
}

// truthy: anything but what every language takes for false.
func truthy(t jsontext.Token) bool {
	switch t.Kind() {
	case 'f', 'n', '}', ']':
		return false
	case '"':
		return t.String() != "" && t.String() != "false"
	case '0':
		n, err := t.Float()
		return err != nil || n != 0
	}
	return true
}
