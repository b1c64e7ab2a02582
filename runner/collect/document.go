package collect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/fixtures"
	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
)

// documented is what became of the operations of a document that were chosen.
type documented struct {
	all       int
	asked     int // the others were left out
	judged    int
	blocked   int
	routeless []string // request lines of those for which the target has no route
	others    bool     // more than operations of the document was chosen
}

// document looks at the operations of a document, if the plan has any. An
// operation is judged when a case of it is, unless its route is not there.
func document(p *plan.Plan, verdicts map[string]kit.Verdict) (d documented) {
	const ( // the last weighs most
		left = iota
		blocked
		judged
		routeless
	)
	came := map[*fixtures.Endpoint]int{}
	for _, c := range p.Cases {
		if c.Flow == nil || c.Flow.Endpoint == nil || !c.Flow.Endpoint.Documented {
			d.others = d.others || c.Skip == nil
			continue
		}
		at := left
		switch v := verdicts[c.ID]; {
		case v.Routeless && c.Route.Line == c.Flow.Endpoint.Request:
			at = routeless
		case v.Outcome == kit.Passed || v.Outcome == kit.Failed || v.Outcome == kit.Warned:
			at = judged
		case v.Outcome == kit.Blocked || v.Outcome == "":
			at = blocked
		}
		came[c.Flow.Endpoint] = max(came[c.Flow.Endpoint], at)
	}
	d.all = len(came)
	for e, at := range came {
		if at > left {
			d.asked++
		}
		switch at {
		case judged:
			d.judged++
		case routeless:
			d.routeless = append(d.routeless, e.Request.Method+" "+e.Request.Path)
		case blocked:
			d.blocked++
		}
	}
	slices.Sort(d.routeless)
	return d
}

// absent: nothing was asked for but operations that the target does not have.
func (d documented) absent() bool {
	return d.asked > 0 && len(d.routeless) == d.asked && !d.others
}

// nothing says that none of the operations could be judged; empty if one was, and
// if none was chosen. What a shard lacks, others may have.
func (d documented) nothing(shard string) string {
	if d.all == 0 || d.judged > 0 || shard != "" {
		return ""
	}
	var because []string
	for _, x := range []struct {
		n    int
		what string
	}{{len(d.routeless), "without a route on the target"}, {d.blocked, "blocked"}, {d.all - d.asked, "left out"}} {
		if x.n > 0 {
			because = append(because, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return fmt.Sprintf("no operation of the document could be judged: of %d chosen, %s", d.all, strings.Join(because, ", "))
}

// lacking says which operations the target lacks; empty for none.
func (d documented) lacking() string {
	const shown = 3
	if len(d.routeless) == 0 {
		return ""
	}
	names := strings.Join(d.routeless[:min(shown, len(d.routeless))], ", ")
	if more := len(d.routeless) - shown; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("the target has no route for %s of the document that were asked for: %s; a plugin may be disabled, or the target is of another flavour or version, or a mock without it", reports.Of(len(d.routeless), d.asked, "operation"), names)
}
