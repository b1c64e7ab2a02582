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
	return key != "" && slices.Contains(initials, key[0]) && slices.ContainsFunc(fixtures.Harmful, func(known string) bool { return strings.EqualFold(key, known) })
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

// mentionsHarm spares the pattern a long body that has none of the words. It
// hops from one of their first letters to the next.
func mentionsHarm(body []byte) bool {
	for _, initial := range initials {
		for at := 0; ; at++ {
			next := bytes.IndexByte(body[at:], initial)
			if next < 0 {
				break
			}
			at += next
			if slices.ContainsFunc(fixtures.Harmful, func(key string) bool {
				return len(body)-at >= len(key) && strings.EqualFold(string(body[at:at+len(key)]), key)
			}) {
				return true
			}
		}
	}
	return false
}

// initials are the first letters of fixtures.Harmful, small and large.
var initials = func() (letters []byte) {
	for _, key := range fixtures.Harmful {
		letters = append(letters, key[0], key[0]-'a'+'A')
	}
	slices.Sort(letters)
	return slices.Compact(letters)
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
