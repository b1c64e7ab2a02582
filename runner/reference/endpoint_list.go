package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// endpointList is the id of the one list of endpoint exceptions, which all spaces share.
const endpointList = "endpoint_list"

func endpointLists() []definition {
	one := want.Open(
		want.Opt("id", want.Text()),
		want.Opt("list_id", want.Text()),
		want.Def("namespace_type", "single", want.Enum("agnostic", "single")),
	)
	const items = "/api/endpoint_list/items/_find"
	return []definition{
		{ID: "endpointlist.create", Method: http.MethodPost, Path: "/api/endpoint_list", privileges: "lists-all",
			siem: true, zod: true, access: writes, handle: createEndpointList},
		{ID: "endpointlist.items.find", Method: http.MethodGet, Path: items, privileges: "lists-read",
			siem: true, zod: true, handle: findEndpointItems},
		{ID: "exceptionlists.get", Method: http.MethodGet, Path: "/api/exception_lists", privileges: "lists-read",
			siem: true, zod: true, query: one, handle: getExceptionList},
		{ID: "exceptionlists.delete", Method: http.MethodDelete, Path: "/api/exception_lists", privileges: "lists-all",
			siem: true, zod: true, access: writes, query: one, handle: deleteExceptionList},
	}
}

// createEndpointList is idempotent: the second time it answers with an empty object.
// Kibana source: lists/server/services/exception_lists/create_endpoint_list.ts.
func createEndpointList(c *call) (reply, error) {
	if c.taken(kindExceptionList, everySpace, endpointList) {
		return ok(obj{})
	}
	const name = "Endpoint Security Exception List"
	now, version, tieBreaker := c.now(), c.habits.version(c.documentVersion()), c.uuid()
	list := obj{
		"id": endpointList, "list_id": endpointList, "name": name, "description": name, "type": "endpoint",
		"namespace_type": "agnostic", "os_types": []any{}, "tags": []any{}, "immutable": false, "version": 1,
		"_version": version, "tie_breaker_id": tieBreaker,
		"created_at": now, "created_by": c.user(), "updated_at": now, "updated_by": c.user(),
	}
	c.create(kindExceptionList, everySpace, endpointList, list)
	return ok(list)
}

// exceptionList finds the list of a query; the only ones here are agnostic.
func (c *call) exceptionList() (obj, error) {
	id, listID := text(c.query["id"]), text(c.query["list_id"])
	if id == "" && listID == "" {
		return nil, refuse(http.StatusNotFound, "id or list_id required")
	}
	wanted := id
	if wanted == "" {
		wanted = listID
	}
	if c.query["namespace_type"] == "agnostic" {
		if list := c.find(kindExceptionList, everySpace, wanted); list != nil {
			return list, nil
		}
	}
	if id != "" {
		return nil, refuse(http.StatusNotFound, `exception list id: "%s" does not exist`, id)
	}
	return nil, refuse(http.StatusNotFound, `exception list list_id: "%s" does not exist`, listID)
}

func getExceptionList(c *call) (reply, error) {
	list, err := c.exceptionList()
	if err != nil {
		return reply{}, err
	}
	return ok(list)
}

func deleteExceptionList(c *call) (reply, error) {
	list, err := c.exceptionList()
	if err != nil {
		return reply{}, err
	}
	c.remove(kindExceptionList, everySpace, text(list["id"]))
	return ok(list)
}

func findEndpointItems(c *call) (reply, error) {
	if c.find(kindExceptionList, everySpace, endpointList) == nil {
		return reply{}, refuse(http.StatusNotFound, `exception list id: "%s" does not exist`, endpointList)
	}
	return ok(obj{"data": []any{}, "page": 1, "per_page": 20, "total": 0})
}
