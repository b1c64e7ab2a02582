package play_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
)

// slow answers after a second and notes how many requests were under way.
func slow() (sender *answers, most func() int) {
	var mu sync.Mutex
	now, peak := 0, 0
	sender = &answers{by: func(context.Context, target.Request) recording.Exchange {
		mu.Lock()
		now++
		peak = max(peak, now)
		mu.Unlock()
		time.Sleep(time.Second) // in virtual time
		mu.Lock()
		now--
		mu.Unlock()
		return status(200, "{}")
	}}
	return sender, func() int { return peak }
}

func TestSendsSoManyFlowsAtATimeAndNeverMore(t *testing.T) {
	for _, c := range []struct{ concurrency, atATime int }{{-1, 1}, {0, 1}, {1, 1}, {3, 3}, {8, 8}, {64, 24}} {
		t.Run(fmt.Sprintf("concurrency %d", c.concurrency), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var flows []*plan.Flow
				for i := range 24 {
					flows = append(flows, flow(fmt.Sprint("f", i), get(fmt.Sprint("f", i, ".s"))))
				}
				sender, most := slow()
				begun := time.Now()
				played(t, sender, play.Options{Concurrency: c.concurrency}, flows...)
				if most() != c.atATime {
					t.Errorf("%d flows at a time, want %d", most(), c.atATime)
				}
				want := time.Duration(24/c.atATime) * time.Second
				if took := time.Since(begun); took != want {
					t.Errorf("took %s, want %s", took, want)
				}
			})
		})
	}
}

func TestSendsLanesOneAfterAnotherInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flows []*plan.Flow
		for i := range 4 { // the lane and the other flows alternate in the plan
			id := fmt.Sprint("lane", i)
			f := flow(id, get(id+".a"), get(id+".b"))
			f.Lane = "upload"
			flows = append(flows, f, flow(fmt.Sprint("free", i), get(fmt.Sprint("free", i, ".a"))))
		}
		sender, most := slow()
		session := played(t, sender, play.Options{Concurrency: 8}, flows...)
		var lane []string
		var ended time.Time
		for _, x := range session.Exchanges() {
			if !strings.HasPrefix(x.Step, "lane") {
				continue
			}
			lane = append(lane, x.Step)
			if x.Started.Before(ended) {
				t.Errorf("%s began before the step before it had ended", x.Step)
			}
			ended = x.Started.Add(x.Duration)
		}
		want := []string{"lane0.a", "lane0.b", "lane1.a", "lane1.b", "lane2.a", "lane2.b", "lane3.a", "lane3.b"}
		if !slices.Equal(lane, want) {
			t.Errorf("the lane was sent as %v", lane)
		}
		if most() != 5 {
			t.Errorf("%d at a time, want the lane and the four other flows beside it", most())
		}
	})
}

func TestAResultIsThereBeforeTheSessionIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		sender := &answers{by: func(_ context.Context, r target.Request) recording.Exchange {
			if r.Step == "f.two" {
				<-release
			}
			return status(200, `{"from":"`+r.Step+`"}`)
		}}
		session := play.Start(t.Context(), planned(flow("f", get("f.one"), get("f.two"))), sender, play.Options{Concurrency: 4})
		var wait sync.WaitGroup
		for range 5 { // whoever asks gets the same, as often as they ask
			wait.Go(func() {
				for range 3 {
					if r := result(t, session, "f.one"); r.Exchange.JSON("from").String() != "f.one" || r.Attempts != 1 || r.Blocked != "" {
						t.Errorf("got %+v", r)
					}
				}
			})
		}
		wait.Wait()
		select {
		case <-session.Done():
			t.Error("done before the second step was answered")
		default:
		}
		close(release)
		if r := result(t, session, "f.two"); r.Exchange.JSON("from").String() != "f.two" {
			t.Errorf("got %+v", r)
		}
		<-session.Done()
	})
}

func TestWaitingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		sender := &answers{by: func(context.Context, target.Request) recording.Exchange {
			<-release
			return status(200, "{}")
		}}
		session := play.Start(t.Context(), planned(flow("f", get("f.one"))), sender, play.Options{})
		if _, ok := session.Wait(t.Context(), "f.unknown"); ok {
			t.Error("a step that is not in the plan has a result")
		}
		ctx, cancel := context.WithCancel(t.Context())
		waited := make(chan bool)
		go func() {
			_, ok := session.Wait(ctx, "f.one")
			waited <- ok
		}()
		synctest.Wait()
		cancel()
		if <-waited {
			t.Error("a result although the context ended before the answer")
		}
		close(release)
		<-session.Done()
		if _, ok := session.Wait(ctx, "f.one"); !ok {
			t.Error("a result that is there is not given to a context that has ended")
		}
	})
}

func TestEveryStepHasAResultInTheEnd(t *testing.T) {
	sender := &answers{by: byStep(map[string]recording.Exchange{"a.two": status(500, "{}"), "b.one": failed(recording.FailedTimeout, "no answer within 1s")})}
	flows := []*plan.Flow{
		flow("a", expecting(get("a.one"), 200), expecting(get("a.two"), 200), get("a.three"), get("a.four")),
		flow("b", get("b.one"), get("b.two")),
	}
	var mu sync.Mutex
	seen := map[string]int{}
	session := played(t, sender, play.Options{Concurrency: 2, OnExchange: func(x recording.Exchange) {
		mu.Lock()
		seen[x.Step]++
		mu.Unlock()
	}}, flows...)
	ended, cancel := context.WithCancel(t.Context())
	cancel() // whatever is not there now will never be
	for _, f := range flows {
		for _, s := range f.Steps {
			if _, ok := session.Wait(ended, s.ID); !ok {
				t.Errorf("%s has no result", s.ID)
			}
		}
	}
	if len(seen) != 3 || len(session.Exchanges()) != 3 {
		t.Errorf("three requests were due; told of %v, recorded %d", seen, len(session.Exchanges()))
	}
}
