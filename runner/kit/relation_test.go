package kit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// related decides things.get.twice.same by code, over two equal answers.
func related(t *testing.T, version string, code func(*Relation)) Verdict {
	t.Helper()
	a := said(200, `{"id":"a"}`)
	judge := NewJudge(tinyAreas(code), tinyContract(t), loadSchemas(t), version, rules.Required,
		recorded(map[string]Answer{"things.get.twice.first": a, "things.get.twice.second": a}))
	return judge.Decide(t.Context(), find(t, tinyPlan(t), "things.get.twice.same"))
}

func TestARelationSeesItsFlow(t *testing.T) {
	v := related(t, "9.1.0", func(r *Relation) {
		if x := r.Step("second"); x.Step != "things.get.twice.second" {
			t.Errorf("asked for the second step, got %s", x.Step)
		}
		if x := r.Only(); x.Step != "things.get.twice.first" {
			t.Errorf("asked for the only step, got %s", x.Step)
		}
		if got := r.Var("own"); got != own("things.get.twice") {
			t.Errorf("own is %s", got)
		}
		if !r.Since("9.1.0") || !r.Since("8.17.0") || r.Since("9.1.1") {
			t.Error("the target is 9.1.0")
		}
	})
	if v.Outcome != Passed {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}

// TestOnlySkipsThePreparation: a prepared step is no answer of the case.
func TestOnlySkipsThePreparation(t *testing.T) {
	c := *find(t, tinyPlan(t), "things.get.own")
	c.Relation = "own.only"
	areas := []Area{{Name: "things", Endpoints: []Endpoint{{ID: "things.get", Relations: Relations{"own.only": func(r *Relation) {
		if x := r.Only(); x.Step != "things.get.own" {
			t.Errorf("got %s", x.Step)
		}
	}}}}}}
	judge := NewJudge(areas, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(map[string]Answer{"things.get.own": said(200, "{}"), "things.get.own#thing": said(200, "{}")}))
	if v := judge.Decide(t.Context(), &c); v.Outcome != Passed {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}

func TestARelationFindsViolations(t *testing.T) {
	p := tinyPlan(t)
	code := func(r *Relation) {
		r.Check(rules.Claim(false, "value-unexpected", "/a", "b", "c")...)
		r.Check(rules.Violation{Rule: "order-wrong", Level: rules.Optional, Ref: "its own"}, rules.Violation{Rule: "set-wrong", Level: rules.Recommended})
	}
	judge := NewJudge(tinyAreas(code), tinyContract(t), loadSchemas(t), "", rules.Required, recorded(nil))
	for id, want := range map[string]string{
		"things.get.twice.same": "required value-unexpected (API document, operation get-things-id), optional order-wrong (its own), recommended set-wrong (API document, operation get-things-id)",
		"things.get.twice.hint": "recommended value-unexpected (a hint), optional order-wrong (its own), recommended set-wrong (a hint)",
	} {
		var got []string
		for _, v := range judge.Decide(t.Context(), find(t, p, id)).Violations {
			got = append(got, fmt.Sprintf("%s %s (%s)", v.Level, v.Rule, v.Ref))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s\nwant %s", id, strings.Join(got, ", "), want)
		}
	}
}

func TestARelationMayBeUndecided(t *testing.T) {
	v := related(t, "", func(r *Relation) {
		r.Check(rules.Claim(false, "value-unexpected", "/a", "b", "c")...)
		r.Undecided("somebody else changed the list")
	})
	if v.Outcome != Skipped || v.Reason != "undecided: somebody else changed the list" || v.Violations != nil {
		t.Errorf("got %s (%s), %v", v.Outcome, v.Reason, v.Violations)
	}
}

// TestAMistakeInASuiteIsNoVerdict: it panics, so that it cannot pass for one.
func TestAMistakeInASuiteIsNoVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		code func(*Relation)
		want string
	}{
		"a step that is not there":     {func(r *Relation) { r.Step("third") }, `flow things.get.twice has no step "third"`},
		"a variable that is not there": {func(r *Relation) { r.Step("first"); r.Var("id") }, `flow things.get.twice has no variable "id"`},
		"a variable of no step":        {func(r *Relation) { r.Var("own") }, `flow things.get.twice: ask for a step before the variable "own"`},
		"a mistake of its own":         {func(*Relation) { panic("a mistake") }, "a mistake"},
		"a version that is none":       {func(r *Relation) { r.Since("nine") }, "invalid semantic version"},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(strings.ToLower(got), strings.ToLower(c.want)) {
					t.Errorf("%s: panics with %q, want %q", name, got, c.want)
				}
			}()
			v := related(t, "", c.code)
			t.Errorf("%s: gives the verdict %s", name, v.Outcome)
		}()
	}
}

func TestARelationWithoutCodeBlocks(t *testing.T) {
	judge := NewJudge(nil, tinyContract(t), loadSchemas(t), "", rules.Required, recorded(nil))
	if v := judge.Decide(t.Context(), find(t, tinyPlan(t), "things.get.twice.same")); v.Outcome != Blocked || v.Reason != "no suite decides things.get.twice.same" {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}

// TestAStepWithoutStatusServesAnyRelation: nothing says that it went wrong.
func TestAStepWithoutStatusServesAnyRelation(t *testing.T) {
	c := *find(t, tinyPlan(t), "things.get.twice.same")
	flow := *c.Flow
	flow.Steps = append([]plan.Step(nil), flow.Steps...)
	flow.Steps[0].Status = nil
	c.Flow = &flow
	judge := NewJudge(tinyAreas(func(r *Relation) { r.Step("first") }), tinyContract(t), loadSchemas(t), "", rules.Required,
		recorded(map[string]Answer{"things.get.twice.first": said(500, "")}))
	if v := judge.Decide(t.Context(), &c); v.Outcome != Passed {
		t.Errorf("got %s (%s)", v.Outcome, v.Reason)
	}
}
