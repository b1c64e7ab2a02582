package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/selftest"
)

func selftestCommand(w World) *cobra.Command {
	var out, only string
	var asJSON bool
	c := &cobra.Command{
		Use:   "selftest",
		Short: "The suites against every fault and legal variant of the reference server: the kill matrix",
		Long: `Judges the reference server with each of its faults and each of its legal variants
and shows how many faults the suites see (at least 98 %) and how many variants
raise a false alarm (none). Leaves kill-matrix.json and kill-matrix.html in --out.
Exit code 1 when the checks cannot be trusted that far.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runSelftest(c.Context(), w, out, only, asJSON) },
	}
	c.Flags().StringVar(&out, "out", "conformance-results", "folder for the matrix")
	c.Flags().StringVar(&only, "only", "", "trials whose name holds this text; then only false alarms and unexplained survivors fail")
	c.Flags().BoolVar(&asJSON, "json", false, "write the matrix to standard output as JSON")
	return c
}

func runSelftest(ctx context.Context, w World, out, only string, asJSON bool) error {
	contract, err := loadContract()
	if err != nil {
		return err
	}
	if err := writable(out); err != nil {
		return incomplete(err)
	}
	var trials []selftest.Trial
	for _, t := range append(selftest.Faults(), selftest.Variants()...) {
		if strings.Contains(t.Name, only) {
			trials = append(trials, t)
		}
	}
	if len(trials) == 0 {
		return incomplete(fmt.Errorf("no fault or variant has %q in its name; `serve --list` names them", only))
	}
	show, end := trialProgress(w, len(trials))
	m, err := selftest.Measure(ctx, contract.whole(), trials, show)
	end()
	if err != nil {
		return incomplete(err)
	}
	for name, write := range map[string]func(io.Writer) error{"kill-matrix.json": m.WriteJSON, "kill-matrix.html": m.WriteHTML} {
		if err := (output.Files{}).Write(filepath.Join(out, name), write); err != nil {
			return incomplete(err)
		}
	}
	write := m.WriteText
	if asJSON {
		write = m.WriteJSON
	}
	if err := write(w.Stdout); err != nil {
		return incomplete(err)
	}
	if err := m.Holds(); err != nil && (only == "" || m.Alarms > 0 || m.Faults-m.Killed > m.Explained) {
		return fault{exitViolations, err}
	}
	return nil
}

// trialProgress shows how far the selftest is: a bar on a terminal, calm lines elsewhere.
func trialProgress(w World, total int) (show func(selftest.Trial), end func()) {
	var mu sync.Mutex
	done, last := 0, time.Now()
	var bar *progressbar.ProgressBar
	if w.Width > 0 {
		bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w.Stderr), progressbar.OptionShowCount(), progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	show = func(selftest.Trial) {
		mu.Lock()
		defer mu.Unlock()
		done++
		if bar != nil {
			_ = bar.Add(1)
		} else if time.Since(last) >= calm {
			last = time.Now()
			fmt.Fprintf(w.Stderr, "%d of %d trials\n", done, total)
		}
	}
	return show, func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}
