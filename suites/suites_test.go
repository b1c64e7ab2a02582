package suites_test

import (
	"flag"
	"io"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/play"
	"github.com/kbn-conformance/kbn-conformance/runner/reference"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/runner/target"
	"github.com/kbn-conformance/kbn-conformance/schemas"
	"github.com/kbn-conformance/kbn-conformance/suites"
)

var (
	url  = flag.String("target", "", "URL of the server to judge (default: the reference server); its API keys are in KBN_CONFORMANCE_API_KEY and KBN_CONFORMANCE_UNPRIVILEGED_API_KEY")
	mode = flag.String("mode", "", "read or write (default: read with -target, else write)")
)

// TestSuites judges a server by all specs, or by those that -ginkgo.label-filter
// selects. The reference server must break no requirement, not even a
// recommended one, and leave none open.
func TestSuites(t *testing.T) {
	if n := flag.Lookup("test.count").Value.String(); n != "1" {
		t.Skipf("Ginkgo runs specs once a process, not %s times", n)
	}
	s := newSitting(t)
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	session := play.Start(ctx, s.plan, s.client, play.Options{Concurrency: 8, Journal: s.journal})
	verdicts, report := s.specs(session)
	<-session.Done()
	for _, spec := range report.SpecReports {
		if spec.Failed() {
			t.Errorf("%s\n%s%s", spec.FullText(), spec.Failure.Message, spec.Failure.ForwardedPanic)
		}
	}
	judged := 0
	for _, v := range verdicts {
		switch v.Outcome {
		case kit.Passed, kit.Failed, kit.Warned:
			judged++
		}
		if v.Outcome == kit.Blocked || v.Outcome == kit.Warned {
			complain := t.Logf
			if s.reference {
				complain = t.Errorf
			}
			complain("%s: %s %s", v.Outcome, v.Reason, v)
		}
		if again := s.judge(session).Decide(t.Context(), v.Case); again.Outcome != v.Outcome || again.String() != v.String() {
			t.Errorf("%s: the spec says %s, the judge %s", v.Case.ID, v.Outcome, again.Outcome)
		}
	}
	if judged == 0 {
		t.Error("nothing was judged")
	}
	s.settle(t, session)
	t.Logf("%d of %d cases judged, %d requests", judged, len(s.plan.Cases), len(session.Exchanges()))
}

// sitting is one run of the specs.
type sitting struct {
	reference bool
	client    *target.Client
	contract  *fixtures.Contract
	schemas   *schemas.Set
	version   string
	plan      *plan.Plan
	journal   *play.Journal
	undos     string // file of the journal
}

func newSitting(t *testing.T) *sitting {
	t.Helper()
	s := &sitting{reference: *url == ""}
	var err error
	if s.schemas, err = schemas.Load(); err != nil {
		t.Fatal(err)
	}
	if s.contract, err = fixtures.Load(s.schemas.Has); err != nil {
		t.Fatal(err)
	}
	if err := kit.Match(suites.All(), s.contract); err != nil {
		t.Fatal(err)
	}
	options := plan.Options{Run: "suites", Mode: *mode}
	config := target.Config{BaseURL: *url}
	if s.reference {
		config.BaseURL, config.Credentials = serve(t)
		options.Allow = plan.Consents(s.contract)
	} else {
		options.Run = strconv.FormatInt(time.Now().UnixNano(), 36)
		config.Credentials = target.Credentials{Full: login("KBN_CONFORMANCE_API_KEY"), Unprivileged: login("KBN_CONFORMANCE_UNPRIVILEGED_API_KEY")}
	}
	if options.Mode == "" {
		options.Mode = map[bool]string{true: "write", false: "read"}[s.reference]
	}
	config.Mode = target.Mode(options.Mode)
	if s.client, err = target.New(config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	s.discover(t, &options)
	s.record(t, options)
	return s
}

// discover asks what the target is and plans accordingly.
func (s *sitting) discover(t *testing.T, o *plan.Options) {
	t.Helper()
	info, err := target.Discover(t.Context(), s.client)
	if err != nil {
		t.Fatal(err)
	}
	s.version, o.Version, o.Flavour = info.Version, info.Version, info.Flavor
	o.Unprivileged = s.client.Has(target.Unprivileged)
	suite, _ := ginkgo.GinkgoConfiguration()
	filter, err := types.ParseLabelFilter(suite.LabelFilter)
	if err != nil {
		t.Fatalf("-ginkgo.label-filter: %v", err)
	}
	o.Select = func(labels []string) bool { return filter(labels) }
	o.Schemas = s.schemas
	if s.plan, err = plan.Build(s.contract, *o); err != nil {
		t.Fatal(err)
	}
}

// record opens a journal for a server that outlives the test.
func (s *sitting) record(t *testing.T, o plan.Options) {
	t.Helper()
	if s.reference || o.Mode != "write" {
		return
	}
	var err error
	s.undos = filepath.Join(os.TempDir(), "kbn-conformance-"+o.Run+".jsonl")
	if s.journal, err = play.OpenJournal(s.undos, o.Run, s.client.Base()); err != nil {
		t.Fatal(err)
	}
}

// settle reports what could not be undone; the journal stays if there is any.
func (s *sitting) settle(t *testing.T, session *play.Session) {
	t.Helper()
	if err := s.journal.Close(); err != nil {
		t.Error(err)
	}
	left := session.Undone().Leftovers
	for _, l := range left {
		t.Errorf("left over: %s %s: %s (%s)", l.Method, l.Path, l.Error, s.undos)
	}
	if len(left) == 0 && s.journal != nil {
		if err := os.Remove(s.undos); err != nil {
			t.Error(err)
		}
	}
}

func (s *sitting) judge(session *play.Session) *kit.Judge {
	return kit.NewJudge(suites.All(), s.contract, s.schemas, s.version, rules.Required, session.Wait)
}

// failures satisfies Ginkgo; what failed is in its report.
type failures struct{}

func (failures) Fail() {}

// specs runs the specs without Ginkgo's own output.
func (s *sitting) specs(session *play.Session) (verdicts []kit.Verdict, report ginkgo.Report) {
	formatter.ColorableStdOut, formatter.ColorableStdErr = io.Discard, io.Discard
	gomega.RegisterFailHandler(ginkgo.Fail)
	kit.Register(kit.Env{Judge: s.judge(session), Cases: s.plan.InOrder(), Timeout: time.Hour, Decided: func(v kit.Verdict) { verdicts = append(verdicts, v) }})
	ginkgo.ReportAfterSuite("keep the report", func(r ginkgo.Report) { report = r })
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.FailOnEmpty = true
	ginkgo.RunSpecs(failures{}, "suites", suite, reporter)
	return verdicts, report
}

// serve starts the reference server, with short waits between uploads.
func serve(t *testing.T, options ...reference.Option) (string, target.Credentials) {
	t.Helper()
	server, err := reference.New(append(options, reference.WithUploadInterval(time.Second), reference.WithSample())...)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	return listener.URL, target.Credentials{Full: target.APIKey(reference.Privileged().EncodedKey()), Unprivileged: target.APIKey(reference.Powerless().EncodedKey())}
}

func login(variable string) target.Login {
	key := strings.TrimPrefix(strings.TrimSpace(os.Getenv(variable)), "ApiKey ")
	if key == "" {
		return target.Login{}
	}
	return target.APIKey(key)
}
