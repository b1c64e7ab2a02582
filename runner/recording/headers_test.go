package recording

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestSensitiveHeadersLoseTheirValue(t *testing.T) {
	for _, row := range []struct{ name, value, want string }{
		{"Authorization", "ApiKey abc", "ApiKey [redacted]"},
		{"authorization", "Basic abc", "Basic [redacted]"},
		{"Authorization", "Custom abc", "[redacted]"},
		{"Authorization", "abc", "[redacted]"},
		{"Authorization", "ApiKey", "ApiKey"},
		{"Authorization", "", ""},
		{"Authorization", WrongKey, WrongKey},
		{"Authorization", WrongPassword, WrongPassword},
		{"Proxy-Authorization", "Basic abc", "Basic [redacted]"},
		{"Cookie", "sid=abc; other=d;", "sid=[redacted]; other=[redacted];"},
		{"Cookie", "abc", "[redacted]"},
		{"Set-Cookie", "sid=abc; Path=/; HttpOnly", "sid=[redacted]; Path=/; HttpOnly"},
		{"Set-Cookie", "sid=abc", "sid=[redacted]"},
		{"Set-Cookie", "sid=; Max-Age=0", "sid=; Max-Age=0"},
		{"X-Api-Key", "abc", "[redacted]"},
		{"X-Auth-Token", "abc", "[redacted]"},
		{"Elastic-Api-Version", "2023-10-31", "2023-10-31"},
		{"Kbn-License-Sig", "abc", "abc"},
	} {
		got := (*Redactor)(nil).Header(http.Header{row.name: {row.value}})
		if got[row.name][0] != row.want {
			t.Errorf("%s: %s became %s, want %s", row.name, row.value, got[row.name][0], row.want)
		}
	}
	if (*Redactor)(nil).Header(nil) != nil {
		t.Error("absent headers became present")
	}
}

func TestTheWrongCredentialsAreWellFormed(t *testing.T) {
	for _, value := range []string{WrongKey, WrongPassword} {
		_, encoded, _ := strings.Cut(value, " ")
		plain, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || strings.Count(string(plain), ":") != 1 {
			t.Errorf("%s: %q, %v", value, plain, err)
		}
	}
}

func TestExchangeIsRedactedEverywhereAndCopied(t *testing.T) {
	original := Exchange{
		Request: Request{
			URL: "http://h/?q=hunter22", Body: []byte(`{"a":"hunter22"}`),
			Header: http.Header{"X-Trace": {"a", "hunter22"}, "Authorization": {"ApiKey hunter22"}},
		},
		Response: &Response{Reason: "no hunter22", Body: []byte("hunter22"), Header: http.Header{"Location": {"/hunter22"}}},
		Failure:  &Failure{Kind: FailedCut, Text: "hunter22"},
	}
	clean := redactor(t, "hunter22").Exchange(original)
	if text := fmt.Sprintf("%+v %+v %+v %s %s", clean.Request, clean.Response, clean.Failure, clean.Request.Body, clean.Response.Body); strings.Contains(text, "hunter22") {
		t.Error(text)
	}
	if original.Request.Header.Get("Authorization") != "ApiKey hunter22" || string(original.Response.Body) != "hunter22" || original.Failure.Text != "hunter22" {
		t.Error("the original was changed")
	}
}

// The short cut leaves out nothing: by the rules, too, these are plain.
func TestPlainHeadersAreNotSensitive(t *testing.T) {
	for name := range plainHeaders {
		if name != http.CanonicalHeaderKey(name) || sensitive(strings.ToUpper(name)) != nil || namesRequest(strings.ToUpper(name)) {
			t.Errorf("%s is no plain header", name)
		}
	}
}
