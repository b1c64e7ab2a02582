package recording

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

const (
	minted = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw=="
	pem    = "-----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEA1x4Q\\nq8Zf0Q==\\n-----END RSA PRIVATE KEY-----"
)

func TestWhatIsSecretByItsNatureIsHidden(t *testing.T) {
	for name, body := range map[string]string{
		"a key that was made":            `{"id":"1","api_key":"` + minted + `","encoded":"x"}`,
		"the same, spelt otherwise":      `{"apiKey" : "` + minted + `"}`,
		"a token":                        `{"a":[{"access_token":"` + minted + `"}]}`,
		"a password":                     `{"user":"a","password":"` + minted + `"}`,
		"with escapes":                   `{"password":"\"` + minted + `\\"}`,
		"a private key":                  `{"ssl":{"key":"` + pem + `"}}`,
		"a private key in a text":        "trouble with " + pem,
		"a web token":                    `{"message":"bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.` + minted[:40] + ` here"}`,
		"a service token":                "who is AAEAAWVsYXN0aWMv" + minted[:30],
		"a URL with a password":          `{"url":"https://somebody:` + minted[:20] + `@example.test/"}`,
		"the id of the request":          `{"message":"request 6f2c1b0e-3f4e-4a57-9a75-2f7f6f6f0a11 failed"}`,
		"a part of the trace":            `trace 4bf92f3577b34da6a3ce929d0e0e4736 is on record`,
		"the cookie that comes with it":  `your session is session-77c1b0e3f4e4a57`,
		"a form":                         "user=a&password=" + minted[:20],
		"a key that broken JSON goes on": `{"api_key":"` + minted + `","name":`,
	} {
		r := redactor(t, "another secret")
		x := r.Exchange(Exchange{Response: &Response{Status: 200, Body: []byte(body), Header: http.Header{
			"X-Request-Id": {"6f2c1b0e-3f4e-4a57-9a75-2f7f6f6f0a11"}, "Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
			"Set-Cookie": {"sid=session-77c1b0e3f4e4a57; HttpOnly"}, "Location": {"https://a:b@example.test/x?token=" + minted[:20]}, "Kbn-Name": {"kibana"},
		}}})
		all := string(x.Response.Body)
		for name, values := range x.Response.Header {
			all += "\n" + name + ": " + strings.Join(values, ", ")
		}
		for _, secret := range []string{minted[:20], "MIIEowIBAAKCAQEA1x4Q", "6f2c1b0e", "4bf92f3577b34da6", "77c1b0e3f4e4a57", "a:b@"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %s is left in %s", name, secret, all)
			}
		}
		if json.Valid([]byte(body)) && !json.Valid(x.Response.Body) {
			t.Errorf("%s: no JSON any more: %s", name, x.Response.Body)
		}
		if x.Response.Header.Get("Kbn-Name") != "kibana" || !strings.HasSuffix(x.Response.Header.Get("Set-Cookie"), "; HttpOnly") {
			t.Errorf("%s: too much is gone: %s", name, all)
		}
	}
}

// What a contract asks for stays: the contents of answers are judged.
func TestWhatIsNoSecretStays(t *testing.T) {
	for _, body := range []string{
		`{"item":{"certificate_key":"/etc/ssl/a.key","secrets":{"ssl":{"key":{"id":"1"}}},"verification_key_id":"d27d666cd88e42b4"}}`,
		`{"token_count":3,"tokens":["a"],"password":null,"secret":true,"cursor":"WzBd"}`,
		`{"message":"the api_key is wrong, and so is the password"}`, `{"host":"https://example.test/a@b"}`, `-----BEGIN CERTIFICATE-----`,
	} {
		if clean, found := natural([]byte(body)); string(clean) != body || found != nil {
			t.Errorf("%s became %s", body, clean)
		}
	}
	x := (&Redactor{}).Exchange(Exchange{Request: Request{URL: "http://h/api/x?page=1&sig=&name=a"}, Response: &Response{Header: http.Header{
		"Etag": {`"x-trace"`}, "X-Request-Id": {"7"}}, Body: []byte(`{"total":7}`)}})
	if x.Request.URL != "http://h/api/x?page=1&sig=&name=a" || string(x.Response.Body) != `{"total":7}` || x.Response.Header.Get("Etag") != `"x-trace"` {
		t.Errorf("%+v %+v", x.Request, x.Response)
	}
}

// A key that one exchange shows is removed from all that follow, with a mark that
// tells it from a secret that the run was given; what could be an ordinary word,
// or a name that the run made up, is not learned.
func TestAKeyThatWasMadeIsLearned(t *testing.T) {
	r := redactor(t, "another secret")
	r.Exchange(Exchange{Request: Request{Body: []byte(`{"password":"chosen-by-the-run-1","secret":"kbn-conf-a2b3c4d5-12345678"}`)},
		Response: &Response{Body: []byte(`{"api_key":"` + minted + `","password":"chosen-by-the-run-1","token":"available"}`), Header: http.Header{"Set-Cookie": {"sid=session-77c1b0e3f4e4a57"}}}})
	got := r.Text("<" + minted + "> <chosen-by-the-run-1> <available> <session-77c1b0e3f4e4a57> <kbn-conf-a2b3c4d5-12345678> <another secret>")
	if got != "<[hidden]> <[hidden]> <available> <[hidden]> <kbn-conf-a2b3c4d5-12345678> <[redacted]>" {
		t.Error(got)
	}
}

func TestLearningIsBounded(t *testing.T) {
	r := redactor(t, "another secret")
	for i := range 2 * maxLearned {
		r.Learn("learned-secret-" + string(rune('a'+i%26)) + strings.Repeat("x", i))
	}
	if n := len(r.secrets()); n != maxLearned {
		t.Errorf("%d secrets are looked for", n)
	}
}
