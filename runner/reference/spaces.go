package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// spaces are made for flows that need a place of their own. The layers below do
// not check that a space exists: a privileged caller gets empty results.
func spaces() []definition {
	const base, one = "/api/spaces/space", "/api/spaces/space/{id}"
	id := want.Obj(want.Req("id", want.Str()))
	body := want.Obj(
		want.Req("id", want.Text()),
		want.Req("name", want.Text()),
		want.Opt("description", want.Str()),
		want.Opt("initials", want.Str()),
		want.Opt("color", want.Str()),
		want.Opt("imageUrl", want.Str()),
		want.Opt("disabledFeatures", want.List(want.Str())),
		want.Opt("solution", want.Enum("security", "oblt", "es", "classic")),
	)
	return []definition{
		{ID: "spaces.create", Method: http.MethodPost, Path: base, privileges: "manage_spaces", access: writes, body: body, handle: createSpace},
		{ID: "spaces.list", Method: http.MethodGet, Path: base, handle: listSpaces},
		{ID: "spaces.update", Method: http.MethodPut, Path: one, privileges: "manage_spaces", access: writes, params: id, body: body, handle: updateSpace},
		{ID: "spaces.get", Method: http.MethodGet, Path: one, params: id, handle: getSpace},
		{ID: "spaces.delete", Method: http.MethodDelete, Path: one, privileges: "manage_spaces", access: writes, params: id, handle: deleteSpace},
	}
}

func createSpace(c *call) (reply, error) {
	space := c.object()
	id := text(space["id"])
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return reply{}, refuse(http.StatusBadRequest, "[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed")
		}
	}
	if id == "default" || c.taken(kindSpace, everySpace, id) {
		return reply{}, refuse(http.StatusConflict, "A space with the identifier %s already exists.", id)
	}
	space = with(obj{"disabledFeatures": []any{}}, space)
	c.create(kindSpace, everySpace, id, space)
	return ok(space)
}

// defaultSpace is there from the beginning.
func defaultSpace() obj {
	return obj{"id": "default", "name": "Default", "description": "This is your default space!", "color": "#00bfb3", "disabledFeatures": []any{}, "_reserved": true}
}

func listSpaces(c *call) (reply, error) {
	list := []any{defaultSpace()}
	for _, space := range c.all(kindSpace, everySpace) {
		list = append(list, space)
	}
	return ok(list)
}

func updateSpace(c *call) (reply, error) {
	id := c.param("id")
	if c.find(kindSpace, everySpace, id) == nil {
		return reply{}, refuse(http.StatusNotFound, "Not Found")
	}
	space := with(obj{"disabledFeatures": []any{}}, with(c.object(), obj{"id": id}))
	c.replace(kindSpace, everySpace, id, space)
	return ok(space)
}

func getSpace(c *call) (reply, error) {
	id := c.param("id")
	if space := c.find(kindSpace, everySpace, id); space != nil {
		return ok(space)
	}
	if id == "default" {
		return ok(defaultSpace())
	}
	return reply{}, refuse(http.StatusNotFound, "Not Found")
}

// deleteSpace removes the space with its saved objects; data streams such as
// those of value lists stay.
func deleteSpace(c *call) (reply, error) {
	id := c.param("id")
	if c.get(key{kindSpace, everySpace, id}) == nil {
		return reply{}, refuse(http.StatusNotFound, "Not Found")
	}
	for _, policy := range c.all(kindAgentPolicy, id) {
		c.remove(kindAgentPolicy, id, text(policy["id"]))
	}
	c.remove(kindSpace, everySpace, id)
	return reply{status: http.StatusNoContent}, nil
}
