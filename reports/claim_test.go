package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

// everything is a run that reaches the full level.
func everything() *Run {
	write := a("spaces.create.ok", Passed)
	write.Mode = "write"
	old := a("spaces.get.new", NotApplicable)
	mild := a("spaces.get.order", Warned, Violation{Rule: "order", Level: "optional", Want: "1", Got: "2"})
	unsaid := a("spaces.get.optional", Skipped)
	unsaid.Level = "optional"
	all := a("platform.consistency", Passed)
	all.Endpoint = "platform"
	return finished(a("spaces.get.ok", Passed), write, old, mild, unsaid, all)
}

func TestClaims(t *testing.T) {
	set := func(id string, o Outcome, violations ...Violation) func(*Run) {
		return func(run *Run) {
			for i := range run.Cases {
				if run.Cases[i].ID == id {
					run.Cases[i].Outcome, run.Cases[i].Reason, run.Cases[i].Violations = o, "for a reason", violations
				}
			}
		}
	}
	for name, row := range map[string]struct {
		change func(*Run)
		level  string
		code   int // of the refusal of the full level
		why    string
	}{
		"everything conforms":      {func(*Run) {}, ClaimFull, 0, ""},
		"a write case was skipped": {set("spaces.create.ok", Skipped), ClaimRead, 3, "1 required case of write mode is skipped: spaces.create.ok"},
		"a write case is expected": {set("spaces.create.ok", Known, broken("r", "/x", "1", "2")), ClaimRead, 3, "is expected to fail"},
		"a comparison was skipped": {set("platform.consistency", Skipped), ClaimRead, 3, "platform.consistency"},
		"a read case was skipped":  {set("spaces.get.ok", Skipped), "", 3, "1 required case of read mode is skipped: spaces.get.ok"},
		"a read case is expected":  {set("spaces.get.ok", Known, broken("r", "/x", "1", "2")), "", 3, "expected to fail: spaces.get.ok"},
		"a read case is blocked":   {set("spaces.get.ok", Blocked), "", 3, "is blocked: spaces.get.ok"},
		"a read case failed":       {set("spaces.get.ok", Failed, broken("r", "/x", "1", "2")), "", 1, "1 case failed"},
		"a write case failed":      {set("spaces.create.ok", Failed, broken("r", "/x", "1", "2")), "", 1, "1 case failed"},
		"no case of the mode": {func(run *Run) {
			run.Mode = "read"
			run.Cases[0].Mode, run.Cases[1].Mode = "read", "read"
			run.Cases[0].Endpoint = "x"
		}, ClaimRead, 3, "no required case of write mode was judged"},
		"the run selected cases":     {func(run *Run) { run.Config["case"] = "spaces" }, "", 3, "--case spaces"},
		"the run had a filter":       {func(run *Run) { run.Config["filter"] = "area:x" }, "", 3, "--filter area:x"},
		"the run is one of shards":   {func(run *Run) { run.Config["shard"] = "1/2" }, "", 3, "--shard 1/2"},
		"the run was interrupted":    {func(run *Run) { run.Interrupted = []string{"by a signal"} }, "", 3, "incomplete: by a signal"},
		"objects are left":           {leave, "", 3, "may still be on the target"},
		"nothing was planned at all": {func(run *Run) { run.Cases, run.Planned = nil, 0 }, "", 3, "nothing was planned"},
	} {
		t.Run(name, func(t *testing.T) {
			run := everything()
			row.change(run)
			Finish(run)
			c := ClaimOf(run)
			err := c.Requires(ClaimFull)
			if c.Level != row.level || (err == nil) != (row.level == ClaimFull) || (c.Requires(ClaimRead) == nil) != (row.level != "") {
				t.Errorf("reached %q: %v", c.Level, err)
			}
			if err != nil && (c.Code != row.code || !strings.Contains(err.Error(), row.why)) {
				t.Errorf("code %d: %v; want %d, %q", c.Code, err, row.code, row.why)
			}
		})
	}
	if c := ClaimOf(everything()); c.Holds != 4 {
		t.Errorf("the claim rests on %d cases, want 4", c.Holds)
	}
}

func TestBadges(t *testing.T) {
	run := everything()
	run.Tool.Contract, run.Target.Version = "9.1", `"><script>`
	c := ClaimOf(run)
	var svg, shield bytes.Buffer
	if err := WriteBadgeSVG(&svg, run, c); err != nil {
		t.Fatal(err)
	}
	var root element
	if err := xml.Unmarshal(svg.Bytes(), &root); err != nil {
		t.Fatalf("%v in %s", err, svg.String())
	}
	if root.attr("aria-label") != "Kibana API 9.1: conforms: full" || len(root.all("script")) != 0 || len(root.all("text")) != 2 {
		t.Errorf("got %s", svg.String())
	}
	if err := WriteBadgeJSON(&shield, run, c); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(shield.Bytes(), &got); err != nil || got["schemaVersion"] != 1. || got["label"] != "Kibana API 9.1" || got["message"] != "conforms: full" {
		t.Errorf("got %v, %v", got, err)
	}
}
