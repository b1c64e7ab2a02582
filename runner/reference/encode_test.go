package reference_test

import (
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// TestSpellings reads: with this variant, the answer to a new proxy holds this text.
func TestSpellings(t *testing.T) {
	asked := post(proxies, `{"id":"a/b","name":"é😀","url":"http://h:1","proxy_headers":{"n":42,"f":0.5,"z":0,"m":-1500,"s":1e-7}}`)
	for variant, want := range map[string]string{
		"":                        `{"item":{"id":"a/b","is_preconfigured":false,"name":"é😀","proxy_headers":{"f":0.5,"m":-1500,"n":42,"s":1e-07,"z":0},"url":"http://h:1"}}`,
		"keys-reversed":           `{"item":{"url":"http://h:1","proxy_headers":{"z":0,"s"`,
		"numbers-with-fraction":   `{"f":0.5,"m":-1500.0,"n":42.0,"s":1e-07,"z":0.0}`,
		"numbers-with-exponent":   `{"f":5e-1,"m":-1.5e3,"n":4.2e1,"s":1e-7,"z":0e0}`,
		"escaped-text":            `"name":"\u00e9\ud83d\ude00"`,
		"escaped-in-capitals":     `"name":"\u00E9\uD83D\uDE00"`,
		"escaped-slashes":         `"id":"a\/b"`,
		"escaped-entirely":        `"\u0069\u0064":"\u0061\u002f\u0062"`,
		"lines-end-in-crlf":       "{\r\n \"item\": {\r\n  \"id\": \"a/b\",",
		"blanks-after-separators": `{"item": {"id": "a/b", "is_preconfigured": false,`,
		"trailing-crlf":           "}}\r\n",
	} {
		var opts []reference.Option
		if variant != "" {
			opts = append(opts, reference.WithVariant(variant))
		}
		if got := start(t, opts...).do(t, asked).body; !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s in it", variant, got, want)
		}
	}
}
