package expected

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/reports"
)

// judged is a run of two failures, a warning, a success and what was not judged.
func judged() *reports.Run {
	v := func(rule, level string) reports.Violation {
		return reports.Violation{Rule: rule, Level: level, Got: "x"}
	}
	k := func(id string, outcome reports.Outcome, found ...reports.Violation) reports.Case {
		return reports.Case{ID: id, Endpoint: "roles.delete", Level: "required", Outcome: outcome, Violations: found}
	}
	run := &reports.Run{ID: "r", Level: "required", Target: reports.Target{Version: "9.1.0-SNAPSHOT"}, Config: map[string]string{}, Cases: []reports.Case{
		k("roles.delete.blocked", reports.Blocked),
		k("roles.delete.one", reports.Failed, v("status-unexpected", "required")),
		k("roles.delete.skipped", reports.Skipped),
		k("roles.delete.two", reports.Failed, v("status-unexpected", "required"), v("header-missing", "required"), v("header-value", "recommended")),
		k("roles.delete.warned", reports.Warned, v("header-value", "recommended")),
		k("roles.delete.works", reports.Passed),
	}}
	run.Cases[0].Reason = "a was answered 500"
	run.Planned = len(run.Cases)
	return run
}

func TestApply(t *testing.T) {
	e := func(id, rule string) Entry {
		return Entry{Case: id, Rule: rule, Reason: "because", Owner: "me", Until: "2030-01-01", At: "f.yaml:1"}
	}
	for name, row := range map[string]struct {
		entries []Entry
		config  string
		want    string // outcomes that changed
	}{
		"none":                                 {nil, "", ""},
		"the only failure":                     {[]Entry{e("roles.delete.one", "status-unexpected")}, "", "one known"},
		"one of two failures":                  {[]Entry{e("roles.delete.two", "status-unexpected")}, "", ""},
		"both":                                 {[]Entry{e("roles.delete.two", "status-unexpected"), e("roles.delete.two", "header-missing")}, "", "two known"},
		"a wildcard":                           {[]Entry{e("roles.delete.*", "status-unexpected")}, "", "one known"},
		"another rule":                         {[]Entry{e("roles.delete.one", "header-missing")}, "", "one stale"},
		"a success":                            {[]Entry{e("roles.delete.works", "status-unexpected")}, "", "works stale"},
		"a warning that is there":              {[]Entry{e("roles.delete.warned", "header-value")}, "", ""},
		"a warning that is not":                {[]Entry{e("roles.delete.warned", "header-missing")}, "", "warned stale"},
		"blocked":                              {[]Entry{e("roles.delete.blocked", Blocked)}, "", "blocked known"},
		"blocked, and something else expected": {[]Entry{e("roles.delete.blocked", "status-unexpected")}, "", ""},
		"no longer blocked":                    {[]Entry{e("roles.delete.works", Blocked)}, "", "works stale"},
		"not judged":                           {[]Entry{e("roles.delete.skipped", "status-unexpected")}, "", ""},
		"not selected":                         {[]Entry{e("roles.get.ok", "status-unexpected")}, "", ""},
		"a wildcard that is not judged whole":  {[]Entry{e("roles.delete.*", "body-not-json")}, "", ""},
		"a wildcard in vain":                   {[]Entry{e("roles.delete.w*", "body-not-json")}, "", "warned stale"},
		"a wildcard in vain, partly selected":  {[]Entry{e("roles.delete.w*", "body-not-json")}, "kind:access", ""},
		"of this version":                      {[]Entry{{Case: "roles.delete.one", Rule: "status-unexpected", Versions: ">=9.1.0 <9.2.0"}}, "", "one known"},
		"of another version":                   {[]Entry{{Case: "roles.delete.one", Rule: "status-unexpected", Versions: "<9.1.0"}, {Case: "roles.delete.works", Rule: "status-unexpected", Versions: "<9.1.0"}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			run, before := judged(), judged()
			run.Config["filter"] = row.config
			Apply(run, row.entries)
			var got []string
			for i, c := range run.Cases {
				short := strings.TrimPrefix(c.ID, "roles.delete.")
				switch {
				case c.Outcome == reports.Failed && len(c.Violations) == len(before.Cases[i].Violations)+1 && c.Violations[len(c.Violations)-1].Rule == "expected-failure-stale":
					got = append(got, short+" stale")
				case c.Outcome != before.Cases[i].Outcome:
					got = append(got, short+" "+string(c.Outcome))
					if c.Reason == "" {
						t.Errorf("%s has no reason", c.ID)
					}
				}
			}
			if strings.Join(got, ", ") != row.want {
				t.Errorf("got %v, want %s", got, row.want)
			}
			reports.Finish(run)
			if run.Totals.Sum() != run.Planned || strings.Contains(row.want, "stale") && run.ExitCode != 1 {
				t.Errorf("%v, exit code %d", run.Totals, run.ExitCode)
			}
		})
	}
}

// What is proposed excuses exactly the run that it was proposed from, once it
// has reasons and owners; without them it is refused.
func TestAProposalExcusesItsRun(t *testing.T) {
	run := judged()
	reports.Finish(run)
	var file bytes.Buffer
	n, err := Propose(&file, run, nil, today)
	if err != nil || n != 4 {
		t.Fatalf("%d, %v\n%s", n, err, file.String())
	}
	ids := Known{Cases: map[string]string{}, Rules: []string{"status-unexpected", "header-missing"}}
	for _, c := range run.Cases {
		ids.Cases[c.ID] = c.Endpoint
	}
	if _, err := Load(file.Bytes(), "f.yaml", ids, today); err == nil || strings.Count(err.Error(), "reason and owner are missing") != 4 {
		t.Errorf("a proposal without reasons: %v", err)
	}
	complete := strings.ReplaceAll(strings.ReplaceAll(file.String(), `reason: ""`, "reason: known"), `owner: ""`, "owner: me")
	entries, err := Load([]byte(complete), "f.yaml", ids, today)
	if err != nil {
		t.Fatal(err)
	}
	Apply(run, entries)
	reports.Finish(run)
	if run.ExitCode != 0 || run.Totals[reports.Known] != 3 {
		t.Errorf("%s %v", run.Headline(), run.Totals)
	}
	var again bytes.Buffer
	if n, err := Propose(&again, run, entries, today); n != 0 || err != nil {
		t.Errorf("%d more, %v", n, err)
	}
	if kept, err := Load(again.Bytes(), "f.yaml", ids, today); err != nil || len(kept) != 4 || kept[0].Reason != "known" {
		t.Errorf("%+v %v", kept, err)
	}
}

func TestAProposalHoldsNoMarkupOfATarget(t *testing.T) {
	run := judged()
	run.Target.URL = "http://h/\n- case: x"
	run.Cases[1].Violations[0].Got = "a\n- case: y\x1b[31m"
	var file bytes.Buffer
	if _, err := Propose(io.MultiWriter(&file), run, nil, today); err != nil || strings.Contains(file.String(), "\n- case: x") || strings.Contains(file.String(), "\n- case: y") || strings.Contains(file.String(), "\x1b") {
		t.Errorf("%v %s", err, file.String())
	}
}
