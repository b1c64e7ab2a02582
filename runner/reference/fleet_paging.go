package reference

import "slices"

// settingsPerPage is the page size of the lists of Fleet settings, which have one page only.
const settingsPerPage = 10000

// settingsPage answers with all objects of a kind of Fleet settings, the default ones first.
func settingsPage(kind string, shown func(obj) obj) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		items := make([]any, 0, 8)
		for _, item := range c.list(kind, everySpace) {
			items = append(items, shown(item))
		}
		slices.SortStableFunc(items, func(a, b any) int {
			return order(truth(objectOf(b)["is_default"]), truth(objectOf(a)["is_default"]))
		})
		return ok(obj{"items": items, "total": len(items), "page": 1, "perPage": settingsPerPage})
	}
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// asStored shows an object as it is.
func asStored(o obj) obj { return o }

// demote takes the default flag away from the objects of a kind that have it.
func (c *call) demote(kind, except string) {
	for _, item := range c.all(kind, everySpace) {
		if truth(item["is_default"]) && text(item["id"]) != except {
			c.put(key{kind, everySpace, text(item["id"])}, with(item, obj{"is_default": false}))
		}
	}
}

// checkProxy refuses a proxy_id that points nowhere.
func (c *call) checkProxy(body obj) error {
	id, named := body["proxy_id"].(string)
	if !named || c.get(key{kindProxy, everySpace, id}) != nil || c.faulty(faultAnyProxy) {
		return nil
	}
	return refuse(400, "Proxy %s not found", id)
}

// newID is the id that the caller asks for, or a fresh one.
func (c *call) newID(body obj) string {
	if id := text(body["id"]); id != "" {
		return id
	}
	return c.habits.newID(&c.store)
}

// bump raises the revision of every agent policy that affected accepts.
func (c *call) bump(affected func(policy obj) bool) {
	for _, space := range c.spacesOf(kindAgentPolicy) {
		for _, policy := range c.all(kindAgentPolicy, space) {
			if affected(policy) {
				c.put(key{kindAgentPolicy, space, text(policy["id"])},
					with(policy, obj{"revision": number(policy["revision"]) + 1, "updated_at": c.now()}))
			}
		}
	}
}

// detach removes a reference from every object of a kind and bumps the policies that held it.
func (c *call) detach(member, id string) {
	for _, space := range c.spacesOf(kindAgentPolicy) {
		for _, policy := range c.all(kindAgentPolicy, space) {
			if text(policy[member]) == id {
				c.put(key{kindAgentPolicy, space, text(policy["id"])},
					with(policy, obj{member: nil, "revision": number(policy["revision"]) + 1}))
			}
		}
	}
}
