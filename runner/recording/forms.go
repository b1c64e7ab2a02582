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

// forms lists the spellings in which a server or a proxy may echo a secret.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret) // a string always marshals
	escaped := string(quoted[1 : len(quoted)-1])
	list := []string{
		secret,
		escaped,
		strings.ReplaceAll(escaped, "/", `\/`),
		html.EscapeString(secret),
	}
	for _, encoded := range []string{url.QueryEscape(secret), url.PathEscape(secret)} {
		list = append(list, encoded, lowerHex(encoded))
	}
	return append(list, base64Forms(secret)...)
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
