package recording

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// Authorization values of which everybody knows that they open nothing. They
// are no secrets, and stay readable so that a recorded request can be repeated.
const (
	WrongKey      = "ApiKey a2JuLWNvbmZvcm1hbmNlOnRoaXMta2V5LW9wZW5zLW5vdGhpbmc="                // kbn-conformance:this-key-opens-nothing
	WrongPassword = "Basic a2JuLWNvbmZvcm1hbmNlLW5vYm9keTp0aGlzLXBhc3N3b3JkLW9wZW5zLW5vdGhpbmc=" // kbn-conformance-nobody:this-password-opens-nothing
)

// Exchange returns a copy without secrets: in the URL, in header values, bodies
// and the failure. Headers that carry credentials lose their value in any case,
// and so does what is secret by its nature, such as a key that the server made;
// that is learned.
func (r *Redactor) Exchange(e Exchange) Exchange {
	body, news := natural(e.Request.Body)
	e.Request.Body = body
	keep := func(secret string) { news = append(news, secret) }
	e.Request.URL = hiding{name: opensSomething, found: keep}.url(e.Request.URL)
	var private []string // names this exchange, or comes with it
	if e.Response != nil {
		answer := *e.Response
		ids, cookies := given(answer.Header)
		clean, found := natural(answer.Body)
		answer.Body = clean
		news = append(append(news, found...), cookies...)
		private = append(ids, cookies...)
		e.Response = &answer
	}
	r.learn(telling, slices.DeleteFunc(news, ordinary))
	text := func(s string) string {
		s = naturalText(r.Text(s))
		for _, text := range private {
			s = strings.ReplaceAll(s, text, Hidden)
		}
		return s
	}
	e.Request.URL = text(e.Request.URL)
	e.Request.Header = r.Header(e.Request.Header)
	e.Request.Body = erase(r.Bytes(e.Request.Body), private)
	if e.Response != nil {
		e.Response.Reason = text(e.Response.Reason)
		e.Response.Header = r.Header(e.Response.Header)
		e.Response.Body = erase(r.Bytes(e.Response.Body), private)
	}
	if e.Failure != nil {
		e.Failure = &Failure{Kind: e.Failure.Kind, Text: text(e.Failure.Text)}
	}
	return e
}

// Header returns a copy without secrets.
func (r *Redactor) Header(h http.Header) http.Header {
	if h == nil {
		return nil
	}
	out := make(http.Header, len(h))
	for name, values := range h {
		hide := sensitive(name)
		shared := true // with h, until one is changed
		for i, value := range values {
			clean := value
			if hide != nil {
				clean = hide(value)
			}
			if clean = naturalText(r.field(clean)); clean == value {
				continue
			}
			if shared {
				values, shared = slices.Clone(values), false
			}
			values[i] = clean
		}
		out[name] = values
	}
	return out
}

// field removes the secrets from the value of a header. What is no UTF-8 is kept
// and shown as Latin-1, so it is looked through as that as well.
func (r *Redactor) field(value string) string {
	value = r.Text(value)
	if utf8.ValidString(value) {
		return value
	}
	shown := fromLatin1(value)
	if clean := r.Text(shown); clean != shown {
		value, _ = toLatin1(clean) // it was Latin-1, and the mask is ASCII
	}
	return value
}

// plainHeaders are on nearly every exchange and never secret: looking at their
// names more closely, time and again, would cost more than all the rest.
var plainHeaders = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Cache-Control": true, "Connection": true, "Content-Length": true, "Content-Security-Policy": true,
	"Content-Security-Policy-Report-Only": true, "Content-Type": true,
	"Cross-Origin-Opener-Policy": true, "Date": true, "Elastic-Api-Version": true, "Kbn-License-Sig": true, "Kbn-Name": true, "Kbn-Xsrf": true, "Keep-Alive": true,
	"Permissions-Policy": true, "Referrer-Policy": true, "Transfer-Encoding": true, "User-Agent": true, "Vary": true, "X-Content-Type-Options": true,
}

// Sensitive tells whether a header carries a credential by its nature.
func Sensitive(name string) bool { return sensitive(name) != nil }

// sensitive returns how to hide the value of a header that carries a credential
// by its nature, or nil for any other header.
func sensitive(name string) func(string) string {
	if plainHeaders[name] {
		return nil
	}
	name = strings.ToLower(name)
	switch name {
	case "authorization", "proxy-authorization", "es-secondary-authorization":
		return hideAuthorization
	case "cookie":
		return hideCookies
	case "set-cookie", "set-cookie2":
		return hideSetCookie
	}
	if namesRequest(name) {
		return func(string) string { return Hidden }
	}
	for _, part := range []string{"api-key", "apikey", "auth-token", "access-token", "security-token", "session-token", "secret", "password"} {
		if strings.Contains(name, part) {
			return func(string) string { return Redacted }
		}
	}
	return nil
}

// hideAuthorization keeps the scheme, which decides how a server must answer.
func hideAuthorization(value string) string {
	if value == "" || value == WrongKey || value == WrongPassword {
		return value
	}
	scheme, credentials, ok := strings.Cut(value, " ")
	if !ok || strings.TrimSpace(credentials) == "" {
		return hideBare(value)
	}
	switch strings.ToLower(scheme) {
	case "apikey", "basic", "bearer", "digest", "negotiate", "ntlm":
		return scheme + " " + Redacted
	}
	return Redacted
}

func hideBare(value string) string {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "apikey", "basic", "bearer":
		return value // a scheme without a credential is a test, not a secret
	}
	return Redacted
}

func hideCookies(value string) string {
	pairs := strings.Split(value, ";")
	for i, pair := range pairs {
		pairs[i] = hidePair(pair)
	}
	return strings.Join(pairs, ";")
}

// hideSetCookie keeps the attributes: HttpOnly and its kin are worth judging.
func hideSetCookie(value string) string {
	pair, attributes, ok := strings.Cut(value, ";")
	if !ok {
		return hidePair(pair)
	}
	return hidePair(pair) + ";" + attributes
}

func hidePair(pair string) string {
	name, value, ok := strings.Cut(pair, "=")
	switch {
	case !ok && strings.TrimSpace(pair) == "", ok && value == "":
		return pair
	case !ok:
		return Redacted
	}
	return name + "=" + Redacted
}
