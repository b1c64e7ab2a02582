package recording

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
)

// MinSecret is the length below which a secret is not looked for: replacing a
// shorter one would shred ordinary words and numbers in every answer.
const MinSecret = 6

// spelling is one way to write a secret, and what that way is called.
type spelling struct{ text, form string }

// forms lists the spellings in which a server or a proxy may echo a secret, or
// a file may hold it, in either reading of its bytes.
func forms(secret string) (all []spelling) {
	for _, reading := range readings(secret) {
		for _, s := range spellings(reading.text) {
			if reading.form != "" {
				s.form = reading.form + ", " + s.form
			}
			all = append(all, s)
		}
	}
	return all
}

func spellings(secret string) []spelling {
	list := []spelling{{secret, "as it is"}, {html.EscapeString(secret), "HTML-escaped"}}
	for _, escaped := range []string{inJSON(secret, false), inJSON(secret, true)} {
		list = append(list, spelling{escaped, "JSON-escaped"}, spelling{strings.ReplaceAll(escaped, "/", `\/`), "JSON-escaped"},
			spelling{inJSON(escaped, false), "JSON-escaped"}) // twice: a JSON body within a recording
	}
	for _, encoded := range []string{url.QueryEscape(secret), url.PathEscape(secret)} {
		list = append(list, spelling{encoded, "URL-encoded"}, spelling{lowerHex(encoded), "URL-encoded"})
	}
	for _, text := range base64Forms(secret) {
		list = append(list, spelling{text, "in base64"})
	}
	return list
}

// inJSON is a text as it stands between the quotes of a JSON string; some
// writers escape what HTML would read as a tag as well.
func inJSON(s string, forHTML bool) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(forHTML)
	_ = encoder.Encode(s) // a string always marshals
	quoted := strings.TrimSuffix(out.String(), "\n")
	return quoted[1 : len(quoted)-1]
}

var percent = regexp.MustCompile("%[0-9A-F]{2}")

func lowerHex(encoded string) string { return percent.ReplaceAllStringFunc(encoded, strings.ToLower) }

// base64Forms spells the secret in base64: alone, and as it appears inside a
// longer encoded text, where it may begin at any of three offsets. There the
// characters that it shares with its neighbours are left out.
func base64Forms(secret string) []string {
	var list []string
	for _, alphabet := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		whole := alphabet.EncodeToString([]byte(secret))
		list = append(list, whole, strings.TrimRight(whole, "="))
		for offset, shared := range []int{0, 2, 3} {
			shifted := alphabet.EncodeToString([]byte(strings.Repeat("\x00", offset) + secret))
			if core := shifted[shared : (offset+len(secret))*8/6]; len(core) >= MinSecret {
				list = append(list, core)
			}
		}
	}
	return list
}
