package recording

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

const token = "VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw"

// Everything that a day of work leaves in a recording of a browser or a proxy:
// each row plants one secret, and nothing of it may be left.
func TestScrubberRemovesPlantedSecrets(t *testing.T) {
	key := base64.StdEncoding.EncodeToString([]byte(token))
	basic := base64.StdEncoding.EncodeToString([]byte("elastic:hunter2hunter2hunter2"))
	for name, row := range map[string]struct{ method, url, header, value, body, answer, set, secret string }{
		"API key":                     {header: "Authorization", value: "ApiKey " + key, secret: key},
		"API key, decoded in a body":  {header: "Authorization", value: "ApiKey " + key, answer: `{"m":"ui2lp2axTNmsyakw9tvNnw"}`, secret: "ui2lp2axTNmsyakw9tvNnw"},
		"basic":                       {header: "Authorization", value: "Basic " + basic, answer: `{"m":"hunter2hunter2hunter2"}`, secret: "hunter2hunter2hunter2"},
		"bearer, repeated elsewhere":  {header: "Authorization", value: "Bearer eyJhbGciOi.J9.x1", url: "http://h/api?a=eyJhbGciOi.J9.x1", secret: "eyJhbGciOi.J9.x1"},
		"cookie":                      {header: "Cookie", value: "sid=Fe26.2**abc1234567890; theme=dark", answer: `{"sid":"Fe26.2**abc1234567890"}`, secret: "Fe26.2**abc1234567890"},
		"set-cookie":                  {set: "sid=Fe26.2**def1234567890; HttpOnly", secret: "Fe26.2**def1234567890"},
		"password of a login":         {method: "POST", body: `{"params":{"username":"elastic","password":"hunter2"}}`, secret: "hunter2"},
		"password of a form":          {method: "POST", body: `username=elastic&password=hunter2`, secret: "hunter2"},
		"created API key":             {answer: `{"id":"x","name":"k","api_key":"s3cr3t","encoded":"eDpzM2NyM3Q="}`, secret: "eDpzM2NyM3Q="},
		"created API key, plain":      {answer: `{"id":"x","api_key" : "s3cr3t"}`, secret: "s3cr3t"},
		"enrollment token":            {answer: `{"list":[{"enrollment_token":"dGhpcw"}]}`, secret: "dGhpcw"},
		"token in a query":            {url: "http://h/api?access_token=abc&x=1", secret: "abc"},
		"user and password of a URL":  {url: "http://elastic:changeme@h/api", secret: "changeme"},
		"URL in a body":               {body: `{"url":"http://u:proxypass@proxy:8080/x"}`, secret: "proxypass"},
		"URL in a body, escaped":      {body: `{"text":"see \"http://u:proxypass@proxy\""}`, secret: "proxypass"},
		"redirect":                    {set: "x=y", answer: "", url: "http://h/?id_token=zzz", secret: "zzz"},
		"headers in a body":           {body: `{"proxy_headers":{"Proxy-Authorization":"Basic abcd"}}`, secret: "abcd"},
		"header value in another key": {body: `{"h":"Bearer abcdefghij"}`, secret: "abcdefghij"},
		"private key":                 {body: `{"ssl":{"key":"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"}}`, secret: "MIIB"},
		"certificate key":             {body: `{"certificate_key":"plain-secret"}`, secret: "plain-secret"},
		"camel case":                  {body: `{"apiKey":"k1","clientSecret":"k2"}`, secret: `"k2"`},
		"another header":              {header: "X-Elastic-Api-Key", value: "abc", secret: "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			x := Exchange{Request: Request{Method: "GET", URL: "http://h/api", Header: http.Header{}}, Response: &Response{Status: 200, Header: http.Header{}, Body: []byte(row.answer)}}
			if row.url != "" {
				x.Request.URL = row.url
			}
			if row.header != "" {
				x.Request.Header.Set(row.header, row.value)
			}
			if row.set != "" {
				x.Response.Header.Set("Set-Cookie", row.set)
				x.Response.Header.Set("Location", x.Request.URL)
			}
			if row.body != "" {
				x.Request.Body = []byte(row.body)
			}
			var s Scrubber
			raw := string(written(t, Meta{}, []Exchange{s.Exchange(x)}))
			if strings.Contains(raw, row.secret) {
				t.Errorf("%s is left in %s", row.secret, raw)
			}
			for _, body := range []string{row.body, row.answer} {
				if jsontext.Value(body).IsValid() && !jsontext.Value(secrets.body([]byte(body))).IsValid() {
					t.Errorf("no JSON any more: %s", secrets.body([]byte(body)))
				}
			}
		})
	}
}

// secrets hides what a Scrubber hides.
var secrets = hiding{name: secretName, schemes: true}

// What only resembles a secret stays: it is judged.
func TestScrubberLeavesOrdinaryAnswers(t *testing.T) {
	for _, body := range []string{
		`{"statusCode":401,"error":"Unauthorized","message":"[security_exception] missing authentication credentials"}`,
		`{"statusCode":400,"error":"Bad Request","message":"Request must contain a kbn-xsrf header."}`,
		`{"item":{"id":"a","url":"http://proxy.example.test:8080","secrets":{"ssl":{"key":{"id":"x"}}},"is_protected":false,"token_count":1}}`,
		`{"message":"Basic access is not enough","contact":"https://example.test/?q=a@b"}`,
		`{"secret_references":[{"id":"1"}],"password":null,"tokens":7}`,
		`not JSON, with a password in a sentence`,
		`{"broken": "password`,
	} {
		if got := string(secrets.body([]byte(body))); got != body {
			t.Errorf("%s\nbecame %s", body, got)
		}
	}
	var s Scrubber
	x := s.Exchange(Exchange{Request: Request{URL: "http://h/api?page=1&sort=a%20b", Header: http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("elastic:elastic"))}}},
		Response: &Response{Status: 401, Body: []byte(`{"message":"unable to authenticate user [elastic]"}`)}})
	if x.Request.URL != "http://h/api?page=1&sort=a%20b" || !strings.Contains(string(x.Response.Body), "[elastic]") {
		t.Errorf("%s %s", x.Request.URL, x.Response.Body)
	}
}

func FuzzHideBody(f *testing.F) {
	f.Add([]byte(`{"password":"x","a":["Bearer abcdefgh",{"token":"\"}"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		hidden := secrets.body(body)
		if jsontext.Value(body).IsValid(lenient...) && !jsontext.Value(hidden).IsValid(lenient...) {
			t.Errorf("%q became %q", body, hidden)
		}
		if again := secrets.body(hidden); string(again) != string(hidden) {
			t.Errorf("%q became %q, then %q", body, hidden, again)
		}
	})
}
