package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// connection is how a target is reached.
type connection struct {
	url              string
	space            string
	headers          []string
	headerFile       string
	command          string // prints the credentials
	apiKeyFile       string
	unprivilegedFile string
	timeout          time.Duration
	ca, cert, key    string
	insecure         bool
	consents         []string // all that exist; the reference server gets them
}

func (c *connection) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.url, "target", "", "URL of the server to test, may hold a base path (default: the embedded reference server)")
	f.StringVar(&c.space, "space", "", "id of the space to test in, as in /s/<space> of its URL (default: that of --target, else the default space)")
	f.StringArrayVar(&c.headers, "header", nil, "'Name: value' to send with every request, no secret; may be repeated")
	f.StringVar(&c.headerFile, "header-file", "", "file with secret headers, one 'Name: value' a line, to send with every request")
	f.StringVar(&c.command, "credential-command", "", "command, of a vault for example, that prints the API key or the whole Authorization value")
	f.StringVar(&c.apiKeyFile, "api-key-file", "", "file with the API key in its encoded form")
	f.StringVar(&c.unprivilegedFile, "unprivileged-api-key-file", "", "file with an API key without privileges, for the 403 cases")
	f.DurationVar(&c.timeout, "timeout", target.DefaultTimeout, "for one request")
	f.StringVar(&c.ca, "ca", "", "PEM file of certificate authorities to trust besides the system's")
	f.StringVar(&c.cert, "cert", "", "PEM file of a client certificate")
	f.StringVar(&c.key, "key", "", "PEM file of the client certificate's key")
	f.BoolVar(&c.insecure, "insecure", false, "accept any certificate, whoever may be listening; the report says so")
}

// connected is a target that can be tested.
type connected struct {
	client       *target.Client
	info         target.Info
	version      string // what the target is judged as
	reference    bool
	unprivileged bool
	anonymous    bool     // no credentials were given
	conditions   []string // what limits the verdict
	close        func()
}

// server is what the target told about itself.
func (t *connected) server() recording.Server {
	out := recording.Server{Version: t.version, Flavour: t.info.Flavor, Name: t.info.Name, Licence: t.info.Licence, Reference: t.reference}
	if space := t.client.Space(); space != "default" {
		out.Space = space
	}
	return out
}

// connect reaches the target, or starts the reference server, and finds out
// what it is. It fills in the mode and the consents that follow from that.
func (c *connection) connect(ctx context.Context, w World, o *choice, concurrency int) (*connected, error) {
	if c.timeout <= 0 {
		return nil, usage("--timeout %s: want a duration above 0, for example 30s", c.timeout)
	}
	if o.mode != "" && o.mode != "read" && o.mode != "write" {
		return nil, usage("--mode %q: want read or write", o.mode)
	}
	env := w.ours()
	login, err := credentials(ctx, w, c, env)
	if err != nil {
		return nil, err
	}
	plain, secret, err := c.extraHeaders(env)
	if err != nil {
		return nil, err
	}
	t := &connected{close: func() {}}
	url := c.url
	if url == "" {
		t.reference = true
		if url, login, t.close, err = embedded(); err != nil {
			return nil, incomplete(err)
		}
	}
	if o.mode == "" {
		o.mode = "read"
		if t.reference {
			o.mode = "write"
		}
	}
	if t.reference { // it ends with the process, so there is nothing to consent to
		o.allow = append(o.allow, c.consents...)
	}
	if c.insecure && strings.HasPrefix(url, "https:") {
		fmt.Fprintln(w.Stderr, "WARNING: --insecure: the certificate of the target is not checked; whoever listens between here and there can read the credentials and change the answers. --ca trusts a certificate authority of your own.")
		t.conditions = append(t.conditions, "the certificate of the target was not checked (--insecure), so another server may have answered")
	}
	if err := t.prepare(target.Config{
		BaseURL: url, Space: c.space, Credentials: login, Headers: plain, Secret: secret, Mode: target.Mode(o.mode), Timeout: c.timeout, Version: version(),
		CAFile: c.ca, ClientCert: c.cert, ClientKey: c.key, Insecure: c.insecure, Concurrency: concurrency,
	}); err != nil {
		t.close()
		return nil, err
	}
	err = t.discover(ctx, o)
	if err == nil && t.unprivileged {
		err = t.knowsUnprivileged(ctx)
	}
	if err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// knowsUnprivileged proves that the second credential is one that the target
// knows: the 403 cases would otherwise blame the target for a 401.
func (t *connected) knowsUnprivileged(ctx context.Context) error {
	x := t.client.Do(ctx, target.Request{Step: "unprivileged", Path: "/api/kbn-conformance/no-such-path", Read: true, Credential: target.Unprivileged})
	if x.Response != nil && x.Response.Status == http.StatusUnauthorized {
		return incomplete(fmt.Errorf("%s refuses the unprivileged credentials (401): check %sUNPRIVILEGED_API_KEY, or leave it out", t.client.Base(), envPrefix))
	}
	return nil
}

// prepare makes the HTTP client.
func (t *connected) prepare(config target.Config) error {
	client, err := target.New(config)
	if err != nil {
		return usage("target: %w", err)
	}
	t.client = client
	t.unprivileged = config.Credentials.Unprivileged != target.Login{}
	t.anonymous = config.Credentials.Full == target.Login{}
	return nil
}

// discover asks the target what it is. A stated version replaces what a mock
// without /api/status cannot tell.
func (t *connected) discover(ctx context.Context, o *choice) error {
	info, err := target.Discover(ctx, t.client)
	t.info, t.version = info, o.version
	if o.version != "" {
		if _, bad := semver.NewVersion(info.Version); bad != nil {
			t.info.Flavor = "" // an example that a mock repeats, like the version beside it
		}
		if _, bad := semver.NewVersion(o.version); bad != nil {
			return usage("--kibana-version %q: want a form like 9.1.0", o.version)
		}
		if err == nil || errors.Is(err, target.ErrNoVersion) || errors.Is(err, target.ErrNotKibana) {
			return nil
		}
		return incomplete(err)
	}
	switch {
	case errors.Is(err, target.ErrNotKibana):
		return incomplete(fmt.Errorf("%w; to test a mock without /api/status, state --kibana-version", err))
	case errors.Is(err, target.ErrNoVersion) && t.anonymous:
		return incomplete(fmt.Errorf("%s: no credentials were given, and the target hides its version from anybody: set %sAPI_KEY; for a mock that needs none, state --kibana-version", t.client.Base(), envPrefix))
	case err != nil && !errors.Is(err, target.ErrNoVersion):
		return incomplete(err)
	}
	t.version = info.Version
	if _, bad := semver.NewVersion(info.Version); bad != nil {
		t.version, t.info.Flavor = "", "" // an example that a mock repeats
		t.conditions = append(t.conditions, fmt.Sprintf("the target does not tell its version (%q); judged as %s, --kibana-version states another", info.Version, fixtures.ContractVersion))
	}
	return nil
}
