package play

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
)

// harmInQuery names the first key of fixtures.Harmful that a query sets to
// something that may pass for true; empty for none.
func harmInQuery(query url.Values) string {
	for key, list := range query {
		if harmful(key) && slices.ContainsFunc(list, func(s string) bool { return s != "" && s != "false" && s != "0" }) {
			return key
		}
	}
	return ""
}

func harmful(key string) bool {
	return key != "" && initials[key[0]|0x20] && slices.ContainsFunc(fixtures.Harmful, func(known string) bool { return strings.EqualFold(key, known) })
}

// harmfulText finds it in what is no JSON, which a server may read all the same.
var harmfulText = regexp.MustCompile(`(?i)["']?\b(` + strings.Join(fixtures.Harmful, "|") + `)["']?\s*[:=]\s*["']?(?:true|yes|on|[1-9])`)

func harmInText(body []byte) string {
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
	for i, c := range body {
		switch {
		case c >= 0x80: // some letters beyond ASCII are the same as one of it
			lower := bytes.ToLower(body)
			return slices.ContainsFunc(fixtures.Harmful, func(key string) bool { return bytes.Contains(lower, []byte(key)) })
		case initials[c|0x20] && slices.ContainsFunc(fixtures.Harmful, func(key string) bool {
			return len(body)-i >= len(key) && strings.EqualFold(string(body[i:i+len(key)]), key)
		}):
			return true
		}
	}
	return false
}

// initials are the first letters of fixtures.Harmful.
var initials = func() (set [256]bool) {
	for _, key := range fixtures.Harmful {
		set[key[0]] = true
	}
	return set
}()

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
