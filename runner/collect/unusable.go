package collect

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// unusable says why a whole run tells nothing about a Kibana: every answer is a
// refusal, a "not here", a redirect or a page, so that even the cases that want a 401 or a
// 404 got theirs by accident. It is empty when a single answer is another one,
// and for a selection that wants nothing else.
func unusable(p *plan.Plan, exchanges []recording.Exchange) string {
	wanted := map[string][]int{}
	for _, f := range p.Flows {
		for i := range f.Steps {
			wanted[f.Steps[i].ID] = f.Steps[i].Status
		}
	}
	var kinds []string
	surprise := false
	for _, x := range exchanges {
		if x.Response == nil {
			continue
		}
		kind := ""
		switch status := x.Response.Status; {
		case status/100 == 3 && status != http.StatusNotModified:
			kind = "a redirect"
			surprise = surprise || !slices.Contains(wanted[x.Step], status)
		case x.Response.Page():
			kind, surprise = "an HTML page", true
		case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound:
			kind = fmt.Sprint(status)
			want := wanted[x.Step] // nothing is known of undos
			surprise = surprise || len(want) > 0 && !slices.Contains(want, status)
		default:
			return ""
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if !surprise {
		return ""
	}
	slices.Sort(kinds)
	return "every answer is " + strings.Join(kinds, " or ") + ", so nothing was seen of a Kibana that these credentials may use; doctor tells why"
}

// withdraw takes back what was decided about an unusable run.
func withdraw(v kit.Verdict, why string) kit.Verdict {
	switch v.Outcome {
	case kit.Skipped, kit.NotApplicable, kit.Blocked:
		return v
	}
	v.Outcome, v.Reason, v.Violations, v.Unknown = kit.Blocked, why, nil, nil
	return v
}
