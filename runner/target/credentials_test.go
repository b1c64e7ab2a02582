package target

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

func TestEachCredentialSendsItsAuthorization(t *testing.T) {
	seen := make(chan []string, 1)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { seen <- r.Header["Authorization"] })
	c := client(t, url, func(c *Config) { c.Credentials.Unprivileged = Login{User: "nobody", Password: "pass:word"} })
	for credential, want := range map[Credential][]string{
		"":            {"ApiKey " + key},
		Full:          {"ApiKey " + key},
		None:          nil,
		Unprivileged:  {"Basic bm9ib2R5OnBhc3M6d29yZA=="},
		WrongKey:      {recording.WrongKey},
		WrongPassword: {recording.WrongPassword},
	} {
		e := do(t, c, Request{Path: "/", Credential: credential})
		if got := <-seen; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q", credential, got)
		}
		if credential != "" && e.Request.Credential != string(credential) {
			t.Errorf("%s is recorded as %s", credential, e.Request.Credential)
		}
		if recorded := e.Request.Header.Get("Authorization"); strings.Contains(recorded, key) || strings.Contains(recorded, "bm9i") {
			t.Errorf("%s: the recording holds %s", credential, recorded)
		}
	}
}

func TestACredentialThatIsNotThereIsRefused(t *testing.T) {
	c := client(t, "http://127.0.0.1:0", func(c *Config) { c.Credentials = Credentials{} })
	for credential, want := range map[Credential]string{Unprivileged: "no unprivileged credentials are configured", "root": `unknown credential "root"`} {
		if e := do(t, c, Request{Path: "/", Credential: credential}); e.Failure.Kind != recording.FailedRefused || e.Failure.Text != want {
			t.Errorf("%s: %+v", credential, e.Failure)
		}
	}
	if c.Has(Unprivileged) || !c.Has(Full) || !c.Has(WrongKey) {
		t.Error("Has disagrees with Do")
	}
}

func TestBadLoginsAreRefusedWithoutShowingThem(t *testing.T) {
	for name, row := range map[string]struct {
		login Login
		want  string
	}{
		"both":                    {Login{Authorization: "ApiKey s3cr3t", User: "u"}, "not both"},
		"password only":           {Login{Password: "s3cr3t"}, "a password without a user name"},
		"user only":               {Login{User: "s3cr3t"}, "a user name without a password"},
		"colon in the user name":  {Login{User: "s3cr3t:", Password: "p"}, "colon"},
		"no scheme":               {Login{Authorization: "s3cr3t"}, "want a scheme"},
		"no credential":           {Login{Authorization: "ApiKey "}, "want a scheme"},
		"a key not encoded":       {APIKey("id:s3cr3t"), "use the encoded form"},
		"a line break at the end": {APIKey("s3cr3t\n"), "line break"},
	} {
		_, _, err := Credentials{Unprivileged: row.login}.resolve()
		if err == nil || !strings.HasPrefix(err.Error(), "unprivileged credentials: ") || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := (Credentials{Full: APIKey(key), Unprivileged: APIKey(key)}).resolve(); err == nil {
		t.Error("the same key twice makes every answer to the unprivileged one wrong")
	}
}

func TestLoginsAreNotPrinted(t *testing.T) {
	login := Credentials{Full: Login{User: "u", Password: "s3cr3t"}}
	if text := fmt.Sprintf("%v %+v %#v %s", login, login, login, login.Full); strings.Contains(text, "s3cr3t") {
		t.Error(text)
	}
}

func TestAShortPasswordIsCoveredInItsEncodedForm(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s", r.Header["Authorization"], "admin")
	})
	c := client(t, url, func(c *Config) { c.Credentials.Full = Login{User: "admin", Password: "admin"} })
	if e := do(t, c, Request{Path: "/"}); string(e.Response.Body) != "[Basic [redacted]] admin" {
		t.Errorf("%s", e.Response.Body)
	}
}
