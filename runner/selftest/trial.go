package selftest

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Result says what a trial came to.
type Result string

// The results: of a fault killed, noticed or survived, of a variant silent or alarm.
const (
	Killed   Result = "killed"   // a required violation
	Noticed  Result = "noticed"  // no required violation, yet not green: warned or blocked
	Survived Result = "survived" // the run was green
	Silent   Result = "silent"   // no required violation on a legal variant
	Alarm    Result = "alarm"    // a false alarm
	Broken   Result = "broken"   // the trial itself did not work
)

// Trial is one fault or variant and what the suites said about it.
type Trial struct {
	Name     string         `json:"name"`
	Kind     string         `json:"kind"` // fault | variant
	Endpoint string         `json:"endpoint"`
	Group    string         `json:"group"`
	Title    string         `json:"title"`
	Result   Result         `json:"result"`
	Reason   string         `json:"reason,omitempty"` // why it survived, as far as that is known
	Cases    int            `json:"cases"`            // judged
	Failed   int            `json:"failed"`
	Warned   int            `json:"warned"`
	Blocked  int            `json:"blocked"`
	Rules    map[string]int `json:"rules,omitempty"` // required violations by rule
	Alone    []string       `json:"-"`               // rules that were the only one to object in some case
	Example  string         `json:"example,omitempty"`
	Millis   int64          `json:"ms"`

	scenario Scenario
}

// slots is how many trials run side by side: more than cores, since some wait.
func slots() int { return 4 * runtime.NumCPU() }

// Run holds all trials and calls done after each, from several goroutines.
func Run(ctx context.Context, c Contract, trials []Trial, done func(Trial)) []Trial {
	out := make([]Trial, len(trials))
	queue := make(chan int)
	var workers sync.WaitGroup
	for range min(slots(), max(len(trials), 1)) {
		workers.Go(func() {
			for i := range queue {
				out[i] = hold(ctx, c, trials[i])
				if done != nil {
					done(out[i])
				}
			}
		})
	}
	for i := range trials {
		queue <- i
	}
	close(queue)
	workers.Wait()
	sort.Slice(out, func(i, j int) bool { return out[i].Kind+out[i].Name < out[j].Kind+out[j].Name })
	return out
}

// hold runs one trial. A fault that its own endpoint's suite does not see gets
// a second chance with all suites.
func hold(ctx context.Context, c Contract, t Trial) Trial {
	begun := time.Now()
	sitting, err := Hold(ctx, c, t.scenario)
	if err == nil && t.Kind == "fault" && len(t.scenario.Cases) > 0 && !violated(sitting) {
		all := t.scenario
		all.Cases = nil
		sitting, err = Hold(ctx, c, all)
	}
	if err == nil && t.Kind == "fault" {
		err = Parity(ctx, c, sitting)
	}
	t.Millis = time.Since(begun).Milliseconds()
	if err != nil {
		t.Result, t.Reason = Broken, err.Error()
		return t
	}
	t.weigh(sitting)
	return t
}

func violated(s *Sitting) bool {
	for _, v := range s.Verdicts {
		if v.Outcome == kit.Failed {
			return true
		}
	}
	return false
}

// weigh counts what the verdicts say.
func (t *Trial) weigh(s *Sitting) {
	t.Rules = map[string]int{}
	alone := map[string]bool{}
	for _, v := range s.Verdicts {
		switch v.Outcome {
		case kit.Failed:
			t.Failed++
			if t.Example == "" {
				t.Example = v.String()
			}
		case kit.Warned:
			t.Warned++
		case kit.Blocked:
			t.Blocked++
			continue
		case kit.Skipped, kit.NotApplicable:
			continue
		}
		t.Cases++
		seen := map[string]bool{}
		for _, x := range v.Violations {
			if x.Level == rules.Required {
				t.Rules[x.Rule]++
			}
			seen[x.Rule] = true
		}
		if len(seen) == 1 {
			for rule := range seen {
				alone[rule] = true
			}
		}
	}
	for rule := range alone {
		t.Alone = append(t.Alone, rule)
	}
	sort.Strings(t.Alone)
	t.Result = t.conclude()
}

func (t *Trial) conclude() Result {
	switch {
	case t.Kind == "variant" && t.Failed > 0:
		return Alarm
	case t.Kind == "variant":
		return Silent
	case t.Failed > 0:
		return Killed
	case t.Warned+t.Blocked > 0:
		return Noticed
	}
	return Survived
}

// Faults makes a trial of every fault of the reference server.
func Faults() []Trial {
	core := map[string]bool{}
	for _, id := range reference.Core() {
		core[id] = true
	}
	var out []Trial
	for _, f := range reference.Faults() {
		s := Scenario{Options: []reference.Option{reference.WithFault(f.Name)}, Concurrency: 8, Seed: 1, Patience: 500 * time.Millisecond}
		if core[f.Endpoint] {
			s.Cases = []string{f.Endpoint}
		}
		if f.Group == "meaning" {
			s.Concurrency = 1 // which object a fault hits must not depend on who comes first
		}
		if f.Group == "transport" {
			s.Timeout, s.First = time.Second, true // what hangs costs one timeout a request
		}
		out = append(out, Trial{Name: f.Name, Kind: "fault", Endpoint: f.Endpoint, Group: f.Group, Title: f.Title, scenario: s})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Group == "transport" && out[j].Group != "transport" }) // the slow ones first
	return out
}
