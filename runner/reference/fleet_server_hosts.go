package reference

import (
	"net/http"
	"net/url"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// fleetServerHostFields are the members that creation and update share.
// Kibana source: fleet/server/types/rest_spec/fleet_server_policy_config.ts.
func fleetServerHostFields(name, urls want.Field) []want.Field {
	return []want.Field{
		name, urls,
		want.Opt("is_internal", want.Bool()),
		want.Opt("proxy_id", want.Str().OrNull()),
		want.Opt("ssl", want.Obj(
			want.Opt("certificate_authorities", want.List(want.Str())),
			want.Opt("certificate", want.Str()),
			want.Opt("key", want.Str()),
			want.Opt("es_certificate_authorities", want.List(want.Str())),
			want.Opt("es_certificate", want.Str()),
			want.Opt("es_key", want.Str()),
			want.Opt("client_auth", want.Enum("optional", "required", "none")),
		).OrNull()),
		want.Opt("secrets", want.Obj(want.Opt("ssl", want.Obj(want.Opt("key", secretRef()), want.Opt("es_key", secretRef()))))),
	}
}

func fleetServerHosts(r release) []definition {
	const base, one = "/api/fleet/fleet_server_hosts", "/api/fleet/fleet_server_hosts/{itemId}"
	write := "fleet-settings-all"
	itemID := want.Obj(want.Req("itemId", want.Str()))
	urls := want.List(want.Str()).Sized(1, 0)
	if r.since(9, 4) {
		urls = want.List(want.Str()).Sized(1, 10)
	}
	created := want.Obj(append(fleetServerHostFields(want.Req("name", want.Str()), want.Req("host_urls", urls)),
		want.Opt("id", want.Str()), want.Def("is_default", false, want.Bool()), want.Def("is_preconfigured", false, want.Bool()))...)
	updated := want.Obj(append(fleetServerHostFields(want.Opt("name", want.Str()), want.Opt("host_urls", urls)),
		want.Opt("is_default", want.Bool()))...)
	return []definition{
		{ID: "fleet.fleet_server_hosts.list", Method: http.MethodGet, Path: base,
			privileges: "fleet-agents-all,fleet-settings-read", handle: settingsPage(kindFleetServerHost, asStored)},
		{ID: "fleet.fleet_server_hosts.create", Method: http.MethodPost, Path: base, privileges: write,
			access: writes, body: created, handle: createFleetServerHost},
		{ID: "fleet.fleet_server_hosts.get", Method: http.MethodGet, Path: one, privileges: "fleet-settings-read",
			params: itemID, handle: getFleetServerHost},
		{ID: "fleet.fleet_server_hosts.update", Method: http.MethodPut, Path: one, privileges: write,
			access: writes, params: itemID, body: updated, handle: updateFleetServerHost},
		{ID: "fleet.fleet_server_hosts.delete", Method: http.MethodDelete, Path: one, privileges: write,
			access: writes, params: itemID, handle: deleteFleetServerHost},
	}
}

// normalHosts gives every URL an explicit port; a text that is no URL is an unhandled error in Kibana.
func normalHosts(urls []any) ([]any, error) {
	out := make([]any, len(urls))
	for i, item := range urls {
		u, err := url.Parse(text(item))
		if err != nil || u.Scheme == "" || u.Host == "" {
			return nil, refuse(http.StatusInternalServerError, "Invalid URL")
		}
		if u.Port() == "" {
			u.Host += map[bool]string{true: ":443", false: ":80"}[u.Scheme == "https"]
		}
		if u.Path == "/" {
			u.Path = ""
		}
		out[i] = u.String()
	}
	return out, nil
}

func (c *call) prepareHost(body obj) (obj, error) {
	if err := c.checkProxy(body); err != nil {
		return nil, err
	}
	body = c.keepSecret(body)
	if urls, sent := body["host_urls"].([]any); sent {
		normal, err := normalHosts(urls)
		return with(body, obj{"host_urls": normal}), err
	}
	return body, nil
}

func createFleetServerHost(c *call) (reply, error) {
	body, err := c.prepareHost(c.object())
	if err != nil {
		return reply{}, err
	}
	if truth(body["is_default"]) {
		c.demote(kindFleetServerHost, "")
		c.bump(func(obj) bool { return true })
	}
	id := c.newID(body)
	if c.taken(kindFleetServerHost, everySpace, id) {
		return reply{}, refuse(http.StatusConflict, "Saved object [%s/%s] conflict", kindFleetServerHost, id)
	}
	item := with(body, obj{"id": id, "is_preconfigured": false})
	c.create(kindFleetServerHost, everySpace, id, item)
	return ok(obj{"item": item})
}

func getFleetServerHost(c *call) (reply, error) {
	id := c.param("itemId")
	item := c.find(kindFleetServerHost, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Fleet server %s not found", id)
	}
	return ok(obj{"item": item})
}

func updateFleetServerHost(c *call) (reply, error) {
	id := c.param("itemId")
	item := c.find(kindFleetServerHost, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Fleet server %s not found", id)
	}
	body, err := c.prepareHost(c.object())
	if err != nil {
		return reply{}, err
	}
	if truth(body["is_default"]) {
		c.demote(kindFleetServerHost, id)
	}
	item = with(item, body)
	c.replace(kindFleetServerHost, everySpace, id, item)
	c.bump(func(policy obj) bool { return truth(body["is_default"]) || text(policy["fleet_server_host_id"]) == id })
	return ok(obj{"item": item})
}

// deleteFleetServerHost protects the default host and preconfigured ones.
// Kibana source: fleet/server/services/fleet_server_host.ts.
func deleteFleetServerHost(c *call) (reply, error) {
	id := c.param("itemId")
	item := c.find(kindFleetServerHost, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Fleet server %s not found", id)
	}
	if truth(item["is_preconfigured"]) && !c.faulty(faultUnprotected) {
		return reply{}, refuse(c.unauthorised(), "Cannot delete %s preconfigured fleet server host", id)
	}
	if truth(item["is_default"]) && !c.faulty(faultUnprotected) {
		return reply{}, refuse(c.unauthorised(), "Default Fleet Server hosts %s cannot be deleted.", id)
	}
	c.remove(kindFleetServerHost, everySpace, id)
	c.detach("fleet_server_host_id", id)
	return ok(obj{"id": id})
}
