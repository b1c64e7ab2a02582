package kit

import (
	"context"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/rules"
)

// consistency compares the same kind of error across endpoints. An answer with
// another status is no such error; its own case objects to it.
func (j *Judge) consistency(ctx context.Context, v *Verdict) {
	status := 0
	var samples []rules.Sample
	for _, m := range v.Case.Over {
		answer, ok := j.source(ctx, m.Step)
		if !ok || answer.Blocked+answer.Lacking != "" || !answer.Exchange.Complete() {
			continue
		}
		if cause, ok := j.compiler.platform.Cause(m.Cause); ok {
			status = cause.Status
		}
		if answer.Exchange.Response.Status == status && answer.Exchange.Request.Method != "HEAD" {
			samples = append(samples, rules.Sample{Endpoint: m.Endpoint, Step: m.Step, Body: answer.Exchange.Response.Body})
		}
	}
	seen := map[string]bool{}
	for _, s := range samples {
		seen[s.Endpoint] = true
	}
	if len(seen) < 2 {
		v.block("fewer than two endpoints answered this kind of error")
		if there, lacking := j.present(ctx, v.Case.Over); there < 2 && lacking > 0 {
			v.Outcome, v.Reason = NotApplicable, "the target has fewer than two of the endpoints that were asked for this kind of error"
		}
		return
	}
	v.Violations = rules.Outliers(samples)
	for i := range v.Violations {
		v.Violations[i].Ref = v.Case.Ref
	}
}

// present counts the endpoints of the members that the target has and lacks.
func (j *Judge) present(ctx context.Context, members []plan.Member) (there, lacking int) {
	seen := map[string]bool{}
	for _, m := range members {
		if seen[m.Endpoint] {
			continue
		}
		seen[m.Endpoint] = true
		if m.Route != nil && j.missing(ctx, m.Route) {
			lacking++
		} else {
			there++
		}
	}
	return there, lacking
}
