// Package cli is the command line: it reads settings, wires the rooms together
// and turns errors into exit codes. Nothing else of the project does.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// Exit codes.
const (
	exitConforms   = 0
	exitViolations = 1
	exitUsage      = 2
	exitIncomplete = 3
)

// World is what the program sees of the process that it runs in.
type World struct {
	Args    []string
	Environ []string
	Stdout  io.Writer
	Stderr  io.Writer
	Width   int // of the terminal; 0 when output is not a terminal

	secrets *atomic.Pointer[recording.Redactor] // that must not appear on Stdout and Stderr
}

// Process is the world of the operating system.
func Process() World {
	w := World{Args: os.Args[1:], Environ: os.Environ(), Stdout: os.Stdout, Stderr: os.Stderr}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		w.Width = width
	}
	return w
}

// fault is an error with the exit code that it asks for.
type fault struct {
	code int
	err  error
}

func (f fault) Error() string { return f.err.Error() }
func (f fault) Unwrap() error { return f.err }

func usage(format string, args ...any) error { return fault{exitUsage, fmt.Errorf(format, args...)} }

func incomplete(err error) error { return fault{exitIncomplete, err} }

// exit asks for a code without a further message.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Main runs one command and returns the exit code.
func Main(w World) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w = w.screened()
	root := rootCommand(w)
	root.SetArgs(w.Args)
	return w.code(ctx, root.ExecuteContext(ctx))
}

// code turns what a command came to into an exit code, and says why.
func (w World) code(ctx context.Context, err error) int {
	var code exit
	var f fault
	switch {
	case err == nil:
		return exitConforms
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled) && ctx.Err() != nil: // wherever it was noticed
		fmt.Fprintln(w.Stderr, "kbn-conformance: interrupted")
		return exitIncomplete
	case errors.As(err, &f):
		fmt.Fprintln(w.Stderr, "kbn-conformance: "+plainly(err))
		return f.code
	default:
		fmt.Fprintln(w.Stderr, "kbn-conformance: "+plainly(err))
		return exitUsage
	}
}

func rootCommand(w World) *cobra.Command {
	root := &cobra.Command{
		Use:   "kbn-conformance",
		Short: "Does it answer like Kibana? Contract tests for implementations of the Kibana HTTP API",
		Long: `Sends example requests to a server that claims to be Kibana's HTTP API, records
every exchange, judges the recording and reports.

Exit codes: 0 conforms | 1 violations of required rules | 2 usage, configuration
or fixtures | 3 incomplete: unreachable, credentials refused, nothing selected,
cases blocked, interrupted, or a report that could not be written.`,
		Example: `  kbn-conformance run                              # against the embedded reference server
  kbn-conformance serve                            # the reference server as a mock Kibana
  KBN_CONFORMANCE_API_KEY=... kbn-conformance run --target https://kibana.example:5601`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var names []string
			for _, sub := range c.Commands() {
				names = append(names, sub.Name())
			}
			return usage("unknown command %q; %s", args[0], cmp.Or(plan.Nearest(args[0], names), "`kbn-conformance --help` lists the commands"))
		},
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
		Version: version(),
	}
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if near := meantFlag(c, err); near != "" {
			return usage("%w; %s", err, near)
		}
		return usage("%w; `%s --help` lists the flags", valueError(err), c.CommandPath())
	})
	root.AddCommand(
		initCommand(w),
		runCommand(w),
		serveCommand(w),
		doctorCommand(w),
		listCommand(w),
		explainCommand(w),
		verifyCommand(w), recordCommand(w),
		compareCommand(w),
		sweepCommand(w),
		mergeCommand(w),
		reportCommand(w),
		selftestCommand(w),
	)
	for _, c := range root.Commands() {
		if c.Name() != "init" { // which writes it
			c.Flags().String("config", "", "configuration file (default "+configFile+" if there is one)")
		}
		run := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			if err := applySettings(c, root, w); err != nil {
				return err
			}
			return run(c, args)
		}
	}
	return root
}

// version is the module version, or the revision of a build from a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "devel-" + s.Value[:min(12, len(s.Value))]
		}
	}
	return "devel"
}
