package play_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// TestAStageWaitsForTheOneBefore: what takes away what others work on is sent
// when these are done and undone, however slow they are.
func TestAStageWaitsForTheOneBefore(t *testing.T) {
	var flows []*plan.Flow
	for i := range 30 {
		f := flow(fmt.Sprintf("e.%02d", i), create(fmt.Sprintf("s%d.%02d", i%3, i)))
		f.Endpoint = &fixtures.Endpoint{Stage: i % 3}
		flows = append(flows, f)
	}
	var early atomic.Int64
	sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
		if strings.HasPrefix(r.Step, "s0.") && early.Add(1)%4 == 0 {
			time.Sleep(5 * time.Millisecond) // some are slow
		}
		return status(200, "{}")
	}}
	session := played(t, sender, play.Options{Concurrency: 8}, flows...)
	if undone := session.Undone(); undone.Done != 30 {
		t.Errorf("%d of 30 objects are gone", undone.Done)
	}
	var stages []string
	for _, r := range sender.sent {
		if r.Method == "POST" {
			stages = append(stages, r.Step[:2])
		} else {
			_, id, _ := strings.Cut(r.Path, "kbn-conf-r1-")
			stages = append(stages, id[:2])
		}
	}
	if len(stages) != 60 || !slices.IsSorted(stages) {
		t.Errorf("sent in the order %v", stages)
	}
}
