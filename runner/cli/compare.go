package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/compare"
	"github.com/kbn-conformance/kbn-conformance/runner/compare/announce"
	"github.com/kbn-conformance/kbn-conformance/runner/openapi"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// compareOptions are the settings of compare.
type compareOptions struct {
	failOn    string
	out       string
	contracts []string
	specs     [2]string
}

func compareCommand(w World) *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare BEFORE AFTER",
		Short: "Two runs or recordings -> one verdict before an upgrade",
		Long: `Tells what changed between two runs (folders that run wrote, or their run.json) or
two recordings (HAR files, of this program or of another): which requirements are
met no longer, and which behaviour is another one although no requirement speaks
of it. Each change is breaking, risky or harmless for scripts, Terraform providers
and generated clients, with the reason. Leaves comparison.html, comparison.md and
comparison.json in --out. Nothing is sent.

With the OpenAPI documents of the two versions, changes that these announce stand
apart and do not decide; the others are what nobody was told.

With --contracts A,B and one run or recording, its recording is judged under the
contracts of two versions of Kibana, and requirements alone are compared.

Exit codes: 0 GO | 1 NO-GO | 2 usage, or a file that cannot be read | 3 inconclusive:
one side is incomplete, or was not asked what the other one was.`,
		Example: `  kbn-conformance compare before-upgrade after-upgrade
  kbn-conformance compare monday.har friday.har --fail-on risky
  kbn-conformance compare before-upgrade after-upgrade --before-spec kibana-8.19.yaml --after-spec kibana-9.1.yaml
  kbn-conformance compare before-upgrade --contracts 8.18.1,9.1.0`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(o.contracts) > 0 && len(args) != 1:
				return usage("compare --contracts wants one recording: a folder of a run, or a HAR file")
			case len(o.contracts) == 0 && len(args) != 2:
				return usage("compare wants two runs or two recordings: BEFORE and AFTER")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return runCompare(c.Context(), w, o, args) },
	}
	f := c.Flags()
	f.StringVar(&o.failOn, "fail-on", "breaking", "NO-GO from this class of changes on: breaking, risky or any")
	f.StringVar(&o.out, "out", "conformance-comparison", "folder for the report")
	f.StringSliceVar(&o.contracts, "contracts", nil, "two versions of Kibana: judge one recording under the contract of each")
	f.StringVar(&o.specs[0], "before-spec", "", "OpenAPI document of the version before, JSON or YAML")
	f.StringVar(&o.specs[1], "after-spec", "", "OpenAPI document of the version after: what both announce is \"changed as documented\"")
	return c
}

func runCompare(ctx context.Context, w World, o compareOptions, args []string) error {
	failOn, ok := map[string]compare.Class{"breaking": compare.Breaking, "risky": compare.Risky, "any": compare.Harmless}[o.failOn]
	if !ok {
		return usage("--fail-on %q: want breaking, risky or any", o.failOn)
	}
	if o.contracts != nil {
		if err := vetContracts(o.contracts); err != nil {
			return err
		}
	}
	debug.SetGCPercent(50) // two recordings stay in memory
	contract, err := loadContract()
	if err != nil {
		return err
	}
	loader := compareLoader{ctx: ctx, contract: contract, recordings: map[string]string{}, specs: o.specs}
	var before, after compare.Side
	if o.contracts != nil {
		before, after, err = loader.oneUnderTwo(args[0], o.contracts)
	} else {
		before, after, err = loader.two(args[0], args[1])
	}
	if err != nil {
		return err
	}
	options := compare.Options{FailOn: failOn, Operations: contract.operations(), OneRecording: o.contracts != nil}
	documents, err := o.documents(&options)
	if err != nil {
		return err
	}
	report := compare.Compare(before, after, options)
	report.Conditions = append(report.Conditions, loader.conditions...)
	if unseen := documents.Unseen(); len(unseen) > 0 {
		report.Conditions = append(report.Conditions, fmt.Sprintf("the documents announce %s that no answer shows, for example %s", reports.Plural(len(unseen), "breaking change"), unseen[0]))
	}
	return reportComparison(w, o.out, report)
}

// documents compares the OpenAPI documents of the two versions, if they were given.
func (o compareOptions) documents(into *compare.Options) (*announce.Documents, error) {
	if o.specs == [2]string{} {
		return &announce.Documents{}, nil
	}
	var loaded [2]*openapi.Document
	for i, path := range o.specs {
		if path == "" {
			return nil, usage("--before-spec and --after-spec go together: give the document of each version")
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, usage("%w; want an OpenAPI document", err)
		}
		if loaded[i], err = openapi.Load(data, openapi.Options{}); err != nil {
			return nil, usage("%s: %w", path, err)
		}
	}
	d, err := announce.Between(loaded[0], loaded[1])
	if err != nil {
		return nil, usage("%w", err)
	}
	into.Operations = append(announce.Operations(loaded[:]...), into.Operations...)
	into.Announced = d.Of
	return d, nil
}

// reportComparison writes everything that can be written and says how it went.
func reportComparison(w World, dir string, report *compare.Report) error {
	if err := writable(dir); err != nil {
		return incomplete(err)
	}
	for name, write := range map[string]func(io.Writer, *compare.Report) error{
		"comparison.html": compare.WriteHTML, "comparison.md": compare.WriteMarkdown, "comparison.json": compare.WriteJSON,
	} {
		if err := (output.Files{}).Write(filepath.Join(dir, name), func(out io.Writer) error { return write(out, report) }); err != nil {
			return incomplete(err)
		}
	}
	if err := compare.WriteSummary(w.Stdout, report, reports.Options{Width: w.Width, Colour: w.colour()}); err != nil {
		return incomplete(fmt.Errorf("summary: %w", err))
	}
	fmt.Fprintf(w.Stdout, "report in %s\n", filepath.Join(dir, "comparison.html"))
	if report.ExitCode != exitConforms {
		return exit(report.ExitCode)
	}
	return nil
}

// operations are those that the contract knows: the endpoints, and what their
// flows need besides.
func (c *contract) operations() []compare.Operation {
	var known []compare.Operation
	add := func(line fixtures.Line) {
		path, _, _ := strings.Cut(line.Path, "?")
		if rest, ok := strings.CutPrefix(path, "/s/"); ok {
			_, rest, _ = strings.Cut(rest, "/")
			path = "/" + rest
		}
		segments := strings.Split(path, "/")
		for i, s := range segments {
			if strings.Contains(s, "{") && (!strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") || strings.ContainsAny(s, ".") || strings.HasPrefix(s, "{own")) {
				segments[i] = "{id}"
			}
		}
		op := compare.Operation{Method: line.Method, Path: strings.Join(segments, "/")}
		if !slices.ContainsFunc(known, func(k compare.Operation) bool { return k.Same(op) }) {
			known = append(known, op)
		}
	}
	for _, e := range c.fixtures.Endpoints {
		add(e.Request)
	}
	p, err := c.plan("compare", &connected{unprivileged: true}, choice{mode: "write", allow: plan.Consents(c.fixtures)}, 1)
	if err != nil {
		return known // the endpoints alone name less, and no more is lost
	}
	for _, f := range p.Flows {
		for _, s := range f.Steps {
			if strings.Contains(s.Line.Path, "{") {
				add(s.Line)
			}
		}
	}
	return known
}

// sameFile reports whether two names lead to one file or folder.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
