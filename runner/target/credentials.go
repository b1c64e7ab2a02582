package target

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Credential names who asks; the zero value means Full.
type Credential string

// Who can ask.
const (
	Full          Credential = "full"           // the principal of the run; nobody when none is configured
	None          Credential = "none"           // without Authorization
	Unprivileged  Credential = "unprivileged"   // a principal that may do nothing
	WrongKey      Credential = "wrong-key"      // a well-formed API key that no server has
	WrongPassword Credential = "wrong-password" // a user and a password that no server has
)

// Credentials are the principals of a run. Both may be empty.
type Credentials struct {
	Full         Login
	Unprivileged Login
}

// Login is one principal: either an Authorization value, or user and password.
type Login struct {
	Authorization string
	User          string
	Password      string
}

// APIKey is the login for an API key in its base64 form.
func APIKey(encoded string) Login { return Login{Authorization: "ApiKey " + encoded} }

// String keeps a login out of logs.
func (Login) String() string { return recording.Redacted }

// GoString keeps a login out of %#v.
func (Login) GoString() string { return recording.Redacted }

func (l Login) empty() bool { return l == Login{} }

// value is the Authorization header of the login.
func (l Login) value() (string, error) {
	if l.Authorization != "" && (l.User != "" || l.Password != "") {
		return "", errors.New("give either an API key or a user with a password, not both")
	}
	if l.Authorization == "" {
		switch {
		case l.User == "":
			return "", errors.New("a password without a user name")
		case l.Password == "":
			return "", errors.New("a user name without a password")
		case strings.Contains(l.User, ":"):
			return "", errors.New("a user name cannot hold a colon: the server would read a part of it as the password")
		}
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.User+":"+l.Password)), nil
	}
	scheme, rest, ok := strings.Cut(l.Authorization, " ")
	if !ok || scheme == "" || strings.TrimSpace(rest) == "" {
		return "", errors.New("want a scheme and a credential, such as ApiKey followed by the encoded key")
	}
	for i := range len(l.Authorization) {
		if l.Authorization[i] < ' ' || l.Authorization[i] >= 0x7f {
			return "", errors.New("a control or non-ASCII character in the credential: check for a line break at its end")
		}
	}
	if strings.EqualFold(scheme, "apikey") && strings.Contains(rest, ":") {
		return "", errors.New("the API key is in its id:key form: use the encoded form, which is base64 of that")
	}
	return l.Authorization, nil
}

// secrets are the parts of the login that must not be shown. A password too
// short to look for is covered in its encoded form only.
func (l Login) secrets(value string) []string {
	_, rest, _ := strings.Cut(value, " ")
	candidates := []string{rest, l.Password}
	if plain, err := base64.StdEncoding.DecodeString(rest); err == nil {
		_, key, _ := strings.Cut(string(plain), ":")
		candidates = append(candidates, string(plain), key)
	}
	var list []string
	for _, candidate := range candidates {
		if len(candidate) >= recording.MinSecret {
			list = append(list, candidate)
		}
	}
	return list
}

// resolve gives the Authorization value of each credential that can be used, and
// the secrets in them.
func (c Credentials) resolve() (map[Credential]string, []string, error) {
	values := map[Credential]string{
		Full: "", None: "", WrongKey: recording.WrongKey, WrongPassword: recording.WrongPassword,
	}
	var secrets []string
	for _, entry := range []struct {
		name  Credential
		login Login
	}{{Full, c.Full}, {Unprivileged, c.Unprivileged}} {
		if entry.login.empty() {
			continue
		}
		value, err := entry.login.value()
		if err != nil {
			return nil, nil, fmt.Errorf("%s credentials: %w", entry.name, err)
		}
		values[entry.name] = value
		secrets = append(secrets, entry.login.secrets(value)...)
	}
	if values[Full] != "" && values[Full] == values[Unprivileged] {
		return nil, nil, errors.New("the unprivileged credentials are the full ones: give a principal without privileges, or none")
	}
	return values, secrets, nil
}
