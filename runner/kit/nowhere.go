package kit

import (
	"context"
	"net/http"
	"slices"

	"github.com/kbn-conformance/kbn-conformance/runner/plan"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// noRoute is why a case about an operation of a document does not apply.
const noRoute = "the target has no route for it (404 Not Found, as for any path that does not exist)"

// nowhere: a document speaks of operations that a target need not have. When
// whatever is asked of one is answered as any path that does not exist, nothing
// else about it can be judged. One other answer shows that the route is there.
func (j *Judge) nowhere(ctx context.Context, c *plan.Case, own Answer) bool {
	if c.Route == nil {
		return false
	}
	if slices.Contains(c.Route.Steps, c.Flow.Steps[c.Step].ID) && behindRoute(own.Exchange) {
		return false
	}
	return j.missing(ctx, c.Route)
}

// missing reports whether the target has no such route.
func (j *Judge) missing(ctx context.Context, r *plan.Route) bool {
	missing := false
	for _, step := range r.Steps {
		answer, ok := j.source(ctx, step)
		switch {
		case !ok || answer.Exchange.Response == nil:
		case behindRoute(answer.Exchange):
			return false
		default:
			missing = missing || routeless(answer.Exchange)
		}
	}
	return missing
}

// routeless is the answer to a path that does not exist.
// Source: Kibana source, core/packages/apps/server-internal/src/core_app.ts.
func routeless(x recording.Exchange) bool {
	if !x.Complete() || x.Response.Status != http.StatusNotFound {
		return false
	}
	const phrase = "Not Found"
	return x.JSON("message").String() == phrase && x.JSON("error").String() == phrase && x.JSON("statusCode").Int() == http.StatusNotFound
}

// behindRoute: the answer comes from a route. Whoever may come in, how often, and
// by which way is often decided before it.
func behindRoute(x recording.Exchange) bool {
	if !x.Complete() || routeless(x) {
		return false
	}
	switch status := x.Response.Status; status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return false
	case http.StatusNotFound:
		return x.Request.Method != http.MethodHead // which has no body to tell by
	default:
		return status/100 == 2 || status/100 == 4
	}
}
