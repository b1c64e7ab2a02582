package kit

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
	"github.com/kbn-conformance/kbn-conformance/schemas"
)

// Answer is what is known about a step when it is judged.
type Answer = plan.Answer

// Source gives the answer of a step, waiting for it if need be; ok is false
// when there will be none.
type Source func(ctx context.Context, step string) (a Answer, ok bool)

// Outcome is what became of a case; the words are those of the reports.
type Outcome string

// The outcomes that a judge gives.
const (
	Passed        Outcome = "passed"
	Failed        Outcome = "failed"
	Warned        Outcome = "warned"
	Blocked       Outcome = "blocked"
	NotApplicable Outcome = "not-applicable"
	Skipped       Outcome = "skipped"
)

// Verdict is the decision about one case.
type Verdict struct {
	Case       *plan.Case
	Outcome    Outcome
	Reason     string
	Violations []rules.Violation
	Unknown    []rules.Violation // response fields that the contract of another version does not know; they weigh nothing
	Routeless  bool              // it does not apply because the target has no route for the operation
	Answer     *Answer           // the exchange that was judged; nil for cases about several
}

// Judge decides cases. It is safe for use by several goroutines.
type Judge struct {
	schemas   *schemas.Set
	compiler  *compiler
	relations map[string]func(*Relation)
	line      rules.Level
	source    Source
	heavy     sync.Mutex // answers that take much memory to judge are judged one by one
}

// heavyBody is how long such an answer is, in bytes.
const heavyBody = 1 << 20

// NewJudge makes a judge for a target of the given version (empty: the
// contract's). Violations at or above line make a case fail.
func NewJudge(areas []Area, c *fixtures.Contract, set *schemas.Set, version string, line rules.Level, source Source) *Judge {
	return &Judge{schemas: set, compiler: newCompiler(c.Platform, version), relations: relations(areas), line: line, source: source}
}

// Decide judges one case, waiting for the exchanges that it is about.
func (j *Judge) Decide(ctx context.Context, c *plan.Case) Verdict {
	v := Verdict{Case: c}
	switch {
	case c.Skip != nil && c.Skip.NotApplicable:
		v.Outcome, v.Reason = NotApplicable, c.Skip.Reason
		return v
	case c.Skip != nil:
		v.Outcome, v.Reason = Skipped, c.Skip.Reason
		return v
	case c.Relation != "":
		j.relation(ctx, &v)
	case c.Over != nil:
		j.consistency(ctx, &v)
	default:
		j.step(ctx, &v)
	}
	if v.Outcome == "" {
		v.Outcome = j.weigh(v.Violations)
	}
	return v
}

// refusals are what servers answer to a request that they do not take for valid.
var refusals = []int{http.StatusBadRequest, http.StatusNotAcceptable, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}

// step judges the exchange of one step.
func (j *Judge) step(ctx context.Context, v *Verdict) {
	step := &v.Case.Flow.Steps[v.Case.Step]
	answer, ok := j.source(ctx, step.ID)
	if !ok {
		v.block("the run ended before this case was reached")
		return
	}
	if j.nowhere(ctx, v.Case, answer) {
		v.Outcome, v.Reason, v.Routeless = NotApplicable, noRoute, true
		if answer.Exchange.Response != nil {
			v.Answer = &answer
		}
		return
	}
	if answer.Blocked != "" {
		v.block(answer.Blocked)
		return
	}
	if answer.Lacking != "" {
		v.Outcome, v.Reason = Skipped, answer.Lacking
		return
	}
	v.Answer = &answer
	if f := answer.Exchange.Failure; f != nil && f.Kind == recording.FailedCanceled {
		v.block("the run was interrupted")
		return
	}
	if f := answer.Exchange.Failure; f != nil && f.Kind == recording.FailedConnect {
		v.block("the target was not reached: " + f.Text)
		return
	}
	if f := answer.Exchange.Failure; f != nil && f.Kind == recording.FailedRefused {
		if v.block(f.Text); step.Inferred { // by this program: no fault of the target
			v.Outcome = Skipped // the document suggests what must not be sent
		}
		return
	}
	level, err := rules.ParseLevel(v.Case.Level)
	if err != nil {
		v.block(err.Error())
		return
	}
	if r := answer.Exchange.Response; r != nil && len(r.Body) > heavyBody {
		j.heavy.Lock()
		defer j.heavy.Unlock()
	}
	due := j.compiler.expectation(step, level, v.Case.Ref, answer.Vars)
	if step.Inferred { // whatever the case is about, the schema is that of the operation
		due.Source = v.Case.Flow.Endpoint.Ref
		if step.Request != nil { // of another operation
			due.Source = cmp.Or(step.Ref, due.Source)
		}
	}
	if r := answer.Exchange.Response; r != nil && j.compiler.contradicted != nil {
		due.Contradicted = func(p schemas.Problem) string {
			return j.compiler.contradicted(step.Line.Method, step.Line.Path, r.Status, p)
		}
	}
	v.Violations = due.Judge(j.schemas, answer.Exchange)
	if wrongStatus(v.Violations) && j.compiler.behind(step) {
		if needs := v.Case.Flow.Needs(answer.Exchange); needs != "" {
			v.Violations = nil
			v.block(needs)
			return
		}
	}
	if r := answer.Exchange.Response; step.Doubt != "" && wrongStatus(v.Violations) && slices.Contains(refusals, r.Status) {
		v.Violations = nil
		v.Outcome, v.Reason = Skipped, fmt.Sprintf("%s; the target refused it (%d %s)", step.Doubt, r.Status, http.StatusText(r.Status))
		return
	}
	if !j.compiler.exact {
		v.setUnknownAside()
	}
	if v.Case.Plain != "" && wrongStatus(v.Violations) {
		j.excuse(ctx, v, answer.Exchange)
	}
}

// setUnknownAside takes what the contract does not know out of the violations:
// closed objects gain members in minor versions, so it says nothing about a
// target of another version.
func (v *Verdict) setUnknownAside() {
	known := v.Violations[:0]
	for _, x := range v.Violations {
		if x.Rule == "property-unknown" {
			v.Unknown = append(v.Unknown, x)
		} else {
			known = append(known, x)
		}
	}
	v.Violations = known
}

func (v *Verdict) block(reason string) { v.Outcome, v.Reason = Blocked, reason }

// weigh says what the violations make of a case.
func (j *Judge) weigh(violations []rules.Violation) Outcome {
	outcome := Passed
	for _, v := range violations {
		if v.Level >= j.line {
			return Failed
		}
		outcome = Warned
	}
	return outcome
}

// String is the verdict in the form of the terminal report.
func (v Verdict) String() string {
	s := v.Case.ID
	if v.Answer != nil {
		s += fmt.Sprintf("  %s %s", v.Answer.Exchange.Request.Method, v.Answer.Exchange.Path())
		if r := v.Answer.Exchange.Response; r != nil {
			s += fmt.Sprintf(" -> %d", r.Status)
		}
	}
	s += fmt.Sprintf("  (%s; ref %s)", v.Case.Level, v.Case.Ref)
	for _, x := range v.Violations {
		s += "\n  " + x.String()
	}
	return s
}

func wrongStatus(violations []rules.Violation) bool {
	return len(violations) > 0 && violations[0].Rule == "status-unexpected"
}

// excuse blocks a case whose request is answered like the same request without
// what the case is about: the cause is elsewhere, and the plain case names it.
func (j *Judge) excuse(ctx context.Context, v *Verdict, x recording.Exchange) {
	plain, ok := j.source(ctx, v.Case.Plain)
	if !ok || plain.Exchange.Response == nil || plain.Exchange.Response.Status != x.Response.Status {
		return
	}
	v.Violations = nil
	v.block(fmt.Sprintf("the plain request is answered %d as well; see %s", x.Response.Status, v.Case.Plain))
}
