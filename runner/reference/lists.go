package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// listTypes are the Elasticsearch types that a value list can hold.
var listTypes = []string{
	"binary", "boolean", "byte", "date", "date_nanos", "date_range", "double", "double_range", "float", "float_range",
	"geo_point", "geo_shape", "half_float", "integer", "integer_range", "ip", "ip_range", "keyword", "long",
	"long_range", "shape", "short", "text",
}

func lists(r release) []definition {
	const base, index = "/api/lists", "/api/lists/index"
	id := want.Req("id", want.Text())
	flag := func(name string) want.Field { return want.Def(name, false, want.Bool().FromText()) }
	meta, version := want.Opt("meta", want.Dict(want.Free())), want.Opt("version", want.Int().AtLeast(1))
	fields := []want.Field{
		want.Opt("id", want.Text()),
		want.Req("type", want.Enum(listTypes...)),
		want.Req("name", want.Text()),
		want.Req("description", want.Text()),
		meta,
		want.Def("version", 1.0, want.Int().AtLeast(1)),
	}
	if !r.since(9, 4) { // later versions drop both
		fields = append(fields, want.Opt("serializer", want.Str()), want.Opt("deserializer", want.Str()))
	}
	body := want.Open(fields...)
	list := func(d definition) definition { d.siem, d.zod = true, true; return d }
	return []definition{
		list(definition{ID: "lists.index.get", Method: http.MethodGet, Path: index, privileges: "lists-read", handle: getListIndex}),
		list(definition{ID: "lists.index.create", Method: http.MethodPost, Path: index, privileges: "lists-all", access: writes, handle: createListIndex}),
		list(definition{ID: "lists.index.delete", Method: http.MethodDelete, Path: index, privileges: "lists-all", access: writes, handle: deleteListIndex}),
		list(definition{ID: "lists.find", Method: http.MethodGet, Path: base + "/_find", privileges: "lists-read", query: findListsQuery(), handle: findLists}),
		list(definition{ID: "lists.create", Method: http.MethodPost, Path: base, privileges: "lists-all", access: writes, body: body, handle: createList}),
		list(definition{ID: "lists.get", Method: http.MethodGet, Path: base, privileges: "lists-read", query: want.Open(id), handle: getList}),
		list(definition{ID: "lists.update", Method: http.MethodPut, Path: base, privileges: "lists-all", access: writes,
			body: want.Open(id, want.Req("name", want.Text()), want.Req("description", want.Text()), meta, version), handle: updateList}),
		list(definition{ID: "lists.patch", Method: http.MethodPatch, Path: base, privileges: "lists-all", access: writes,
			body: want.Open(id, want.Opt("name", want.Text()), want.Opt("description", want.Text()), meta, version), handle: updateList}),
		list(definition{ID: "lists.delete", Method: http.MethodDelete, Path: base, privileges: "lists-all", access: writes,
			query: want.Open(id, flag("deleteReferences"), flag("ignoreReferences")), handle: deleteList}),
	}
}

// indexed tells whether the data streams of the space exist.
func (c *call) indexed() bool { return c.get(key{kindListIndex, c.space, ".lists-" + c.space}) != nil }

func getListIndex(c *call) (reply, error) {
	if !c.indexed() {
		return reply{}, refuse(http.StatusNotFound, "data stream .lists-%s and data stream .items-%s does not exist", c.space, c.space)
	}
	return ok(obj{"list_index": true, "list_item_index": true})
}

// createListIndex became idempotent in some 9.x; 9.1 still reports a conflict.
func createListIndex(c *call) (reply, error) {
	if c.indexed() && !c.release.since(9, 2) {
		return reply{}, refuse(http.StatusConflict, `data stream: ".lists-%s" and ".items-%s" already exists`, c.space, c.space)
	}
	for _, name := range []string{".lists-" + c.space, ".items-" + c.space} {
		c.create(kindListIndex, c.space, name, obj{"id": name})
	}
	return ok(obj{"acknowledged": true})
}

func deleteListIndex(c *call) (reply, error) {
	if !c.indexed() {
		return reply{}, refuse(http.StatusNotFound, `index and data stream: ".lists-%s" and ".items-%s" does not exist`, c.space, c.space)
	}
	for _, list := range c.all(kindList, c.space) {
		c.drop(key{kindList, c.space, text(list["id"])})
	}
	for _, name := range []string{".lists-" + c.space, ".items-" + c.space} {
		c.remove(kindListIndex, c.space, name)
	}
	return ok(obj{"acknowledged": true})
}

func createList(c *call) (reply, error) {
	if !c.indexed() {
		return reply{}, refuse(http.StatusBadRequest,
			`To create a list, the data stream must exist first. Data stream ".lists-%s" does not exist`, c.space)
	}
	body := c.object()
	id := c.newID(body)
	if c.taken(kindList, c.space, id) {
		return reply{}, refuse(http.StatusConflict, `list id: "%s" already exists`, id)
	}
	now := c.now()
	list := with(body, obj{
		"id": id, "immutable": false, "_version": c.habits.version(c.documentVersion()), "tie_breaker_id": c.uuid(), "@timestamp": now,
		"created_at": now, "created_by": c.user(), "updated_at": now, "updated_by": c.user(),
	})
	c.create(kindList, c.space, id, list)
	return ok(list)
}

func getList(c *call) (reply, error) {
	id := text(c.query["id"])
	list := c.find(kindList, c.space, id)
	if list == nil {
		return reply{}, refuse(http.StatusNotFound, `list id: "%s" does not exist`, id)
	}
	return ok(list)
}

// updateList keeps what the body leaves out, for PUT as for PATCH; the version counts.
// Kibana source: lists/server/services/lists/update_list.ts.
func updateList(c *call) (reply, error) {
	body := c.object()
	id := text(body["id"])
	list := c.find(kindList, c.space, id)
	if list == nil {
		return reply{}, refuse(http.StatusNotFound, `list id: "%s" not found`, id)
	}
	changes := obj{"version": number(list["version"]) + 1, "_version": c.habits.version(c.documentVersion()), "updated_at": c.now(), "updated_by": c.user()}
	for _, name := range []string{"name", "description", "meta", "version"} {
		if value, sent := body[name]; sent {
			changes[name] = value
		}
	}
	list = with(list, changes)
	c.replace(kindList, c.space, id, list)
	return ok(list)
}

func deleteList(c *call) (reply, error) {
	id := text(c.query["id"])
	list := c.find(kindList, c.space, id)
	if list == nil {
		return reply{}, refuse(http.StatusNotFound, `list id: "%s" was not found`, id)
	}
	c.remove(kindList, c.space, id)
	return ok(list)
}
