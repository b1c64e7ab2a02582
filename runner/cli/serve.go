package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// serveOptions are the settings of serve.
type serveOptions struct {
	listen   string
	faults   []string
	variants []string
	source
	version string
	delay   time.Duration
	upload  time.Duration
	empty   bool
	list    bool
}

func serveCommand(w World) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "The reference server as a mock Kibana",
		Long: `Serves the reference server, an in-memory Kibana for the twelve endpoints and
their neighbours, until it is interrupted. It prints its URL and the credentials
ready to copy. With --fault it breaks a rule on purpose; --list names the faults.

With --spec it also serves every other operation of an OpenAPI document: valid
answers, requests checked by their schemas, and objects that are remembered.`,
		Example: `  kbn-conformance serve
  kbn-conformance serve --listen 127.0.0.1:0 --fault all/header-missing-kbn-name
  kbn-conformance serve --spec kibana.yaml --fault get-cases/field-missing`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return serve(c.Context(), w, o) },
	}
	f := c.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:5622", "address to listen on")
	f.StringSliceVar(&o.faults, "fault", nil, "break this rule; may be repeated")
	f.StringSliceVar(&o.variants, "variant", nil, "behave in this other legal way; may be repeated")
	o.source.flags(c, "also serve the operations of this OpenAPI document, JSON or YAML")
	f.StringVar(&o.version, "kibana-version", "9.1.0", "version to behave as")
	f.DurationVar(&o.delay, "delay", 0, "wait this long before each answer")
	f.DurationVar(&o.upload, "upload-interval", 10*time.Second, "how long package uploads must be apart")
	f.BoolVar(&o.empty, "empty", false, "start without sample entities and alert migrations")
	f.BoolVar(&o.list, "list", false, "list the faults and variants, and end")
	return c
}

func serve(ctx context.Context, w World, o serveOptions) error {
	if !threeNumbers.MatchString(o.version) {
		return usage("--kibana-version %q: want three numbers such as 9.1.0", o.version)
	}
	doc, err := o.load()
	if err != nil {
		return err
	}
	server, name, err := o.server(doc)
	if err != nil {
		return usage("serve: %w; %s", err, o.meant(doc, err))
	}
	if o.list {
		return listFaults(w, server)
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return usage("serve: %w; choose another address with --listen", err)
	}
	key, weak := reference.Privileged().EncodedKey(), reference.Powerless().EncodedKey()
	fmt.Fprintf(w.Stdout, `Kibana %s (%s) on http://%s
%s
Authorization: ApiKey %s
export KBN_CONFORMANCE_API_KEY=%s
export KBN_CONFORMANCE_UNPRIVILEGED_API_KEY=%s

kbn-conformance run --target http://%s%s --mode write --allow endpoint-list,package-install,alert-migrations
`, o.version, name, listener.Addr(), o.oddities(), key, key, weak, listener.Addr(), specFlag(o.spec))
	httpServer := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- httpServer.Serve(listener) }()
	select {
	case err := <-ended:
		return incomplete(err)
	case <-ctx.Done():
	}
	if err := shutdown(httpServer); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return incomplete(err)
	}
	return nil
}

var threeNumbers = regexp.MustCompile(`^\d+\.\d+\.\d+(-SNAPSHOT)?$`)

// oddities say what the server does on purpose, so that nobody takes it for a slip.
func (o serveOptions) oddities() string {
	var b strings.Builder
	for _, name := range o.faults {
		fmt.Fprintf(&b, "with the fault %s\n", name)
	}
	for _, name := range o.variants {
		fmt.Fprintf(&b, "with the variant %s\n", name)
	}
	return b.String()
}

// meant names the fault or variant that a mistyped one may be a slip for.
func (o serveOptions) meant(doc *openapi.Document, err error) string {
	var faults, variants []string
	for _, f := range reference.Faults() {
		faults = append(faults, f.Name)
	}
	for _, v := range reference.Variants() {
		variants = append(variants, v.Name)
	}
	near := ""
	for _, given := range []struct{ names, known []string }{{o.faults, faults}, {o.variants, variants}} {
		for _, name := range given.names {
			if near == "" && doc == nil && strings.Contains(err.Error(), strconv.Quote(name)) {
				near = plan.Nearest(name, given.known)
			}
		}
	}
	return cmp.Or(near, "--list names the faults and variants")
}
