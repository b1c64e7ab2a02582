package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/doctor"
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
	maxBody          int64    // bytes of an answer that are read; 0: the default
	consents         []string // all that exist; the reference server gets them
	safePosts        []string // paths at which POST is a read, by the contract
}

func (c *connection) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.url, "target", "", "URL of the server to test, may hold a base path (default: the embedded reference server)")
	f.StringVar(&c.space, "space", "", "id of the space to test in, as in /s/<space> of its URL (default: that of --target, else the default space)")
	f.StringArrayVar(&c.headers, "header", nil, "'Name: value' to send with every request, no secret; may be repeated")
	f.StringVar(&c.headerFile, "header-file", "", "file with secret headers, one 'Name: value' a line, to send with every request")
	f.StringVar(&c.command, "credential-command", "", "command, of a vault for example, that prints the API key or the whole Authorization value")
	f.StringVar(&c.apiKeyFile, "api-key-file", "", "file with the API key in its encoded form, or with a whole Authorization value")
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

// connect opens the target and finds out what it is.
func (c *connection) connect(ctx context.Context, w World, o *choice, concurrency int) (*connected, error) {
	t, err := c.open(ctx, w, o, concurrency)
	if err != nil {
		return nil, err
	}
	if err := t.discover(ctx, o); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// open prepares to talk to the target, or starts the reference server; nothing is
// sent yet. It fills in the mode and the consents that follow from that.
func (c *connection) open(ctx context.Context, w World, o *choice, concurrency int) (*connected, error) {
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
		BaseURL: url, Space: c.space, Credentials: login, Headers: plain, Secret: secret, Mode: target.Mode(o.mode), SafePosts: c.safePosts, Timeout: c.timeout, MaxBody: c.maxBody, Version: version(),
		CAFile: c.ca, ClientCert: c.cert, ClientKey: c.key, Insecure: c.insecure, Concurrency: concurrency,
	}); err != nil {
		t.close()
		return nil, err
	}
	w.hide(t.client.Redactor())
	return t, nil
}

// prepare makes the HTTP client.
func (t *connected) prepare(config target.Config) error {
	client, err := target.New(config)
	if err != nil {
		return usage("target: %w", err)
	}
	t.client = client
	t.unprivileged = config.Credentials.Unprivileged != target.Login{}
	return nil
}

// discover is the quick part of the doctor: a target that cannot be tested is not
// tested. What it warns of limits the verdict.
func (t *connected) discover(ctx context.Context, o *choice) error {
	if err := o.vetVersion(); err != nil {
		return err
	}
	report := doctor.Examine(ctx, t.client, doctor.Options{Stated: o.version, Contract: fixtures.ContractVersion, Beyond: fixtures.Beyond, Quick: true})
	if err := report.Problem(); err != nil {
		return incomplete(err)
	}
	t.info, t.version = report.Info, cmp.Or(o.version, report.Info.Version)
	for _, c := range report.Checks {
		if c.State == doctor.Warning && slices.Contains(limiting, c.ID) {
			t.conditions = append(t.conditions, c.Finding+"; "+c.Remedy)
		}
	}
	return nil
}

// limiting are the checks whose warnings say something about the verdict.
var limiting = []string{"ready", "version", "clock"}
