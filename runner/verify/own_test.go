package verify

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// own is the head of a small run of this program that sent nothing.
func own(t *testing.T) recording.Meta {
	return recording.Meta{
		Tool: "kbn-conformance", Version: "0.1.0", Run: "r1", Digest: contract(t).Digest(), Target: "http://127.0.0.1:1",
		Config: map[string]string{"mode": "read", "level": "required", "case": "fleet.check_permissions.get", "concurrency": "8"},
		Server: recording.Server{Version: "9.1.0"}, Interrupted: []string{"the run was interrupted"},
	}
}

func TestAnotherContractIsRefusedUnlessAskedFor(t *testing.T) {
	c, m := contract(t), own(t)
	m.Digest = "sha256:another"
	_, err := Own(t.Context(), c, m, nil, Options{})
	var other ErrContract
	if !errors.As(err, &other) || other.Recorded != m.Digest || !strings.Contains(err.Error(), "kbn-conformance 0.1.0") {
		t.Errorf("%v", err)
	}
	run, err := Own(t.Context(), c, m, nil, Options{Present: true})
	if err != nil || run.Tool.Digest != c.Digest() {
		t.Errorf("%v", err)
	}
}

func TestStepsWithoutAnExchangeAreBlocked(t *testing.T) {
	run, err := Own(t.Context(), contract(t), own(t), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if run.Verdict != reports.Incomplete || run.Totals[reports.Passed] > 0 || run.Totals[reports.Blocked] == 0 {
		t.Errorf("%s %v", run.Headline(), run.Totals)
	}
}

// Verdicts that an interrupt cut short are none.
func TestAnInterruptGivesNoVerdict(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if run, err := Own(ctx, contract(t), own(t), nil, Options{}); !errors.Is(err, context.Canceled) || run != nil {
		t.Errorf("%v, %v", run, err)
	}
}

func TestAnotherVersionIsJudgedAsSuch(t *testing.T) {
	c, m := contract(t), own(t)
	m.Config["case"] = "entitystore.entities.list"
	run, err := Own(t.Context(), c, m, nil, Options{Version: "8.13.0"})
	if err != nil {
		t.Fatal(err)
	}
	if run.Target.Version != "8.13.0" || run.Config["kibana-version"] != "8.13.0" || run.Totals[reports.NotApplicable] != run.Planned {
		t.Errorf("%+v %v", run.Target, run.Totals)
	}
	if m.Config["kibana-version"] != "" {
		t.Error("the recording itself was changed")
	}
}

func TestABrokenHeadIsNamed(t *testing.T) {
	for key, value := range map[string]string{"level": "high", "filter": "a &&& b", "mode": "", "case": "no.such.case", "allow": "everything"} {
		m := own(t)
		m.Config[key] = value
		if _, err := Own(t.Context(), contract(t), m, nil, Options{}); err == nil || !strings.HasPrefix(err.Error(), "recording: ") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
