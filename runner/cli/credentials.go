package cli

import (
	"cmp"
	"context"
	"os"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// ours are the variables of the environment that are meant for this program,
// without their prefix.
func (w World) ours() map[string]string {
	env := map[string]string{}
	for _, pair := range w.Environ {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, envPrefix) {
			env[strings.TrimPrefix(name, envPrefix)] = strings.TrimSpace(value)
		}
	}
	return env
}

// principals are the settings of files with a key, and what begins the names of
// the variables for the same principal.
var principals = map[string]string{"api-key-file": "", "unprivileged-api-key-file": "UNPRIVILEGED_"}

// outranked: the environment has a credential for which the configuration names a
// file.
func outranked(setting string, env map[string]string) bool {
	prefix, names := principals[setting]
	return names && env[prefix+"API_KEY"]+env[prefix+"USERNAME"]+env[prefix+"PASSWORD"]+env[prefix+"TOKEN"] != ""
}

// credentials reads the logins from the environment, from files and from a command.
func credentials(ctx context.Context, w World, c *connection, env map[string]string) (target.Credentials, error) {
	full, err := login(env, "", c.apiKeyFile)
	if err == nil && c.command != "" {
		if full != (target.Login{}) {
			return target.Credentials{}, usage("credentials: --credential-command and the credentials of the environment or --api-key-file exclude each other; give one")
		}
		full, err = commandLogin(ctx, w, c.command, commandTime)
	}
	if err != nil {
		return target.Credentials{}, err
	}
	weak, err := login(env, "UNPRIVILEGED_", c.unprivilegedFile)
	return target.Credentials{Full: full, Unprivileged: weak}, err
}

// login reads one principal: an API key, a user with a password, or a token.
func login(env map[string]string, prefix, file string) (target.Login, error) {
	key, user, password, token := env[prefix+"API_KEY"], env[prefix+"USERNAME"], env[prefix+"PASSWORD"], env[prefix+"TOKEN"]
	given := 0
	for _, set := range []bool{key != "", user+password != "", token != ""} {
		if set {
			given++
		}
	}
	switch {
	case given > 1, given == 1 && file != "":
		return target.Login{}, usage("credentials: %[1]s%[2]sAPI_KEY, %[1]s%[2]sUSERNAME with PASSWORD, %[1]s%[2]sTOKEN, and a key file (%[3]s) exclude each other; give one", envPrefix, prefix, cmp.Or(file, "none"))
	case key != "":
		return authorization(key, envPrefix+prefix+"API_KEY")
	case token != "":
		return target.Login{Authorization: "Bearer " + token}, nil
	case file != "":
		data, err := os.ReadFile(file)
		if err != nil {
			return target.Login{}, usage("API key: %w", err)
		}
		return authorization(string(data), file)
	}
	return target.Login{User: user, Password: password}, nil
}

// authorization reads an API key, or a whole Authorization value since people
// copy whole headers. The text is never repeated.
func authorization(text, from string) (target.Login, error) {
	text = strings.TrimSpace(text)
	scheme, rest, whole := strings.Cut(text, " ")
	switch {
	case text == "":
		return target.Login{}, usage("%s is empty; want an API key in its encoded form, or a whole Authorization value", from)
	case strings.ContainsAny(text, "\r\n"):
		return target.Login{}, usage("%s has more than one line; want an API key in its encoded form, or a whole Authorization value", from)
	case !whole:
		return target.APIKey(text), nil
	case strings.EqualFold(scheme, "apikey"), strings.EqualFold(scheme, "basic"), strings.EqualFold(scheme, "bearer"):
		return target.Login{Authorization: scheme + " " + strings.TrimSpace(rest)}, nil
	}
	return target.Login{}, usage("%s has several words that begin with none of ApiKey, Basic and Bearer; want an API key in its encoded form, or a whole Authorization value", from)
}
