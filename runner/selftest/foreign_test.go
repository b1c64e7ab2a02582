package selftest

import (
	"bytes"
	"io"
	"sync"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/verify"
)

// foreign judges the exchanges of a sitting as if another program had recorded them.
func foreign(t *testing.T, c Contract, exchanges []recording.Exchange) *reports.Run {
	t.Helper()
	plain := make([]recording.Exchange, len(exchanges))
	for i, x := range exchanges {
		x.Step, x.Attempt, x.Request.Credential = "", 0, ""
		plain[i] = x
	}
	var har bytes.Buffer
	if err := recording.WriteHAR(&har, recording.Meta{Tool: "elsewhere"}, plain); err != nil {
		t.Fatal(err)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(har.Bytes())), nil }
	run, err := verify.Foreign(t.Context(), c, open, verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// A recording of a legal server raises no alarm, although a thousand of its
// requests were wrong on purpose and nobody says which.
func TestForeignRecordingsRaiseNoFalseAlarm(t *testing.T) {
	c := contract(t)
	const every = 12
	var running sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, trial := range Variants() {
		if i%every != 0 {
			continue
		}
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			s, err := Hold(t.Context(), c, trial.scenario)
			if err != nil {
				t.Errorf("%s: %v", trial.Name, err)
				return
			}
			run := foreign(t, c, s.Exchanges)
			if run.Verdict != reports.Conforms {
				t.Errorf("%s: %s", trial.Name, run.Headline())
			}
			for _, k := range run.Cases {
				for _, v := range k.Violations {
					if v.Level == "required" {
						t.Errorf("%s: %s %+v", trial.Name, k.ID, v)
					}
				}
			}
		})
	}
	running.Wait()
}
