package kit

import (
	"context"
	"fmt"
	"slices"

	"github.com/Masterminds/semver/v3"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// Relation is a requirement being decided over the exchanges of one flow.
type Relation struct {
	judge      *Judge
	ctx        context.Context
	flow       *plan.Flow
	vars       plan.Vars
	asked      bool // a step, so that vars are known
	violations []rules.Violation
}

// undecidable ends the deciding of a relation from within its code: a step has
// no usable answer.
type undecidable string

// undecided ends it because the target's state leaves the question open.
type undecided string

// Undecided ends the relation without a decision, for example because another
// client changed the collection meanwhile; the reason is reported.
func (r *Relation) Undecided(reason string) { panic(undecided(reason)) }

// Step gives the answer of a step, by its id within the case. When the step has none, or one that its own
// case already objects to by status, the relation is blocked.
func (r *Relation) Step(id string) recording.Exchange {
	for i := range r.flow.Steps {
		step := &r.flow.Steps[i]
		if step.Prepare || (step.Step.ID != id && id != "") {
			continue
		}
		answer, ok := r.judge.source(r.ctx, step.ID)
		switch {
		case !ok:
			panic(undecidable("the run ended before this case was reached"))
		case answer.Blocked != "":
			panic(undecidable(answer.Blocked))
		case answer.Lacking != "":
			panic(undecided(answer.Lacking))
		case !answer.Exchange.Complete():
			panic(undecidable(step.ID + " got no whole answer"))
		}
		if len(answer.Exchange.Response.Body) > 0 && !answer.Exchange.JSON("@this").Exists() {
			panic(undecidable(step.ID + " was answered something else than JSON"))
		}
		r.vars, r.asked = answer.Vars, true
		want := step.Status
		if got := answer.Exchange.Response.Status; len(want) > 0 && !slices.Contains(want, got) {
			if needs := r.flow.Needs(answer.Exchange); needs != "" {
				panic(undecidable(needs))
			}
			panic(undecidable(fmt.Sprintf("%s was answered %d", step.ID, got)))
		}
		return answer.Exchange
	}
	panic(fmt.Sprintf("flow %s has no step %q", r.flow.ID, id))
}

// Var gives a variable of the flow, for example own.b, as the step that was
// asked for last knows it.
func (r *Relation) Var(name string) string {
	if !r.asked {
		panic(fmt.Sprintf("flow %s: ask for a step before the variable %q", r.flow.ID, name))
	}
	value, ok := r.vars.Lookup(name)
	if !ok {
		panic(fmt.Sprintf("flow %s has no variable %q", r.flow.ID, name))
	}
	return value
}

// Check adds violations.
func (r *Relation) Check(found ...rules.Violation) { r.violations = append(r.violations, found...) }

// relation decides a case by the code of its suite.
func (j *Judge) relation(ctx context.Context, v *Verdict) {
	code := j.relations[v.Case.Endpoint+"."+v.Case.Relation]
	if code == nil {
		v.block("no suite decides " + v.Case.ID)
		return
	}
	r := &Relation{judge: j, ctx: ctx, flow: v.Case.Flow}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case undecidable:
			v.block(string(p))
		case undecided:
			v.Outcome, v.Reason = Skipped, "undecided: "+string(p)
		default:
			panic(p)
		}
	}()
	code(r)
	level, _ := rules.ParseLevel(v.Case.Level)
	for _, x := range r.violations {
		x.Level = min(x.Level, level)
		if x.Ref == "" {
			x.Ref = v.Case.Ref
		}
		v.Violations = append(v.Violations, x)
	}
}

// Only is the answer of a flow that has one step.
func (r *Relation) Only() recording.Exchange { return r.Step("") }

// Since reports whether the target is of this version or later.
func (r *Relation) Since(version string) bool {
	return !r.judge.compiler.version.LessThan(semver.MustParse(version))
}
