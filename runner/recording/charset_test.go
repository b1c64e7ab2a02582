package recording

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A secret with characters beyond ASCII comes back in one encoding or the other,
// whichever it was given in.
func TestRedactorFindsTheSecretInTheOtherEncoding(t *testing.T) {
	const utf8, latin1 = "grüßgott-ß1", "gr\xfc\xdfgott-\xdf1"
	for name, row := range map[string]struct{ secret, said string }{
		"given in UTF-8, said in Latin-1":          {utf8, latin1},
		"given in Latin-1, said in UTF-8":          {latin1, utf8},
		"said in UTF-8 that was read as Latin-1":   {utf8, "gr\u00c3\u00bc\u00c3\u009fgott-\u00c3\u009f1"},
		"Latin-1 in a URL":                         {utf8, url.QueryEscape(latin1)},
		"Latin-1 in base64":                        {utf8, base64.StdEncoding.EncodeToString([]byte("user:" + latin1))},
		"beyond Latin-1, read as Latin-1":          {"пароль", fromLatin1("пароль")},
		"beyond ASCII, and too short in Latin-1":   {"äöüß", fromLatin1("äöüß")},
		"in UTF-8, of which Latin-1 has all but a": {"grüß€gott", "grüß€gott"},
	} {
		t.Run(name, func(t *testing.T) {
			r := redactor(t, row.secret)
			for _, text := range []string{"<" + row.said + ">", `{"m":"` + row.said + `"}`} {
				if got := string(r.Bytes([]byte(text))); strings.Contains(got, row.said) || !strings.Contains(got, Redacted) {
					t.Errorf("%q became %q", text, got)
				}
				if _, found := r.Find([]byte(text)); !found {
					t.Errorf("nobody would find it in %q", text)
				}
			}
		})
	}
	if n, plain := len(forms("hunter22")), len(spellings("hunter22")); n != plain {
		t.Errorf("%d forms of a secret in ASCII, want %d", n, plain)
	}
}

// What a recording says of a header in Latin-1 is free of secrets, too, also of
// one that is too short in Latin-1 to be looked for.
func TestHeadersInLatin1HoldNoSecret(t *testing.T) {
	for secret, rest := range map[string]string{"grüßgott-ß1": "h\xe4", "äöüß": "h\xe4", "hunter22": "h\xe4"} {
		said, _ := toLatin1(secret)
		r := redactor(t, secret)
		x := r.Exchange(Exchange{Step: "s", Request: Request{Method: "GET", URL: "http://h/"}, Response: &Response{Status: 200, Header: http.Header{"X-Said": {rest + " " + said, rest}}}})
		if got := x.Response.Header["X-Said"]; got[0] != rest+" "+Redacted || got[1] != rest {
			t.Errorf("%s: got %q", secret, got)
		}
		var file bytes.Buffer
		if err := WriteHAR(&file, Meta{}, []Exchange{x}); err != nil {
			t.Fatal(err)
		}
		if form, found := r.Find(file.Bytes()); found {
			t.Errorf("%s: the file holds it %s", secret, form)
		}
	}
}
