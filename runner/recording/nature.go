package recording

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// opens are the names of members and query keys whose texts open something; how
// they are spelt does not matter. The list is short: what a contract asks for by
// another name must stay to be judged.
var opens = []string{"apikey", "encoded", "token", "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken", "secrettoken", "servicetoken",
	"sessiontoken", "enrollmenttoken", "password", "passwd", "passphrase", "secret", "clientsecret", "sharedsecret", "privatekey", "secretkey",
	"secretaccesskey", "authorization", "cookie", "setcookie", "xapikey", "sig", "signature"}

func opensSomething(name string) bool { return slices.Contains(opens, normalName(name)) }

// secretForm is what opens something wherever it stands: a private key in PEM, a
// JSON Web Token, a service token of Elasticsearch.
var secretForm = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----((?:[A-Za-z0-9+/=\s]|\\r|\\n)+)` +
	`|\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)` +
	`|\b(AAEAA[A-Za-z0-9_-]{20,})`)

// formSigns are texts of which a match of secretForm holds one: Web Tokens begin
// with "alg", "typ" or "kid", service tokens with the version of their format.
var formSigns = newMatcher([]string{"PRIVATE KEY", "eyJhbG", "eyJ0eX", "eyJraW", "AAEAAW", "AAEAAA"})

// natural hides what is secret by its nature in a body and returns it.
func natural(body []byte) (clean []byte, found []string) {
	keep := func(secret string) { found = append(found, secret) }
	clean = hiding{name: opensSomething, found: keep}.body(body)
	return hideForms(clean, keep), found
}

// naturalText does so for a URL, or for a text that may hold one.
func naturalText(s string) string {
	s = hiding{name: opensSomething}.url(s)
	if start, _ := next(formSigns, s, 0); start < 0 {
		return s
	}
	return string(hideForms([]byte(s), func(string) {}))
}

func hideForms(text []byte, found func(string)) []byte {
	if start, _ := next(formSigns, text, 0); start < 0 {
		return text
	}
	var clean []byte
	done := 0
	for _, m := range secretForm.FindAllSubmatchIndex(text, -1) {
		for i := 2; i < len(m); i += 2 {
			if from, to := m[i], m[i+1]; from >= 0 { // the group that took part
				found(string(text[from:to]))
				clean = append(append(clean, text[done:from]...), Hidden...)
				done = to
			}
		}
	}
	if done == 0 {
		return text
	}
	return append(clean, text[done:]...)
}

// namesRequest tells whether a header names a request: who has the name can ask
// the operator for its traces.
func namesRequest(header string) bool {
	if plainHeaders[header] {
		return false
	}
	header = strings.ToLower(header)
	for _, part := range []string{"request-id", "requestid", "correlation-id", "trace", "opaque-id", "amz-cf-id", "cf-ray", "x-b3-", "span-id"} {
		if strings.Contains(header, part) {
			return true
		}
	}
	return header == "b3"
}

// given collects the values by which an answer names its request, with their
// parts, and those of the cookies that it sets.
func given(h http.Header) (ids, cookies []string) {
	for name, values := range h {
		for _, value := range values {
			if namesRequest(name) {
				ids = append(append(ids, value), strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("-=;, ", r) })...)
			} else if name == "Set-Cookie" {
				cookies = append(cookies, secretsIn(name, value)...)
			}
		}
	}
	return slices.DeleteFunc(ids, ordinary), slices.DeleteFunc(cookies, ordinary)
}

// ordinary: too short or too plain to look for, already known, or a name that the
// run made up for an object.
func ordinary(s string) bool {
	return !telling(s) || strings.Contains(s, Redacted) || strings.Contains(s, "kbn-conf-")
}

// erase takes texts out of a body, which repeats the id of its request perhaps.
func erase(body []byte, texts []string) []byte {
	for _, text := range texts {
		if bytes.Contains(body, []byte(text)) {
			body = bytes.ReplaceAll(body, []byte(text), []byte(Hidden))
		}
	}
	return body
}
