package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
)

// reportOptions are the settings of report.
type reportOptions struct {
	formats []string
	out     string
	badge   string
}

// Formats of report that go to standard output.
const (
	summaryFormat = "summary"
	githubFormat  = "github"
)

// reached asks for a badge of whatever level a run has reached.
const reached = "reached"

func reportCommand(w World) *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report FILE",
		Short: "Other formats of a finished run, and a badge for what it may claim",
		Long: `Reads a run.json, or the folder that holds one, and writes what derives from it.
Nothing is sent and nothing is judged again.

Formats: ` + strings.Join(formatNames(), ", ") + `;
summary and github (annotations of GitHub Actions) go to standard output.

--badge writes badge.svg and badge.json (for the endpoint badge of shields.io)
for the level that the run has reached: read, when every required case that only
reads conforms, or full, when every required case does. --badge=full and
--badge=read want that level. A claim is refused when required cases failed, were
skipped, blocked or expected to fail, or when the run selected a part: exit code
1 for failures, else 3.`,
		Example: `  kbn-conformance report conformance-results/run.json --format html,junit
  kbn-conformance report conformance-results --format sarif --out scan
  kbn-conformance report conformance-results --badge=full`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 && slices.ContainsFunc(args, func(a string) bool { return a == reports.ClaimRead || a == reports.ClaimFull }) {
				return usage("report wants one run; a level belongs to the flag, as in --badge=%s", reports.ClaimFull)
			}
			if len(args) != 1 {
				return usage("report wants one run, for example conformance-results/run.json; %d were given", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return report(w, args[0], o) },
	}
	f := c.Flags()
	f.StringSliceVar(&o.formats, "format", nil, "formats to write (default: junit, markdown and html)")
	f.StringVar(&o.out, "out", "", "folder for the files (default: the folder of FILE)")
	f.StringVar(&o.badge, "badge", "", "write a badge for the level reached; =read or =full to want that level")
	f.Lookup("badge").NoOptDefVal = reached
	return c
}

func formatNames() (names []string) {
	for _, f := range reports.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// report is the command: read, write, and claim.
func report(w World, path string, o reportOptions) error {
	known := append(formatNames(), summaryFormat, githubFormat)
	for _, name := range o.formats {
		if !slices.Contains(known, name) {
			return usage("--format %q is none of %s", name, strings.Join(known, ", "))
		}
	}
	if !slices.Contains([]string{"", reached, reports.ClaimRead, reports.ClaimFull}, o.badge) {
		return usage("--badge=%s: want --badge alone, --badge=read or --badge=full", o.badge)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "run.json")
	}
	run, err := runIn(path)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = filepath.Dir(path)
	}
	if err := writable(o.out); err != nil {
		return incomplete(err)
	}
	if len(o.formats) == 0 && o.badge == "" {
		o.formats = []string{"junit", "markdown", "html"}
	}
	files := output.Files{} // run.json holds no secrets
	written, err := saveFormats(w, run, o, files)
	for _, file := range written {
		fmt.Fprintf(w.Stdout, "wrote %s\n", file)
	}
	if err != nil {
		return incomplete(err)
	}
	if o.badge != "" {
		return badge(w, run, o, files)
	}
	return nil
}

// runIn reads a run.
func runIn(path string) (*reports.Run, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usage("%w; want the run.json of a finished run, or its folder", err)
	}
	if err != nil {
		return nil, usage("%w", err)
	}
	defer file.Close()
	run, err := reports.ReadJSON(file)
	if errors.Is(err, reports.ErrTruncated) {
		return nil, incomplete(fmt.Errorf("%s: %w", path, err))
	}
	if err != nil {
		return nil, usage("%s: %w", path, err)
	}
	return run, nil
}

func saveFormats(w World, run *reports.Run, o reportOptions, files output.Files) ([]string, error) {
	var toFiles []string
	for _, name := range o.formats {
		var err error
		switch name {
		case summaryFormat:
			err = reports.WriteSummary(w.Stdout, run, reports.Options{Width: w.Width, Colour: w.colour(), MaxLines: -1, Dir: o.out})
		case githubFormat:
			err = reports.WriteGitHub(w.Stdout, run)
		default:
			toFiles = append(toFiles, name)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(toFiles) == 0 {
		return nil, nil
	}
	return reports.Save(o.out, run, files.Write, toFiles...)
}

// badge writes the badge or says why there is none. An older one goes first: it
// would speak for this run.
func badge(w World, run *reports.Run, o reportOptions, files output.Files) error {
	paths := []string{filepath.Join(o.out, reports.BadgeSVG), filepath.Join(o.out, reports.BadgeJSON)}
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return incomplete(fmt.Errorf("the badge of an earlier run stays: %w", err))
		}
	}
	claim, level := reports.ClaimOf(run), o.badge
	if level == reached {
		level = reports.ClaimRead
	}
	if err := claim.Requires(level); err != nil {
		return fault{claim.Code, err}
	}
	for i, write := range []func(io.Writer, *reports.Run, reports.Claim) error{reports.WriteBadgeSVG, reports.WriteBadgeJSON} {
		if err := files.Write(paths[i], func(to io.Writer) error { return write(to, run, claim) }); err != nil {
			return incomplete(err)
		}
		fmt.Fprintf(w.Stdout, "wrote %s\n", paths[i])
	}
	fmt.Fprintf(w.Stdout, "level reached: %s, by %s\n", claim.Level, reports.Plural(claim.Holds, "required case"))
	for _, reason := range claim.Against[reports.ClaimFull] {
		fmt.Fprintf(w.Stdout, "  not %s: %s\n", reports.ClaimFull, reason)
	}
	return nil
}
