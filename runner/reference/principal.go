package reference

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Principal is someone the server knows, with a secret for each of the three schemes.
type Principal struct {
	User, Password string
	KeyID, Key     string
	Token          string

	privileged bool
}

// Privileged is the principal that may do everything.
func Privileged() Principal {
	return Principal{
		User: "elastic", Password: "reference-password",
		KeyID: "VuaCfGcBCdbkQm-e5aOx", Key: "ui2lp2axTNmsyakw9tvNnw",
		Token:      "AAEAAWVsYXN0aWMvcmVmZXJlbmNlL2FsbA",
		privileged: true,
	}
}

// Powerless is the principal that is authenticated and may do nothing.
func Powerless() Principal {
	return Principal{
		User: "powerless", Password: "powerless-password",
		KeyID: "QmFyZUtleUZvclRlc3Rz", Key: "bm90aGluZ0lzQWxsb3dlZA",
		Token: "AAEAAWVsYXN0aWMvcmVmZXJlbmNlL25vbmU",
	}
}

// EncodedKey is the API key in the form that KBN_CONFORMANCE_API_KEY and "ApiKey" take.
func (p Principal) EncodedKey() string {
	return base64.StdEncoding.EncodeToString([]byte(p.KeyID + ":" + p.Key))
}

// APIKey is the Authorization value with the API key.
func (p Principal) APIKey() string { return "ApiKey " + p.EncodedKey() }

// Basic is the Authorization value with user and password.
func (p Principal) Basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(p.User+":"+p.Password))
}

// Bearer is the Authorization value with the token.
func (p Principal) Bearer() string { return "Bearer " + p.Token }

// guests maps each Authorization value, its scheme in lower case, to its principal.
func guests() map[string]*Principal {
	known := map[string]*Principal{}
	for _, p := range []Principal{Privileged(), Powerless()} {
		for _, value := range []string{p.APIKey(), p.Basic(), p.Bearer()} {
			known[lowerScheme(value)] = &p
		}
	}
	return known
}

func lowerScheme(authorization string) string {
	scheme, rest, found := strings.Cut(authorization, " ")
	if !found {
		return authorization
	}
	return strings.ToLower(scheme) + " " + strings.TrimSpace(rest)
}

// recognise answers with the principal behind an Authorization value, or with the 401 that a wrong
// one gets: Kibana passes Elasticsearch's text on.
func (s *Server) recognise(authorization string) (*Principal, error) {
	value := lowerScheme(authorization)
	if p := s.guests[value]; p != nil {
		return p, nil
	}
	scheme, secret, _ := strings.Cut(value, " ")
	switch scheme {
	case "basic":
		user := "unknown"
		if plain, err := base64.StdEncoding.DecodeString(secret); err == nil {
			user, _, _ = strings.Cut(string(plain), ":")
		}
		return nil, refuse(401, "%s", securityException(fmt.Sprintf(
			"unable to authenticate user [%s] for REST request [/_security/_authenticate]", user)))
	case "apikey", "bearer":
		return nil, refuse(401, "%s", securityException(
			"unable to authenticate with provided credentials and anonymous access is not allowed for this request"))
	}
	return nil, refuse(401, "Unauthorized")
}

// securityException words a refusal of Elasticsearch the way its client does.
func securityException(reason string) string { return elasticsearchError("security_exception", reason) }

func elasticsearchError(kind, reason string) string {
	return fmt.Sprintf("[%s\n\tRoot causes:\n\t\t%s: %s]: %s", kind, kind, reason, reason)
}
