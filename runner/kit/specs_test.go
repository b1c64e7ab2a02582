package kit

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// ran is what Ginkgo made of the specs.
type ran struct {
	report  ginkgo.Report
	decided []Verdict
	cases   []*plan.Case
}

// failures satisfies Ginkgo without failing the test: failing is what is tested.
type failures struct{}

func (failures) Fail() {}

// Two cases besides the trials: one whose answer never comes, and one whose
// suite has a mistake.
const stuck, mistaken = "stuck", "mistaken"

// specs runs the specs once, since Ginkgo allows it once a process.
var specs = sync.OnceValue(func() ran {
	t := new(testing.B) // the other tests report what is wrong with the contract
	var r ran
	p, answers := tinyPlan(t), map[string]map[string]Answer{} // by title and step
	for _, trial := range trials() {
		if trial.line == rules.Required {
			c := *find(t, p, trial.id)
			c.Title, answers[trial.name] = trial.name, trial.answers
			r.cases = append(r.cases, &c)
		}
	}
	mistake, late := *find(t, p, "things.get.twice.hint"), *find(t, p, "things.get.advice")
	mistake.Title, mistake.Relation, late.Title = mistaken, "twice.mistake", stuck
	r.cases = append(r.cases, &mistake, &late)

	areas := tinyAreas(answersSame)
	areas[0].Endpoints[0].Relations["twice.mistake"] = func(*Relation) { panic("a mistake") }
	judge := NewJudge(areas, tinyContract(t), loadSchemas(t), "9.1.0", rules.Required, func(ctx context.Context, step string) (Answer, bool) {
		title := ginkgo.CurrentSpecReport().LeafNodeText
		if title == stuck {
			<-ctx.Done()
		}
		return recorded(answers[title])(ctx, step)
	})
	formatter.ColorableStdOut, formatter.ColorableStdErr = io.Discard, io.Discard
	gomega.RegisterFailHandler(ginkgo.Fail)
	Register(Env{Judge: judge, Cases: r.cases, Timeout: 50 * time.Millisecond, Decided: func(v Verdict) { r.decided = append(r.decided, v) }})
	ginkgo.ReportAfterSuite("keep", func(report ginkgo.Report) { r.report = report })
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.FailOnEmpty = true
	ginkgo.RunSpecs(failures{}, "kit", suite, reporter)
	return r
})

// run gives what Ginkgo made of the specs; it refuses to run under -count.
func run(t *testing.T) ran {
	t.Helper()
	if n := flag.Lookup("test.count").Value.String(); n != "1" {
		t.Skipf("Ginkgo runs specs once a process, not %s times", n)
	}
	return specs()
}

func spec(t *testing.T, r ran, title string) types.SpecReport {
	t.Helper()
	for _, s := range r.report.SpecReports {
		if s.LeafNodeText == title {
			return s
		}
	}
	t.Fatalf("no spec is titled %q", title)
	return types.SpecReport{}
}

func TestSpecsGiveTheVerdictsOfTheJudge(t *testing.T) {
	r := run(t)
	for _, trial := range trials() {
		if trial.line != rules.Required {
			continue
		}
		s := spec(t, r, trial.name)
		state, message := types.SpecStatePassed, ""
		switch trial.outcome {
		case Failed:
			state = types.SpecStateFailed
		case Blocked, Skipped, NotApplicable:
			state, message = types.SpecStateSkipped, string(trial.outcome)+": "+trial.reason
		}
		at := slices.IndexFunc(r.decided, func(v Verdict) bool { return v.Case.Title == trial.name })
		if at < 0 {
			t.Errorf("%s: nobody was told of the verdict", trial.name)
			continue
		}
		v := r.decided[at]
		if state == types.SpecStateFailed {
			message = v.String()
		}
		if s.State != state || s.Failure.Message != message || v.Outcome != trial.outcome {
			t.Errorf("%s: Ginkgo says %s %q of the verdict %s, want %s %q of %s", trial.name, s.State, s.Failure.Message, v.Outcome, state, message, trial.outcome)
		}
	}
}

func TestAFailedSpecReadsLikeAReport(t *testing.T) {
	s := spec(t, run(t), "everything at once")
	want := `things.get.own  GET /api/things/x -> 200  (required; ref API document, operation get-things-id)
  header-value       kbn-name: want a value like ., got ""
  schema-mismatch    /id: want string, got integer 1
  value-unexpected   /id: want "` + own("things.get.own") + `", got 1`
	if got := s.Failure.Message; got != want {
		t.Errorf("reads\n%s\nwant\n%s", got, want)
	}
	if got := s.LeafNodeLocation.CustomMessage; !strings.HasPrefix(got, "fixtures/things/get.yaml:") || !strings.HasSuffix(got, "#things.get.own") {
		t.Errorf("the spec points at %q, not at the data", got)
	}
	if got := strings.Join(s.ContainerHierarchyTexts, " "); got != "Kibana HTTP API things.get" {
		t.Errorf("the spec is under %s", got)
	}
	if !slices.Contains(s.Labels(), "area:things") || !slices.Contains(s.Labels(), "things.get.own") {
		t.Errorf("labels %v", s.Labels())
	}
}

func TestASpecCarriesItsVerdict(t *testing.T) {
	s := spec(t, run(t), "a header is missing")
	if len(s.ReportEntries) != 1 || s.ReportEntries[0].Visibility != types.ReportEntryVisibilityNever {
		t.Fatalf("report entries %v", s.ReportEntries)
	}
	var entry struct {
		ID, Outcome, Reason string
		Violations          []string
	}
	if err := json.Unmarshal([]byte(s.ReportEntries[0].GetRawValue().(string)), &entry); err != nil {
		t.Fatal(err)
	}
	if entry.ID != "things.get.own" || entry.Outcome != "failed" || entry.Reason != "" || !slices.Equal(entry.Violations, []string{"header-missing kbn-name"}) {
		t.Errorf("the entry says %+v", entry)
	}
}

func TestASpecOfAMistakenSuitePanics(t *testing.T) {
	r := run(t)
	if s := spec(t, r, mistaken); s.State != types.SpecStatePanicked || !strings.Contains(s.Failure.ForwardedPanic, "a mistake") {
		t.Errorf("got %s, %q", s.State, s.Failure.ForwardedPanic)
	}
	at := slices.IndexFunc(r.decided, func(v Verdict) bool { return v.Case.Title == mistaken })
	if at < 0 || r.decided[at].Outcome != Blocked || r.decided[at].Reason != "a fault of this program: a mistake" {
		t.Errorf("a mistake gave the verdicts %+v", r.decided)
	}
}

func TestASpecDoesNotWaitForever(t *testing.T) {
	r := run(t)
	if s := spec(t, r, stuck); s.State.Is(types.SpecStatePassed) || s.RunTime > 5*time.Second {
		t.Errorf("got %s after %s", s.State, s.RunTime)
	}
	at := slices.IndexFunc(r.decided, func(v Verdict) bool { return v.Case.Title == stuck })
	if at < 0 || r.decided[at].Outcome != Blocked {
		t.Errorf("the verdict is not that it is blocked")
	}
}

func TestEveryCaseIsASpec(t *testing.T) {
	r := run(t)
	specs := slices.DeleteFunc(slices.Clone(r.report.SpecReports), func(s types.SpecReport) bool { return s.LeafNodeType != types.NodeTypeIt })
	if len(specs) != len(r.cases) || len(specs) < 20 {
		t.Errorf("%d specs of %d cases", len(specs), len(r.cases))
	}
}
