package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/record"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// recordOptions are the settings of record.
type recordOptions struct {
	target.Config
	listen    string
	cert, key string
	out       string
	sync      time.Duration
	maxBody   int64
	version   string
}

func recordCommand(w World) *cobra.Command {
	var o recordOptions
	c := &cobra.Command{
		Use:   "record",
		Short: "Stand between your automation and Kibana, and record what is said",
		Long: `Listens on --listen and passes everything on to --target and back, until it is
interrupted. What is said goes to --out, without credentials and other secrets,
and violations are shown as they are seen. Point Terraform, scripts or agents at
it for a day; then verify judges the recording, and compare shows what an upgrade
would change for them.

A client that has got the end of an answer can be sure that the exchange is in
the recording, even if this process is killed; it is on disk within --sync. A
full disk never stops the traffic: what could not be recorded is counted.

Ctrl-C lets requests that are under way end within five seconds; a second one
ends them at once.

Exit code 0 when what was recorded conforms, or nothing of it belongs to the
contract; 1 for violations of required rules; 3 when nothing was recorded, when
the target never answered, or when exchanges were not recorded or not judged.`,
		Example: `  kbn-conformance record --target https://kibana.example:5601 --listen 127.0.0.1:5601
  kbn-conformance verify conformance-recording/exchanges.ndjson`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runRecord(c.Context(), w, o) },
	}
	f := c.Flags()
	f.StringVar(&o.BaseURL, "target", "", "URL of Kibana, may hold a base path")
	f.StringVar(&o.listen, "listen", "127.0.0.1:5623", "address to listen on")
	f.StringVar(&o.cert, "listen-cert", "", "PEM file of a certificate, to listen with TLS")
	f.StringVar(&o.key, "listen-key", "", "PEM file of its key")
	f.StringVar(&o.out, "out", "conformance-recording", "folder for the recording; one that is there is continued")
	f.DurationVar(&o.sync, "sync", time.Second, "how often the recording is flushed to disk; 0: before each answer ends")
	f.Int64Var(&o.maxBody, "max-body", 8, "MiB of an answer that are recorded; longer ones pass, but are not judged")
	f.StringVar(&o.version, "kibana-version", "", "judge as this version instead of the one that the traffic tells")
	f.StringVar(&o.CAFile, "ca", "", "PEM file of certificate authorities to trust besides the system's")
	f.StringVar(&o.ClientCert, "cert", "", "PEM file of a client certificate")
	f.StringVar(&o.ClientKey, "key", "", "PEM file of the client certificate's key")
	f.BoolVar(&o.Insecure, "insecure", false, "accept any certificate of the target")
	return c
}

// recorder is the command at work.
type recorder struct {
	world   World
	options recordOptions
	meta    recording.Meta
	live    *verify.Live
	log     *record.Log
	proxy   *record.Proxy
	tls     *tls.Config // to listen with; nil for plain HTTP
	seen    chan recording.Exchange
	skipped atomic.Int64 // too many at a time to be judged at once
}

// runRecord is the command: check, listen, pass on, and at the end sum up.
func runRecord(ctx context.Context, w World, o recordOptions) error {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return usage("--target %q: want the URL of Kibana, such as https://kibana.example:5601", o.BaseURL)
	}
	if base.User != nil {
		return usage("--target: leave user and password out; each client sends its own credentials")
	}
	secure, err := o.TLS()
	if err != nil {
		return usage("target: %w", err)
	}
	if (o.cert == "") != (o.key == "") {
		return usage("--listen-cert and --listen-key: give both, or neither")
	}
	if o.sync < 0 || o.maxBody < 1 {
		return usage("--sync %s, --max-body %d: want a duration of at least 0, and at least 1 MiB", o.sync, o.maxBody)
	}
	if err := (&choice{version: o.version}).vetVersion(); err != nil {
		return err
	}
	contract, err := loadContract()
	if err != nil {
		return err
	}
	r := &recorder{world: w, options: o, seen: make(chan recording.Exchange, 4096)}
	r.meta = recording.Meta{Tool: "kbn-conformance record", Version: version(), Target: base.String(), Begun: time.Now().UTC()}
	if r.live, err = verify.NewLive(contract.whole(), verify.Options{Target: base.String(), Version: o.version, File: filepath.Base(r.lines()), Tool: version()}); err != nil {
		return usage("--target: %w", err)
	}
	listener, err := r.listen(ctx, base) // before a file is made for what will not come
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := writable(o.out); err != nil {
		return incomplete(err)
	}
	if r.log, err = record.OpenLog(r.lines(), r.meta, o.sync); err != nil {
		return usage("recording: %w", err)
	}
	r.proxy = record.New(record.Options{Target: base, Transport: transport(secure), MaxBody: o.maxBody * mib, Log: r.log, Recorded: r.recorded, Failed: r.failed})
	err = r.serve(ctx, listener)
	return errors.Join(err, r.end())
}

// transport reaches the target. Kept connections end before a server that keeps
// them for the usual five seconds closes them.
func transport(secure *tls.Config) *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: secure, ForceAttemptHTTP2: true, DisableCompression: true,
		DialContext:  (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		MaxIdleConns: 1024, MaxIdleConnsPerHost: 1024, IdleConnTimeout: 4 * time.Second, ExpectContinueTimeout: time.Second,
		ReadBufferSize: 32 << 10, WriteBufferSize: 32 << 10,
	}
}

func (r *recorder) lines() string { return filepath.Join(r.options.out, "exchanges.ndjson") }

// recorded hands an exchange to the judge, unless it is too far behind: passing
// on must not wait for judging.
func (r *recorder) recorded(x recording.Exchange) {
	select {
	case r.seen <- x:
	default:
		r.skipped.Add(1)
	}
}

func (r *recorder) failed(err error) {
	if r.proxy.Lost() == 1 {
		fmt.Fprintf(r.world.Stderr, "kbn-conformance: an exchange passed that could not be recorded: %v; make room in %s\n", err, r.options.out)
	}
}

// serve passes on until it is interrupted.
func (r *recorder) serve(ctx context.Context, listener net.Listener) error {
	scheme := "http"
	if r.options.cert != "" {
		scheme = "https"
	}
	passing, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	server := &http.Server{
		Handler: r.proxy, ReadHeaderTimeout: 30 * time.Second, ErrorLog: log.New(io.Discard, "", 0), TLSConfig: r.tls,
		BaseContext: func(net.Listener) context.Context { return passing },
	}
	ended := make(chan error, 1)
	go func() {
		if r.tls != nil {
			ended <- server.ServeTLS(listener, "", "")
		} else {
			ended <- server.Serve(listener)
		}
	}()
	fmt.Fprintf(r.world.Stdout, "recording %s on %s://%s into %s; end with Ctrl-C\n", r.meta.Target, scheme, listener.Addr(), r.lines())
	if host, _, _ := net.SplitHostPort(listener.Addr().String()); scheme == "http" && !net.ParseIP(host).IsLoopback() {
		fmt.Fprintf(r.world.Stderr, "kbn-conformance: others can reach this address, and credentials travel to it unprotected: --listen-cert and --listen-key protect them\n")
	}
	judging := make(chan struct{})
	go func() {
		defer close(judging)
		for x := range r.seen {
			r.show(x)
		}
	}()
	var err error
	select {
	case err = <-ended:
		err = incomplete(err)
	case <-ctx.Done():
		again, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		r.drain(again, server)
		stop()
	}
	if r.cut(cut, server) {
		close(r.seen)
		<-judging
	}
	return err
}

// show prints what an exchange shows for the first time.
func (r *recorder) show(x recording.Exchange) {
	for _, s := range r.live.Judge(x) {
		if s.Violation.Level.String() == "required" {
			fmt.Fprintf(r.world.Stdout, "%s  %s  %s %s\n          %s\n", time.Now().Format(time.TimeOnly), s.Case, x.Request.Method, x.Path(), s.Violation)
		}
	}
}

// end closes the recording and says what to do with it.
func (r *recorder) end() error {
	if err := r.log.Close(); err != nil {
		return incomplete(fmt.Errorf("recording: %w", err))
	}
	out := r.world.Stdout
	run := r.live.Run(r.meta)
	if len(run.Cases) > 0 {
		fmt.Fprintf(out, "%s\n", run.Headline())
		for _, condition := range run.Conditions {
			fmt.Fprintf(out, "  %s\n", condition)
		}
	}
	fmt.Fprintf(out, "%s %s to an operation of the contract\n", reports.Of(run.Source.Matched, run.Source.Exchanges, "exchange"), reports.Verb(run.Source.Matched, "belong"))
	har := filepath.Join(r.options.out, "exchanges.har")
	err := (output.Files{}).Write(har, func(w io.Writer) error {
		lines, err := os.Open(r.lines())
		if err != nil {
			return err
		}
		defer lines.Close()
		return recording.Convert(w, lines)
	})
	if err = errors.Join(err, os.Chmod(har, 0o600)); err != nil { // what was said is nobody else's business
		return incomplete(err)
	}
	skipped := r.skipped.Load()
	if skipped > 0 {
		fmt.Fprintf(out, "%s came too fast to be judged at once; verify judges what was recorded\n", reports.Plural(int(skipped), "exchange"))
	}
	fmt.Fprintf(out, "%s recorded in %s, and as HAR in %s\n\n  kbn-conformance verify %s\n  kbn-conformance compare BEFORE.har %s\n", reports.Plural(int(r.proxy.Recorded()), "exchange"), r.lines(), har, har, har)
	switch lost := r.proxy.Lost(); {
	case lost > 0:
		return incomplete(fmt.Errorf("%s passed that could not be recorded", reports.Plural(int(lost), "exchange")))
	case r.proxy.Recorded() == 0:
		return incomplete(errors.New("nothing was recorded: point your client at the address above"))
	case r.proxy.Answered() == 0:
		return incomplete(fmt.Errorf("the target gave no answer to %s; `kbn-conformance doctor --target %s` tells why", reports.Plural(int(r.proxy.Recorded()), "request"), r.meta.Target))
	case run.Verdict == reports.Violations:
		return exit(exitViolations)
	case skipped > 0:
		return exit(exitIncomplete)
	}
	return nil
}
