package reference

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// The stages of an answer; the order of Kibana is that of pipeline. Finding the route comes before.
const (
	stageAuthenticate = "authenticate"
	stageReadBody     = "read-body"
	stageXSRF         = "xsrf"
	stageKbnVersion   = "kbn-version"
	stageAuthorise    = "authorise"
	stageAPIVersion   = "api-version"
	stageParams       = "validate-params"
	stageQuery        = "validate-query"
	stageBody         = "validate-body"
	stageHandle       = "handle"
)

// stage is one decision: the first one that returns an error decides the answer.
type stage struct {
	name string
	run  func(*call) error
}

// pipeline is the order in which Kibana decides.
// Kibana source: core/http/server-internal/src/{http_server,lifecycle_handlers}.ts,
// core/http/router-server-internal/src/{router,route,validator}.ts and versioned_router.
func pipeline() []stage {
	return []stage{
		{stageAuthenticate, authenticate},
		{stageReadBody, readBody},
		{stageXSRF, checkXSRF},
		{stageKbnVersion, checkKbnVersion},
		{stageAuthorise, authorise},
		{stageAPIVersion, negotiateVersion},
		{stageParams, validateParams},
		{stageQuery, validateQuery},
		{stageBody, validateBody},
		{stageHandle, handle},
	}
}

// answer runs the stages of the route.
func (c *call) answer() *response {
	for i := range c.route.stages {
		step := &c.route.stages[i]
		if err := step.run(c); err != nil {
			return c.refusal(err, step.name)
		}
	}
	return c.result
}

func authenticate(c *call) error {
	value := c.r.Header.Get("Authorization")
	if value == "" && c.route.anonymous {
		return nil
	}
	if value == "" {
		return refuse(http.StatusUnauthorized, "Unauthorized")
	}
	p, err := c.recognise(value)
	if err != nil && !c.route.anonymous {
		return err
	}
	c.principal = p
	return nil
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func checkXSRF(c *call) error {
	if safe(c.r.Method) || c.r.Header.Get("Kbn-Xsrf") != "" || c.r.Header.Get("Kbn-Version") != "" {
		return nil
	}
	scheme, _, _ := strings.Cut(lowerScheme(c.r.Header.Get("Authorization")), " ")
	if c.habits.keysPass && (scheme == "apikey" || scheme == "bearer") {
		return nil
	}
	return refuse(http.StatusBadRequest, "Request must contain a kbn-xsrf header.")
}

func checkKbnVersion(c *call) error {
	got, want := c.r.Header.Get("Kbn-Version"), c.release.String()
	if got == "" || got == want {
		return nil
	}
	f := refuse(http.StatusBadRequest,
		`Browser client is out of date, please refresh the page ("kbn-version" header was "%s" but should be "%s")`, got, want)
	f.attributes = obj{"expected": want, "got": got}
	return f
}

// authorise refuses a principal that lacks the privileges of the route, and names the missing ones.
// Kibana source: security/server/authorization/api_authorization.ts.
func authorise(c *call) error {
	if c.route.privileges == "" || c.principal == nil || c.principal.privileged {
		return nil
	}
	target := c.path
	if c.r.URL.RawQuery != "" {
		target += "?" + c.r.URL.RawQuery
	}
	return refuse(http.StatusForbidden,
		"API [%s %s] is unauthorized for user, this action is granted by the Kibana privileges [%s]",
		c.r.Method, target, c.route.privileges)
}

func negotiateVersion(c *call) error {
	if c.route.unversioned {
		c.versioned = c.release.since(8, 18)
		return nil
	}
	want := c.r.Header.Get("Elastic-Api-Version")
	if c.r.URL.RawQuery != "" && strings.Contains(c.r.URL.RawQuery, "apiVersion=") && c.r.URL.Query().Has("apiVersion") {
		return refuse(http.StatusBadRequest,
			`The use of query parameter "apiVersion" is not allowed for public routes. Please use the "elastic-api-version" header.`)
	}
	if want != "" && want != apiVersion {
		if _, err := time.Parse(time.DateOnly, want); err != nil {
			return refuse(http.StatusBadRequest, `Invalid version. Received "%s", expected a valid date string formatted as YYYY-MM-DD.`, want)
		}
		return refuse(http.StatusBadRequest, `No version "%s" available for [%s] [%s]. Available versions are: [%s]`,
			want, strings.ToLower(c.route.Method), c.route.Path, apiVersion)
	}
	c.versioned = true
	return nil
}

func validateParams(c *call) error {
	if c.route.params == nil {
		return nil
	}
	checked, err := c.check(c.route.params, "request params", c.params)
	if err == nil {
		c.params = objectOf(checked)
	}
	return err
}

func validateQuery(c *call) error {
	if c.route.query == nil {
		return nil
	}
	checked, err := c.check(c.route.query, "request query", form(c.r.URL.RawQuery))
	c.query = objectOf(checked)
	return err
}

func validateBody(c *call) error {
	if c.route.body == nil {
		return nil
	}
	checked, err := c.check(c.route.body, "request body", c.payload)
	c.body = checked
	return err
}

func (c *call) check(s *constraint.Schema, part string, v any) (any, error) {
	judge := constraint.CheckConfigSchema
	if c.route.zod {
		judge = constraint.CheckZod
	}
	checked, err := judge(s, part, v)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "%s", c.habits.reword(err.Error(), c.route.zod))
	}
	return checked, nil
}

// handle runs the handler; an earlier stage may be moved behind it, so the answer is kept.
func handle(c *call) error {
	unlock := c.lock(c.route.access)
	answer, err := c.route.handle(c)
	unlock()
	if c.route.fallback != nil {
		answer, err = c.fallBack(answer, err)
	}
	if err != nil {
		return err
	}
	c.result = c.respond(answer.status, answer.body, nil, stageHandle)
	if answer.kind != "" {
		c.result.header["Content-Type"] = []string{answer.kind}
	}
	return nil
}

// skip takes a stage out of the route.
func (rt *route) skip(name string) {
	rt.stages = slices.DeleteFunc(slices.Clone(rt.stages), func(s stage) bool { return s.name == name })
}

// before adds a stage right before another one, where the route has that.
func (rt *route) before(name string, added stage) error {
	if at := slices.IndexFunc(rt.stages, func(s stage) bool { return s.name == name }); at >= 0 {
		rt.stages = slices.Insert(slices.Clone(rt.stages), at, added)
	}
	return nil
}

// move puts a stage right before another one; an empty place is the end.
func (rt *route) move(name, before string) error {
	from := slices.IndexFunc(rt.stages, func(s stage) bool { return s.name == name })
	if from < 0 {
		return fmt.Errorf("route %s has no stage %s", rt.ID, name)
	}
	moved := rt.stages[from]
	rt.skip(name)
	to := slices.IndexFunc(rt.stages, func(s stage) bool { return s.name == before })
	if to < 0 {
		to = len(rt.stages)
	}
	rt.stages = slices.Insert(rt.stages, to, moved)
	return nil
}
