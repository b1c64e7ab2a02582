package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// recordingFile is the recording in a folder of results.
const recordingFile = "exchanges.har"

// recordingOf writes a recording.
func recordingOf(meta recording.Meta, exchanges []recording.Exchange) func(io.Writer) error {
	return func(w io.Writer) error { return recording.WriteHAR(w, meta, exchanges) }
}

// tell shows a finished run on the terminal and turns it into an exit code;
// saved is what went wrong in writing its files to the folder out.
func tell(w World, run *reports.Run, out string, saved error) error {
	opts := reports.Options{Width: w.Width, Colour: w.colour(), Dir: out}
	if err := w.guarded(func() error { return reports.WriteSummary(w.Stdout, run, opts) }); err != nil {
		return incomplete(fmt.Errorf("summary: %w", err))
	}
	if saved = errors.Join(saved, w.github(run)); saved != nil {
		return incomplete(saved)
	}
	fmt.Fprintf(w.Stdout, "reports in %s\n", out)
	if run.ExitCode != exitConforms {
		return exit(run.ExitCode)
	}
	return nil
}
