package selftest

import (
	"bytes"
	"context"
	"fmt"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/collect"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// Parity says how the report of a sitting differs from the report of its
// recording, written, read back and judged offline; nil when it does not.
func Parity(ctx context.Context, c Contract, s *Sitting) error {
	verdicts := make(map[string]kit.Verdict, len(s.Verdicts))
	for _, v := range s.Verdicts {
		verdicts[v.Case.ID] = v
	}
	live := collect.Run(s.Meta, s.Exchanges, s.Plan, verdicts)
	var har bytes.Buffer
	if err := recording.WriteHAR(&har, s.Meta, s.Exchanges); err != nil {
		return err
	}
	meta, exchanges, err := recording.ReadHAR(&har)
	if err != nil {
		return err
	}
	offline, err := verify.Own(ctx, c, meta, exchanges, verify.Options{})
	if err != nil {
		return err
	}
	if same, err := reports.SameVerdicts(live, offline); same || err != nil {
		return err
	}
	x, _ := reports.Canonical(live)
	y, _ := reports.Canonical(offline)
	return fmt.Errorf("the recording is not judged like the run: %s", difference(x, y))
}

// difference shows the first line that two reports do not share.
func difference(a, b []byte) string {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(x), len(y)) {
		if !bytes.Equal(x[i], y[i]) {
			return fmt.Sprintf("line %d: %s against %s", i+1, bytes.TrimSpace(x[i]), bytes.TrimSpace(y[i]))
		}
	}
	return "one is longer"
}
