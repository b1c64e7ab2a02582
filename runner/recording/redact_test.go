package recording

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

const secret = `p/ß"w\o r+d<7>`

func redactor(t testing.TB, secrets ...string) *Redactor {
	t.Helper()
	r, err := NewRedactor(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRedactorFindsTheSecretInEverySpelling(t *testing.T) {
	quoted, _ := json.Marshal(secret)
	escaped := string(quoted[1 : len(quoted)-1])
	doubly, _ := json.Marshal(`{"password":` + string(quoted) + `}`)
	for name, spelling := range map[string]string{
		"raw":                       secret,
		"JSON":                      escaped,
		"JSON with escaped slashes": strings.ReplaceAll(escaped, "/", `\/`),
		"query":                     url.QueryEscape(secret),
		"path":                      url.PathEscape(secret),
		"lower-case percent codes":  strings.ToLower(url.QueryEscape(secret)),
		"HTML":                      "p/ß&#34;w\\o r+d&lt;7&gt;",
		"base64":                    base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 of user and secret": base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
		"base64 at offset 1":        base64.StdEncoding.EncodeToString([]byte("u" + secret)),
		"base64 at offset 2":        base64.URLEncoding.EncodeToString([]byte("us" + secret + "!")),
		"JSON in JSON":              string(doubly),
	} {
		t.Run(name, func(t *testing.T) {
			r := redactor(t, "another secret", secret)
			text := r.Text("<" + spelling + ">")
			if name == "JSON in JSON" {
				text = string(r.Bytes([]byte(spelling)))
			}
			if !strings.Contains(text, Redacted) || strings.Contains(text, spelling) {
				t.Errorf("%q became %q", spelling, text)
			}
		})
	}
}

func TestRedactorKeepsJSONValid(t *testing.T) {
	for _, row := range []struct{ name, secret, body, want string }{
		{"in a string", "hunter22", `{"a":"x hunter22 y","b":1}`, `{"a":"x [redacted] y","b":1}`},
		{"as a key", "hunter22", `{"hunter22":1}`, `{"[redacted]":1}`},
		{"twice, side by side", "hunter22", `["hunter22hunter22"]`, `["[redacted][redacted]"]`},
		{"spelt with unforeseen escapes", "hunter22", `["\u0068unter22"]`, `["[redacted]"]`},
		{"that ends in a backslash", `secret\`, `["secret\\","secret\"x"]`, `["[redacted]","secret\"x"]`},
		{"that an escape only seems to begin", "nhunter2", `["\nhunter2"]`, `["\nhunter2"]`},
		{"that is a number, bare and in a string", "12345678", `{"n":9123456780,"s":"12345678"}`, `{"n":9999999990,"s":"99999999"}`},
		{"beside other escapes", "hunter22", `["a\n\"hunter22\"","\t"]`, `["a\n\"[redacted]\"","\t"]`},
		{"with a space before it", "hunter22", "  [\n\"hunter22\"]", "  [\n\"[redacted]\"]"},
		{"across two documents", "hunter22", "{\"a\":\"hunter22\"}\n{\"a\":\"hunter22\"}", "{\"a\":\"[redacted]\"}\n{\"a\":\"[redacted]\"}"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := string(redactor(t, row.secret).Bytes([]byte(row.body))); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestRedactorLeavesNothingInBrokenJSON(t *testing.T) {
	for _, body := range []string{
		`{"a":"hunter22`, `{'a':'hunter22'}`, `{"a":hunter22}`, "[\"\\n\xffhunter22\"]", `["\x hunter22"]`, `"hunter22`, `[hunter22, "a\"]`,
	} {
		if got := string(redactor(t, "hunter22").Bytes([]byte(body))); strings.Contains(got, "hunter22") {
			t.Errorf("%q became %q", body, got)
		}
	}
}

func TestRedactorDoesNotTouchOtherBytes(t *testing.T) {
	r := redactor(t, "hunter22", "12345678")
	for _, body := range []string{"", "a", `{"a": "\u0041\n", "n": 1.0}`, "\x00\xff\xfe", "<html>", `{"a":"hunter2"}`} {
		if got := r.Bytes([]byte(body)); string(got) != body {
			t.Errorf("%q became %q", body, got)
		}
	}
	body := []byte(`{"a":"\n"}`)
	if got := r.Bytes(body); &got[0] != &body[0] {
		t.Error("a body without a secret was copied")
	}
}

func TestRedactorPrefersTheLongestSecret(t *testing.T) {
	if got := redactor(t, "abcdef", "abcdefgh").Text("xabcdefghabcdefx"); got != "x[redacted][redacted]x" {
		t.Error(got)
	}
}

func TestRedactorRefusesAShortSecret(t *testing.T) {
	for _, short := range []string{"", "admin"} {
		_, err := NewRedactor("long enough", short)
		if err == nil || !strings.Contains(err.Error(), "secret 2 of 2") || short != "" && strings.Contains(err.Error(), short) {
			t.Errorf("%q: %v", short, err)
		}
	}
}

func TestRedactorWithKeepsTheSecretsItHad(t *testing.T) {
	r, err := redactor(t, "first-secret").With("second-secret")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Text("first-secret second-secret"); got != "[redacted] [redacted]" {
		t.Error(got)
	}
	if r, err = (*Redactor)(nil).With(); err != nil || r.Text("anything") != "anything" {
		t.Error(r, err)
	}
}

func FuzzRedactor(f *testing.F) {
	f.Add("hunter22", []byte(`{"a":"\u0068unter22"}`))
	f.Add("12345678", []byte(`[12345678]`))
	f.Add(`secret\`, []byte(`["secret\\"]`))
	f.Fuzz(func(t *testing.T, secret string, body []byte) {
		r, err := NewRedactor(secret)
		if err != nil {
			return
		}
		before := bytes.Clone(body)
		clean := r.Bytes(body)
		if !bytes.Equal(before, body) {
			t.Error("the body itself was changed")
		}
		if json.Valid(before) && !json.Valid(clean) {
			t.Errorf("%q became invalid: %q", before, clean)
		}
		if !bytes.Equal(r.Bytes(clean), clean) {
			t.Errorf("%q is not stable: %q", clean, r.Bytes(clean))
		}
	})
}

func BenchmarkRedactorWithoutSecret(b *testing.B) {
	r := redactor(b, "dGhpcyBpcyBhIGtleTphbmQgaXRzIHNlY3JldA==", "this is a key:and its secret", "hunter22", "unprivileged-secret")
	body := bytes.Repeat([]byte(`{"id":"4f3c1b","name":"kbn-conf-x","enabled":true,"hosts":["https://a.example.test:8220"]},`), 200)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		r.Bytes(body)
	}
}
