package cli

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// githubSummaryLimit is what GitHub takes of a step summary.
const githubSummaryLimit = 1 << 20

// env is a variable of the process.
func (w World) env(name string) string {
	for _, pair := range w.Environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// guarded lets show print what came from a target. In a job of GitHub, a line of
// the log may be a command to the runner, so commands are off meanwhile.
func (w World) guarded(show func() error) error {
	if w.env("GITHUB_ACTIONS") != "true" {
		return show()
	}
	token := rand.Text()
	fmt.Fprintf(w.Stdout, "::stop-commands::%s\n", token)
	err := show()
	fmt.Fprintf(w.Stdout, "::%s::\n", token)
	return err
}

// github adds annotations and the step summary in a job of GitHub.
func (w World) github(run *reports.Run) error {
	if w.env("GITHUB_ACTIONS") != "true" {
		return nil
	}
	if err := reports.WriteGitHub(w.Stdout, run); err != nil {
		return fmt.Errorf("annotations: %w", err)
	}
	path := w.env("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	var text bytes.Buffer
	if err := reports.WriteMarkdown(&text, run); err != nil {
		return fmt.Errorf("step summary: %w", err)
	}
	if text.Len() > githubSummaryLimit { // GitHub would show nothing of it
		text.Reset()
		fmt.Fprintf(&text, "kbn-conformance: %s. The whole summary is in report.md.\n", run.Verdict)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("step summary: %w", err)
	}
	if _, err := file.Write(text.Bytes()); err != nil {
		file.Close()
		return fmt.Errorf("step summary: %w", err)
	}
	return file.Close()
}
