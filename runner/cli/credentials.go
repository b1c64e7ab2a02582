package cli

import (
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
	key, err := keyOf(env[prefix+"API_KEY"], file)
	if err != nil {
		return target.Login{}, err
	}
	user, password, token := env[prefix+"USERNAME"], env[prefix+"PASSWORD"], env[prefix+"TOKEN"]
	given := 0
	for _, set := range []bool{key != "", user+password != "", token != ""} {
		if set {
			given++
		}
	}
	switch {
	case given > 1:
		return target.Login{}, usage("credentials: %[1]s%[2]sAPI_KEY, %[1]s%[2]sUSERNAME with PASSWORD, and %[1]s%[2]sTOKEN exclude each other; give one", envPrefix, prefix)
	case key != "":
		return target.APIKey(key), nil
	case token != "":
		return target.Login{Authorization: "Bearer " + token}, nil
	}
	return target.Login{User: user, Password: password}, nil
}

// keyOf takes a key from the environment, else from a file; "ApiKey " before it
// is tolerated because people copy whole headers.
func keyOf(value, file string) (string, error) {
	if value == "" && file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", usage("API key: %w", err)
		}
		if value = strings.TrimSpace(string(data)); value == "" {
			return "", usage("API key: %s is empty", file)
		}
	}
	return strings.TrimPrefix(value, "ApiKey "), nil
}
