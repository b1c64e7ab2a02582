package reference

import (
	"net/http"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

func proxyHeaders() *want.Schema {
	return want.Dict(want.Either(want.Str(), want.Bool(), want.Num())).OrNull()
}

// The bodies differ: an update knows neither id nor is_preconfigured, and nothing in it is required.
// Kibana source: fleet/server/types/rest_spec/fleet_proxies.ts.
func proxies(r release) []definition {
	const base, one = "/api/fleet/proxies", "/api/fleet/proxies/{itemId}"
	read, write := "fleet-settings-read", "fleet-settings-all"
	itemID := want.Obj(want.Req("itemId", want.Str()))
	created := want.Obj(
		want.Opt("id", want.Str()),
		want.Req("url", want.Formatted(want.ProxyURL)),
		want.Req("name", want.Str()),
		want.Opt("proxy_headers", proxyHeaders()),
		want.Opt("certificate_authorities", certificate(r).OrNull()),
		want.Opt("certificate", certificate(r).OrNull()),
		want.Opt("certificate_key", certificate(r).OrNull()),
		want.Def("is_preconfigured", false, want.Bool()),
	)
	updated := want.Obj(
		want.Opt("url", want.Formatted(want.ProxyURL)),
		want.Opt("name", want.Str()),
		want.Opt("proxy_headers", proxyHeaders()),
		want.Opt("certificate_authorities", certificate(r).OrNull()),
		want.Opt("certificate", certificate(r).OrNull()),
		want.Opt("certificate_key", certificate(r).OrNull()),
	)
	return []definition{
		{ID: "fleet.proxies.list", Method: http.MethodGet, Path: base, privileges: read,
			handle: settingsPage(kindProxy, shownProxy)},
		{ID: "fleet.proxies.create", Method: http.MethodPost, Path: base, privileges: write, access: writes,
			body: created, handle: createProxy},
		{ID: "fleet.proxies.get", Method: http.MethodGet, Path: one, privileges: read, params: itemID, handle: getProxy},
		{ID: "fleet.proxies.update", Method: http.MethodPut, Path: one, privileges: write, access: writes,
			params: itemID, body: updated, handle: updateProxy},
		{ID: "fleet.proxies.delete", Method: http.MethodDelete, Path: one, privileges: write, access: writes,
			params: itemID, handle: deleteProxy},
	}
}

// shownProxy leaves empty headers out, as reads and creations do; only an update answers with null.
func shownProxy(item obj) obj {
	if len(objectOf(item["proxy_headers"])) == 0 {
		return without(item, "proxy_headers")
	}
	return item
}

func createProxy(c *call) (reply, error) {
	body := c.object()
	id := c.newID(body)
	if c.taken(kindProxy, everySpace, id) {
		return reply{}, refuse(http.StatusConflict, "Saved object [%s/%s] conflict", kindProxy, id)
	}
	item := with(body, obj{"id": id, "is_preconfigured": false})
	c.create(kindProxy, everySpace, id, item)
	return ok(obj{"item": shownProxy(item)})
}

func getProxy(c *call) (reply, error) {
	id := c.param("itemId")
	item := c.find(kindProxy, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Fleet proxy %s not found", id)
	}
	return ok(obj{"item": shownProxy(item)})
}

// updateProxy replaces: the four nullable members that the body leaves out become null.
// Kibana source: fleet/server/services/fleet_proxies.ts.
func updateProxy(c *call) (reply, error) {
	id, body := c.param("itemId"), c.object()
	item := c.find(kindProxy, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Proxy %s not found", id)
	}
	cleared := obj{"proxy_headers": nil, "certificate": nil, "certificate_authorities": nil, "certificate_key": nil}
	if c.faulty(faultPatches) {
		cleared = nil
	}
	item = with(with(item, cleared), body)
	c.replace(kindProxy, everySpace, id, item)
	if !c.faulty(faultNoBump) {
		c.bump(func(policy obj) bool { return c.uses(policy, id) })
	}
	return ok(obj{"item": item})
}

// uses tells whether a policy reaches a proxy through its download source or its Fleet Server host.
func (c *call) uses(policy obj, proxy string) bool {
	for member, kind := range map[string]string{"download_source_id": kindDownloadSource, "fleet_server_host_id": kindFleetServerHost} {
		for _, item := range c.all(kind, everySpace) {
			named := text(policy[member]) == text(item["id"])
			implied := policy[member] == nil && truth(item["is_default"])
			if (named || implied) && text(item["proxy_id"]) == proxy {
				return true
			}
		}
	}
	return false
}

func deleteProxy(c *call) (reply, error) {
	id := c.param("itemId")
	item := c.find(kindProxy, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Fleet proxy %s not found", id)
	}
	if truth(item["is_preconfigured"]) {
		return reply{}, refuse(c.unauthorised(), "Cannot delete %s preconfigured proxy", id)
	}
	c.bump(func(policy obj) bool { return c.uses(policy, id) })
	for _, kind := range []string{kindDownloadSource, kindFleetServerHost} {
		for _, user := range c.all(kind, everySpace) {
			if text(user["proxy_id"]) == id {
				c.put(key{kind, everySpace, text(user["id"])}, with(user, obj{"proxy_id": nil}))
			}
		}
	}
	c.remove(kindProxy, everySpace, id)
	return ok(obj{"id": id})
}

// unauthorised is the status of Fleet's refusals to touch protected objects; they were 400 before 9.0.
func (c *call) unauthorised() int {
	if c.release.since(9, 0) {
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}
