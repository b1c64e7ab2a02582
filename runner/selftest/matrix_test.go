package selftest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// The figure that the project stands for: at least 98 % of the faults killed,
// no false alarm, every survivor explained, every rule needed.
func TestKillMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("it judges the reference server more than a thousand times")
	}
	m, err := Measure(t.Context(), contract(t), append(Faults(), Variants()...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Holds(); err != nil {
		t.Error(err)
	}
	if m.Faults < 200 || m.Variants < 100 {
		t.Errorf("%d faults and %d variants; want at least 200 and 100", m.Faults, m.Variants)
	}
	reasons, err := Survivors()
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range m.Trials {
		switch {
		case trial.Result == Alarm:
			t.Errorf("false alarm on %s (%s):\n%s", trial.Name, trial.Title, trial.Example)
		case trial.Kind == "fault" && trial.Result != Killed && trial.Reason == "":
			t.Errorf("%s (%s) %s, and survivors.yaml has no reason", trial.Name, trial.Title, trial.Result)
		case trial.Result == Killed && reasons[trial.Name] != "":
			t.Errorf("%s is killed; take it out of survivors.yaml", trial.Name)
		}
		delete(reasons, trial.Name)
	}
	for name := range reasons {
		t.Errorf("survivors.yaml explains %s, which is no fault", name)
	}
	everyRuleIsNeeded(t, m)
	pages(t, m)
}

// everyRuleIsNeeded: each rule of the catalogue is the only one to object to
// some fault in some case.
func everyRuleIsNeeded(t *testing.T, m *Matrix) {
	all, err := rules.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		switch r.ID {
		case "body-not-empty": // clients hide the body of a 204; only a recording from elsewhere can show one
			continue
		case "expected-failure-stale": // about a file of the user's, not about an answer
			continue
		}
		if m.Rules[r.ID] == 0 {
			t.Errorf("rule %s is never the only one to object; it needs a fault of the reference server", r.ID)
		}
	}
}

// pages: the three forms of the matrix tell the same.
func pages(t *testing.T, m *Matrix) {
	var text, page, data bytes.Buffer
	for _, err := range []error{m.WriteText(&text), m.WriteHTML(&page), m.WriteJSON(&data)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var back Matrix
	if err := json.Unmarshal(data.Bytes(), &back); err != nil || back.Killed != m.Killed || len(back.Trials) != len(m.Trials) {
		t.Errorf("read back: %v, %d killed of %d trials", err, back.Killed, len(back.Trials))
	}
	for _, trial := range m.Trials {
		if trial.Kind == "fault" && trial.Result != Killed && (!strings.Contains(text.String(), trial.Name) || !strings.Contains(page.String(), trial.Name)) {
			t.Errorf("%s survived, and a page does not name it", trial.Name)
		}
	}
	if strings.Contains(page.String(), "http://") || strings.Contains(page.String(), "https://") {
		t.Error("the page refers to the outside")
	}
}

// A matrix that proves nothing is not trusted.
func TestMatrixHolds(t *testing.T) {
	for name, row := range map[string]struct {
		m    Matrix
		want string
	}{
		"nothing tried":  {Matrix{}, "nothing was tried"},
		"too few killed": {Matrix{Faults: 100, Killed: 97, KillRate: .97}, "97 of 100"},
		"false alarm":    {Matrix{Faults: 100, Killed: 100, KillRate: 1, Variants: 100, Alarms: 1}, "false alarm"},
		"a trial broke":  {Matrix{Faults: 100, Killed: 100, KillRate: 1, Trials: []Trial{{Name: "x", Result: Broken}}}, "x did not work"},
		"enough":         {Matrix{Faults: 100, Killed: 98, KillRate: .98, Variants: 100}, ""},
	} {
		err := row.m.Holds()
		if (err == nil) != (row.want == "") || (err != nil && !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%s: %v, want %q", name, err, row.want)
		}
	}
}

func TestFaultsKnowTheirSuites(t *testing.T) {
	trials := Faults()
	if !slices.ContainsFunc(trials, func(x Trial) bool { return len(x.scenario.Cases) == 1 }) {
		t.Error("no fault is tried on its own endpoint")
	}
}
