//go:build unix

package process

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
)

// signals is how many moments are tried, with two signals in turn.
const signals = 20

// A run that is interrupted at any moment undoes what it made, reports what it
// knows, and ends with 3, soon.
func TestAnInterruptedRunUndoesAndReports(t *testing.T) {
	program(t)
	var judged, undone atomic.Int64
	limit := make(chan struct{}, 3)
	t.Run("seed", func(t *testing.T) {
		for seed := range signals {
			signal := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}[seed%2]
			t.Run(fmt.Sprintf("%d %v", seed, signal), func(t *testing.T) {
				t.Parallel()
				limit <- struct{}{}
				defer func() { <-limit }()
				run := interrupt(t, uint64(seed), signal)
				judged.Add(int64(run.Totals.Judged()))
				undone.Add(int64(run.Undo.Done))
			})
		}
	})
	if judged.Load() < 100*signals || undone.Load() < 10*signals {
		t.Errorf("%d cases were judged and %d objects undone in all: too few to prove anything", judged.Load(), undone.Load())
	}
}

func interrupt(t *testing.T, seed uint64, signal syscall.Signal) *reports.Run {
	random := rand.New(rand.NewPCG(seed, 2))
	d := deploy(t)
	r := command(t, nil, "run", "--target", d.url, "--mode", "write", "--seed", fmt.Sprint(seed+1))
	var sent time.Time
	d.at, d.after, d.happens = 10+random.IntN(600), random.IntN(2) == 0, func() {
		sent = time.Now()
		_ = r.Process.Signal(signal)
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	code := r.wait(t)
	d.busy.Wait()
	if took := time.Since(sent); sent.IsZero() || took > 10*time.Second {
		t.Errorf("it ended %s after the signal at request %d", took, d.at)
	}
	if code != 3 {
		t.Errorf("exit code %d, want 3\n%s", code, r.stderr.String())
	}
	if _, ours := d.objects(); len(ours) > 0 || len(d.strayed) > 0 {
		t.Errorf("%v are left; touched: %v", ours, d.strayed)
	}
	out := filepath.Join(r.Dir, "conformance-results")
	for _, f := range append(reports.Formats(), reports.Format{File: "exchanges.har"}) {
		if f.OnRequest {
			continue
		}
		if info, err := os.Stat(filepath.Join(out, f.File)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", f.File, err)
		}
	}
	if u, err := play.ReadJournal(filepath.Join(out, "journal.jsonl")); err != nil || len(u.Notes) > 0 {
		t.Errorf("the journal holds %v, %v", u.Notes, err)
	}
	run := reported(t, out)
	if run.Verdict != reports.Incomplete || !strings.Contains(strings.Join(run.Reasons, "\n"), "interrupted") || run.Undo.Leftovers != nil || run.Undo.Done != run.Undo.Planned {
		t.Errorf("verdict %s, reasons %v, undo %+v, findings %+v", run.Verdict, run.Reasons, run.Undo, run.Findings)
	}
	if seed < 6 {
		alike(t, r.Dir)
	}
	return run
}
