package recording

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Hidden stands where something is kept back because of its name or its form,
// whether it opens anything or not.
const Hidden = "[hidden]"

// Scrubber removes secrets from exchanges of which nobody says what is secret,
// such as those of other programs: what headers carry as credentials, the same
// texts wherever else they stand, and what is called or looks like a secret in
// URLs and bodies.
type Scrubber struct{ learned Redactor }

// Exchange returns a copy without secrets. What is hidden by its name is learned
// before the rest is looked at, since an answer may repeat it.
func (s *Scrubber) Exchange(e Exchange) Exchange {
	s.learn(e.Request.Header)
	if e.Response != nil {
		s.learn(e.Response.Header)
	}
	var news []string
	h := hiding{name: secretName, schemes: true, found: func(secret string) { news = append(news, secret) }}
	e.Request.URL = h.url(e.Request.URL)
	e.Request.Header = h.header(e.Request.Header)
	e.Request.Body = h.body(e.Request.Body)
	if e.Response != nil {
		answer := *e.Response
		answer.Header = h.header(answer.Header)
		answer.Body = h.body(answer.Body)
		e.Response = &answer
	}
	s.learned.learn(telling, slices.DeleteFunc(news, ordinary))
	return s.learned.Exchange(e)
}

// hiding says what is hidden in a body.
type hiding struct {
	name    func(string) bool   // members whose text is secret
	schemes bool                // texts that begin like an Authorization value
	found   func(secret string) // is told what was hidden; may be nil
}

func (h hiding) tell(secret string) {
	if h.found != nil {
		h.found(secret)
	}
}

// learn takes credentials out of headers, unless they could be ordinary words.
func (s *Scrubber) learn(h http.Header) {
	for name, values := range h {
		if sensitive(name) == nil {
			continue
		}
		for _, value := range values {
			for _, secret := range secretsIn(name, value) {
				if telling(secret) {
					s.learned.Learn(secret)
				}
			}
		}
	}
}

func secretsIn(name, value string) []string {
	switch strings.ToLower(name) {
	case "cookie":
		var out []string
		for _, pair := range strings.Split(value, ";") {
			_, secret, _ := strings.Cut(pair, "=")
			out = append(out, strings.TrimSpace(secret))
		}
		return out
	case "set-cookie", "set-cookie2":
		pair, _, _ := strings.Cut(value, ";")
		_, secret, _ := strings.Cut(pair, "=")
		return []string{strings.TrimSpace(secret)}
	}
	_, credentials, ok := strings.Cut(value, " ")
	if !ok {
		return []string{value}
	}
	plain, _ := base64.StdEncoding.DecodeString(credentials)
	_, secret, _ := strings.Cut(string(plain), ":")
	return []string{credentials, secret}
}

// telling: long and mixed, so that it cannot be an ordinary word or number,
// which would be shredded in every answer.
func telling(s string) bool {
	return len(s) >= 16 && s != Redacted && strings.ContainsAny(s, "0123456789") && strings.ContainsAny(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz")
}

// names are parts of the names of secrets, as keys of JSON, forms and queries
// spell them once small letters and no separators are left.
var names = []string{"password", "passwd", "passphrase", "secret", "apikey", "token", "privatekey", "certificatekey", "credential", "authorization", "cookie", "samlresponse", "encoded"}

func normalName(name string) string { return separators.Replace(strings.ToLower(name)) }

var separators = strings.NewReplacer("-", "", "_", "", ".", "")

func secretName(name string) bool {
	name = normalName(name)
	for _, part := range names {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// url keeps names and order of a query; values of secrets and the userinfo go.
func (h hiding) url(s string) string {
	s = h.userinfo(s)
	path, query, ok := strings.Cut(s, "?")
	if !ok {
		return s
	}
	return path + "?" + h.pairs(query)
}

func (h hiding) pairs(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); value == "" || err != nil || !h.name(name) {
			continue
		}
		plain, _ := url.QueryUnescape(value) // empty where it cannot be read
		if plain == Hidden {
			continue
		}
		h.tell(cmp.Or(plain, value))
		parts[i] = name + "=" + url.QueryEscape(Hidden)
	}
	return strings.Join(parts, "&")
}

// userinfo hides user and password before the host of any URL in a text.
func (h hiding) userinfo(s string) string {
	for from := 0; ; {
		at := strings.Index(s[from:], "://")
		if at < 0 {
			return s
		}
		from += at + len("://")
		end := strings.IndexAny(s[from:], "/?# \"'<>\\\r\n\t")
		if end < 0 {
			end = len(s) - from
		}
		if mark := strings.LastIndexByte(s[from:from+end], '@'); mark > 0 {
			if _, password, ok := strings.Cut(s[from:from+mark], ":"); ok {
				plain, _ := url.PathUnescape(password)
				h.tell(cmp.Or(plain, password))
			}
			s = s[:from] + Hidden + s[from+mark:]
		}
	}
}

// header cleans the headers that hold URLs, in a copy where there are any.
func (h hiding) header(all http.Header) http.Header {
	copied := false
	for _, name := range []string{"Location", "Referer", "Origin"} {
		for i, value := range all[name] {
			clean := h.url(value)
			if clean == value {
				continue
			}
			if !copied {
				all, copied = all.Clone(), true
			}
			all[name][i] = clean
		}
	}
	return all
}

// marks are what a body without any secret seldom has; looking for them all
// costs less than one look at the keys.
var marks = newMatcher([]string{
	"password", "Password", "passwd", "passphrase", "Passphrase", "secret", "Secret", "SECRET", "PASSWORD", "api_key", "api-key", "apiKey", "ApiKey", "apikey", "API_KEY",
	`token"`, `Token"`, "TOKEN\"", "token=", "private_key", "privateKey", "PRIVATE KEY", "certificate_key", "certificateKey", "credential", "Credential",
	"uthorization", "cookie", "Cookie", "encoded", "Bearer ", "Basic ", "SAMLResponse",
})

// body hides members of JSON and fields of forms by name, and what looks
// like a secret by itself.
func (h hiding) body(b []byte) []byte {
	start, _ := next(marks, b, 0)
	if start < 0 && !(bytes.Contains(b, []byte("://")) && bytes.IndexByte(b, '@') >= 0) {
		return b
	}
	switch {
	case looksLikeJSON(b):
		return h.members(b)
	case len(b) < 64<<10 && bytes.IndexByte(b, '=') > 0 && bytes.IndexByte(b, '\n') < 0:
		return []byte(h.userinfo(h.pairs(string(b))))
	}
	return b
}

// members goes through a JSON text string by string, so that it stays what
// it is but for the secrets.
func (h hiding) members(b []byte) []byte {
	var out []byte
	done := 0
	name := ""
	for at := 0; at < len(b); {
		open := bytes.IndexByte(b[at:], '"')
		if open < 0 {
			break
		}
		open += at
		end := literalEnd(b, open)
		if end-open < 2 {
			break
		}
		text := b[open+1 : end-1]
		if rest := bytes.TrimLeft(b[end:], " \t\r\n"); len(rest) > 0 && rest[0] == ':' {
			name, at = string(text), end
			if value := bytes.TrimLeft(rest[1:], " \t\r\n"); len(value) == 0 || value[0] != '"' {
				name = "" // an object, a list or a number: its own members tell
			}
			continue
		}
		if hidden, ok := h.text(name, text); ok {
			out = append(append(out, b[done:open+1]...), hidden...)
			done = end - 1
		}
		name, at = "", end
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

// text decides about one string of JSON, without its quotes.
func (h hiding) text(name string, text []byte) (hidden string, ok bool) {
	s := string(text)
	switch {
	case s == "" || s == Redacted || s == Hidden:
		return "", false
	case name != "" && h.name(name), strings.Contains(s, "PRIVATE KEY"):
		h.tell(s)
		return Hidden, true
	case !h.schemes:
	case strings.HasPrefix(s, "Bearer ") || strings.HasPrefix(s, "Basic ") || strings.HasPrefix(s, "ApiKey "):
		scheme, rest, _ := strings.Cut(s, " ")
		if !strings.Contains(rest, " ") && len(rest) >= 8 { // a sentence may begin with such a word, too
			return scheme + " " + Hidden, true
		}
	}
	if clean := h.userinfo(s); clean != s {
		return clean, true
	}
	return "", false
}
