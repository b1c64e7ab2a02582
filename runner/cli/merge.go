package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/output"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

func mergeCommand(w World) *cobra.Command {
	var out string
	var s source
	c := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Join the shards of a run into the report of one run",
		Long: `Joins what run --shard left in several folders, and judges it as one run: what
compares endpoints of different shards is decided here. All shards need the same
--run-id and settings; a shard that is missing is an error.`,
		Example: `  kbn-conformance run --target URL --shard 1/2 --run-id ci42 --out shard1
  kbn-conformance run --target URL --shard 2/2 --run-id ci42 --out shard2
  kbn-conformance merge shard1 shard2 --out conformance-results`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return merge(c.Context(), w, args, out, s) },
	}
	s.flags(c, "the OpenAPI document that the shards were planned with")
	c.Flags().StringVar(&out, "out", "conformance-results", "folder for the reports")
	return c
}

func merge(ctx context.Context, w World, dirs []string, out string, s source) error {
	if len(dirs) == 0 {
		return usage("merge wants the folders of the shards, for example shard1 shard2")
	}
	var parts []verify.Part
	for _, dir := range dirs {
		part, err := partOf(dir)
		if err != nil {
			return err
		}
		parts = append(parts, part)
	}
	meta, exchanges, err := verify.Merge(parts)
	if err != nil {
		return usage("merge: %w", err)
	}
	contract, err := loadContract()
	if err != nil {
		return err
	}
	if contract, err = contract.recorded(s, meta); err != nil {
		return err
	}
	run, err := verify.Own(ctx, contract.whole(), meta, exchanges, verify.Options{})
	if err != nil {
		return usage("merge: %w", err)
	}
	if err := writable(out); err != nil {
		return incomplete(err)
	}
	if err := forget(out); err != nil {
		return incomplete(err)
	}
	files := output.Files{} // the shards hold no secrets
	_, saved := reports.Save(out, run, files.Write)
	recorded := files.Write(filepath.Join(out, recordingFile), recordingOf(meta, exchanges))
	return tell(w, run, out, errors.Join(saved, recorded))
}

// partOf reads the recording of a shard from its folder.
func partOf(dir string) (verify.Part, error) {
	path := filepath.Join(dir, recordingFile)
	file, err := os.Open(path)
	if err != nil {
		return verify.Part{}, usage("merge: %w; want the --out folder of a shard", err)
	}
	defer file.Close()
	meta, exchanges, err := recording.ReadHAR(file)
	if errors.Is(err, recording.ErrCut) {
		return verify.Part{}, incomplete(fmt.Errorf("merge: %s: %w", path, err))
	}
	if err != nil {
		return verify.Part{}, usage("merge: %s: %w", path, err)
	}
	return verify.Part{File: path, Meta: meta, Exchanges: exchanges}, nil
}
