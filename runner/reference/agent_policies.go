package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

func agentPolicies(r release) []definition {
	const base, one = "/api/fleet/agent_policies", "/api/fleet/agent_policies/{agentPolicyId}"
	read, write := "fleet-agent-policies-read,fleet-agents-read,fleet-setup", "fleet-agent-policies-all"
	policyID := want.Obj(want.Req("agentPolicyId", want.Str()))
	format := want.Opt("format", want.Enum("simplified", "legacy"))
	body := want.Obj(agentPolicyFields(r)...)
	return []definition{
		{ID: "fleet.agent_policies.get", Method: http.MethodGet, Path: one, privileges: read,
			params: policyID, query: want.Obj(format), handle: getAgentPolicy},
		{ID: "fleet.agent_policies.list", Method: http.MethodGet, Path: base, privileges: read,
			query: agentPolicyListQuery(format), handle: listAgentPolicies},
		{ID: "fleet.agent_policies.create", Method: http.MethodPost, Path: base, privileges: write, access: writes,
			query: want.Obj(want.Opt("sys_monitoring", want.Bool())), body: body, handle: createAgentPolicy},
		{ID: "fleet.agent_policies.update", Method: http.MethodPut, Path: one, privileges: write, access: writes,
			params: policyID, query: want.Obj(format), body: body, handle: updateAgentPolicy},
		{ID: "fleet.agent_policies.delete", Method: http.MethodPost, Path: base + "/delete", privileges: write,
			access: writes, body: want.Obj(want.Req("agentPolicyId", want.Str()), want.Opt("force", want.Bool())),
			handle: deleteAgentPolicy},
	}
}

func agentPolicyListQuery(format want.Field) *want.Schema {
	return want.Obj(format,
		want.Def("page", 1.0, want.Num()),
		want.Def("perPage", 20.0, want.Num()),
		want.Opt("sortField", want.Str()),
		want.Opt("sortOrder", want.Enum("desc", "asc")),
		want.Opt("kuery", want.Str()),
		want.Opt("showUpgradeable", want.Bool()),
		want.Opt("noAgentCount", want.Bool()),
		want.Opt("withAgentCount", want.Bool()),
		want.Opt("full", want.Bool()),
	)
}

func noSuchPolicy(id string) error {
	return refuse(http.StatusNotFound, "Saved object [%s/%s] not found", kindAgentPolicy, id)
}

func getAgentPolicy(c *call) (reply, error) {
	policy := c.find(kindAgentPolicy, c.space, c.param("agentPolicyId"))
	if policy == nil {
		return reply{}, noSuchPolicy(c.param("agentPolicyId"))
	}
	return ok(obj{"item": c.shownPolicy(policy)})
}

// shownPolicy is a policy as a single read shows it: with its package policies and agent counts.
func (c *call) shownPolicy(policy obj) obj {
	packagePolicies, _ := policy["package_policies"].([]any)
	if packagePolicies == nil {
		packagePolicies = []any{}
	}
	if text(c.query["format"]) == "simplified" && !c.faulty(faultIgnoresFormat) {
		packagePolicies = simplified(packagePolicies)
	}
	counts := obj{"package_policies": packagePolicies, "agents": 0}
	if c.release.since(8, 16) {
		counts["unprivileged_agents"] = 0
	}
	return with(policy, counts)
}

func listAgentPolicies(c *call) (reply, error) {
	all := c.list(kindAgentPolicy, c.space)
	page, perPage := number(c.query["page"]), number(c.query["perPage"])
	items := make([]any, 0, len(all))
	for _, policy := range slicePage(all, page, perPage) {
		items = append(items, without(c.shownPolicy(policy), "package_policies"))
	}
	return ok(obj{"items": items, "total": len(all), "page": page, "perPage": perPage})
}

// slicePage is a page of items, counted from 1; beyond the end it is empty.
func slicePage[T any](items []T, page, perPage int) []T {
	from := (page - 1) * perPage
	if from < 0 || perPage < 0 || from >= len(items) {
		return nil
	}
	return items[from:min(from+perPage, len(items))]
}

func (c *call) checkPolicyName(body obj, id string) error {
	for _, other := range c.all(kindAgentPolicy, c.space) {
		if other["name"] == body["name"] && text(other["id"]) != id && !c.faulty(faultDuplicateName) {
			return refuse(http.StatusConflict, "Agent policy '%s' already exists with name '%s'", other["id"], other["name"])
		}
	}
	return nil
}

func createAgentPolicy(c *call) (reply, error) {
	body := c.object()
	if err := c.checkPolicyName(body, ""); err != nil {
		return reply{}, err
	}
	id := c.newID(body)
	if c.taken(kindAgentPolicy, c.space, id) {
		return reply{}, refuse(http.StatusConflict, "Saved object [%s/%s] conflict", kindAgentPolicy, id)
	}
	policy := with(obj{
		"status":         "active",
		"is_managed":     false,
		"is_protected":   false,
		"schema_version": "1.1.1",
	}, without(body, "force"))
	policy = with(policy, obj{
		"id":         id,
		"revision":   1,
		"updated_at": c.now(),
		"updated_by": c.user(),
		"version":    c.habits.version(c.documentVersion()),
	})
	if !c.release.since(8, 18) {
		delete(policy, "version")
	}
	if c.release.since(9, 1) && policy["space_ids"] == nil {
		policy["space_ids"] = []any{c.space}
	}
	c.create(kindAgentPolicy, c.space, id, policy)
	return ok(obj{"item": policy})
}

// user is the name that created_by and updated_by carry.
func (c *call) user() string {
	if c.principal == nil {
		return "system"
	}
	return c.habits.known(c.principal.User)
}

func updateAgentPolicy(c *call) (reply, error) {
	id, body := c.param("agentPolicyId"), c.object()
	policy := c.find(kindAgentPolicy, c.space, id)
	if policy == nil {
		return reply{}, noSuchPolicy(id)
	}
	if err := c.checkPolicyName(body, id); err != nil {
		return reply{}, err
	}
	policy = with(with(policy, without(body, "force")), obj{
		"id":         id,
		"revision":   number(policy["revision"]) + 1,
		"updated_at": c.now(),
		"updated_by": c.user(),
	})
	if _, told := policy["version"]; told {
		policy["version"] = c.habits.version(c.documentVersion())
	}
	c.replace(kindAgentPolicy, c.space, id, policy)
	return ok(obj{"item": c.shownPolicy(policy)})
}

func deleteAgentPolicy(c *call) (reply, error) {
	id := text(c.object()["agentPolicyId"])
	policy := c.find(kindAgentPolicy, c.space, id)
	if policy == nil {
		return reply{}, noSuchPolicy(id)
	}
	if truth(policy["is_managed"]) && !truth(c.object()["force"]) {
		return reply{}, refuse(http.StatusBadRequest, "Cannot delete hosted agent policy %s", id)
	}
	c.remove(kindAgentPolicy, c.space, id)
	return ok(obj{"id": id, "name": policy["name"]})
}
