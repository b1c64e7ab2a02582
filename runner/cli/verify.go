package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/Masterminds/semver/v3"
	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// verifyOptions are the settings of verify.
type verifyOptions struct {
	verify.Options
	source
	deviations
	out string
}

func verifyCommand(w World) *cobra.Command {
	var o verifyOptions
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Judge a recording offline: of a run, a browser, a proxy or record",
		Long: `Judges the exchanges of FILE, a HAR or one HAR entry per line, or of the folder
that a run or record has left, without sending anything, and leaves run.json,
junit.xml, report.html and report.md in --out.

The exchanges.har of a run gives the verdicts of that run. In any other recording
exchanges are matched to operations by method and path, behind any base path and
space, and judged by what holds for every exchange of their operation; what
belongs to no operation is listed. Credentials in the file are never shown.`,
		Example: `  kbn-conformance verify conformance-results/exchanges.har
  kbn-conformance verify conformance-results/exchanges.har --kibana-version 9.2.0
  kbn-conformance verify browser.har --target https://kibana.example:5601`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("verify wants one recording, for example conformance-results/exchanges.har; %d were given", len(args))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runVerify(c.Context(), w, args[0], o) },
	}
	o.deviations.flags(c)
	f := c.Flags()
	f.StringVar(&o.Version, "kibana-version", "", "judge as this version instead of the recorded one")
	o.source.flags(c, "also judge by this OpenAPI document, JSON or YAML; the one of the run, if it had one")
	f.BoolVar(&o.Present, "present-contract", false, "judge by the contract of this program a run that was planned from another")
	f.StringVar(&o.Level, "level", "", "violations at or above this level fail: required, recommended or optional\n(default: as the run did, or required)")
	f.StringVar(&o.Target, "target", "", "judge only exchanges below this URL, in a recording of another program")
	f.StringVar(&o.out, "out", "conformance-verify", "folder for the reports")
	return c
}

// runVerify is the command: read, judge, report.
func runVerify(ctx context.Context, w World, path string, o verifyOptions) error {
	debug.SetGCPercent(200)
	if _, err := rules.ParseLevel(o.Level); err != nil {
		return usage("--level: %w", err)
	}
	if _, err := semver.NewVersion(o.Version); o.Version != "" && err != nil {
		return usage("--kibana-version %q: want a form like 9.1.0", o.Version)
	}
	path = within(path)
	contract, err := contractOf(path, o)
	if err != nil {
		return err
	}
	if o.Expected, err = o.deviations.load(contract); err != nil {
		return err
	}
	if err := writable(o.out); err != nil {
		return incomplete(err)
	}
	o.Tool, o.File, o.Deviations = version(), path, o.deviations.file
	run, err := judged(ctx, contract, path, o)
	if err != nil {
		return err
	}
	if run.Source != nil { // else the run that made it had its own
		o.source.config(run.Config)
	}
	files := output.Files{}
	_, saved := reports.Save(o.out, run, files.Write)
	return tell(w, run, o.out, errors.Join(saved, o.deviations.write(w, run, o.Expected, files)))
}

// within finds the recording in a folder that a run or record has left.
func within(path string) string {
	for _, name := range []string{"exchanges.har", "exchanges.ndjson"} {
		if inside := filepath.Join(path, name); isFile(inside) {
			return inside
		}
	}
	return path
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// contractOf is the contract that a recording is judged by: the built-in one, and
// that of a document as the run took it.
func contractOf(path string, o verifyOptions) (*contract, error) {
	contract, err := loadContract()
	if err != nil {
		return nil, err
	}
	head, err := verify.Head(func() (io.ReadCloser, error) { return os.Open(path) })
	if err != nil { // reading it says so again, with the remedy
		return contract, nil
	}
	return contract.recorded(o.source, head)
}

// judged judges a recording of either kind.
func judged(ctx context.Context, c *contract, path string, o verifyOptions) (*reports.Run, error) {
	remedy := "use the program that recorded it"
	if o.spec != "" {
		remedy += " with the document and overlays of the run"
	}
	open := func() (io.ReadCloser, error) { return os.Open(path) }
	run, err := verify.File(ctx, c.whole(), open, o.Options)
	var other verify.ErrContract
	switch {
	case errors.As(err, &other):
		return nil, usage("%s: %w; %s, or judge by the present contract with --present-contract", path, err, remedy)
	case errors.Is(err, os.ErrNotExist):
		return nil, usage("%w; want a recording, for example conformance-results/exchanges.har", err)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, recording.ErrCut):
		return nil, incomplete(fmt.Errorf("%s: %w", path, err))
	case err != nil:
		return nil, usage("%s: %w", path, err)
	}
	return run, nil
}
