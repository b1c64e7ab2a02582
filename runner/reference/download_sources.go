package reference

import (
	"net/http"
	"slices"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// secretRef is a secret as text, or a reference to one that is stored already.
func secretRef() *want.Schema { return want.Either(want.Obj(want.Req("id", want.Str())), want.Str()) }

// downloadSourceBody is the body of both writes.
// Kibana source: fleet/server/types/models/download_sources.ts.
func downloadSourceBody(r release) *want.Schema {
	id, authorities := want.Str(), want.List(want.Str())
	var auth []want.Field
	if r.since(9, 4) {
		id, authorities = want.Formatted(want.PlainID), authorities.Sized(0, 10)
		auth = []want.Field{want.Opt("auth", want.Dict(want.Free()))}
	}
	fields := append(auth,
		want.Opt("id", id),
		want.Req("name", want.Str()),
		want.Req("host", want.Formatted(want.HTTPURI)),
		want.Def("is_default", false, want.Bool()),
		want.Opt("proxy_id", want.Str().OrNull()),
	)
	if r.since(9, 1) || r.major == 8 && r.since(8, 19) {
		fields = append(fields,
			want.Opt("ssl", want.Obj(
				want.Opt("certificate_authorities", authorities),
				want.Opt("certificate", certificate(r)),
				want.Opt("key", certificate(r)),
			)),
			want.Opt("secrets", want.Obj(append(slices.Clone(auth), want.Opt("ssl", want.Obj(want.Opt("key", secretRef()))))...)))
	}
	return want.Obj(fields...)
}

// certificate is the text or the path of a certificate or key; early versions take any text.
// Kibana source: fleet/common/services/validate_ssl_cert_path.ts.
func certificate(r release) *want.Schema {
	if r.since(9, 4) {
		return want.Formatted(want.Certificate)
	}
	return want.Str()
}

func downloadSources(r release) []definition {
	const base, one = "/api/fleet/agent_download_sources", "/api/fleet/agent_download_sources/{sourceId}"
	read, write := "fleet-agent-policies-read,fleet-settings-read", "fleet-settings-all"
	return []definition{
		{ID: "fleet.agent_download_sources.create", Method: http.MethodPost, Path: base, privileges: write,
			access: writes, body: downloadSourceBody(r), handle: createDownloadSource},
		{ID: "fleet.agent_download_sources.list", Method: http.MethodGet, Path: base, privileges: read,
			handle: settingsPage(kindDownloadSource, asStored)},
		{ID: "fleet.agent_download_sources.get", Method: http.MethodGet, Path: one, privileges: read,
			params: want.Obj(want.Req("sourceId", want.Str())), handle: getDownloadSource},
		{ID: "fleet.agent_download_sources.update", Method: http.MethodPut, Path: one, privileges: write,
			access: writes, params: want.Obj(want.Req("sourceId", want.Str())), body: downloadSourceBody(r), handle: updateDownloadSource},
		{ID: "fleet.agent_download_sources.delete", Method: http.MethodDelete, Path: one, privileges: write,
			access: writes, params: want.Obj(want.Req("sourceId", want.Str())), handle: deleteDownloadSource},
	}
}

// checkDownloadSource holds what the schema cannot say.
// Kibana source: fleet/server/routes/download_source/handler.ts, fleet/server/services/download_source.ts.
func (c *call) checkDownloadSource(body obj, id string) error {
	key := objectOf(body["ssl"])["key"]
	secret := objectOf(objectOf(body["secrets"])["ssl"])["key"]
	if key != nil && secret != nil && !c.faulty(faultBothKeys) {
		return refuse(http.StatusBadRequest, "Cannot specify both ssl.key and secrets.ssl.key")
	}
	if err := c.checkProxy(body); err != nil {
		return err
	}
	for _, other := range c.all(kindDownloadSource, everySpace) {
		if other["name"] == body["name"] && text(other["id"]) != id && !c.faulty(faultDuplicateName) {
			return refuse(http.StatusBadRequest, "Download source '%s' already exists with name '%s'", other["id"], other["name"])
		}
	}
	return nil
}

// keepSecret replaces a secret in plain text by a reference to it.
func (c *call) keepSecret(body obj) obj {
	ssl := objectOf(objectOf(body["secrets"])["ssl"])
	if c.habits.plainKeys && len(ssl) > 0 {
		return with(without(body, "secrets"), obj{"ssl": with(objectOf(body["ssl"]), ssl)})
	}
	kept := with(ssl, nil)
	for name, value := range ssl {
		if _, plain := value.(string); plain {
			kept[name] = obj{"id": c.uuid()}
		}
	}
	if len(ssl) == 0 {
		return body
	}
	return with(body, obj{"secrets": obj{"ssl": kept}})
}

func createDownloadSource(c *call) (reply, error) {
	body := c.object()
	if err := c.checkDownloadSource(body, text(body["id"])); err != nil {
		return reply{}, err
	}
	// The old default is demoted before the new object is known to fit, as Kibana does it.
	if truth(body["is_default"]) {
		c.demote(kindDownloadSource, "")
		c.bump(func(obj) bool { return true })
	}
	id := c.newID(body)
	if c.taken(kindDownloadSource, everySpace, id) {
		return reply{}, refuse(http.StatusConflict, "Saved object [%s/%s] conflict", kindDownloadSource, id)
	}
	item := with(c.keepSecret(body), obj{"id": id})
	if c.release.since(9, 4) {
		item["is_preconfigured"] = false
	}
	c.create(kindDownloadSource, everySpace, id, item)
	return ok(obj{"item": item})
}

func getDownloadSource(c *call) (reply, error) {
	id := c.param("sourceId")
	item := c.find(kindDownloadSource, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Agent binary source %s not found", id)
	}
	return ok(obj{"item": item})
}

func updateDownloadSource(c *call) (reply, error) {
	id, body := c.param("sourceId"), c.object()
	item := c.find(kindDownloadSource, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Download source %s not found", id)
	}
	if err := c.checkDownloadSource(body, id); err != nil {
		return reply{}, err
	}
	if truth(body["is_default"]) {
		c.demote(kindDownloadSource, id)
	}
	item = with(item, with(c.keepSecret(body), obj{"id": id}))
	c.replace(kindDownloadSource, everySpace, id, item)
	c.bump(func(policy obj) bool { return truth(body["is_default"]) || text(policy["download_source_id"]) == id })
	return ok(obj{"item": item})
}

func deleteDownloadSource(c *call) (reply, error) {
	id := c.param("sourceId")
	item := c.find(kindDownloadSource, everySpace, id)
	if item == nil {
		return reply{}, refuse(http.StatusNotFound, "Agent binary source %s not found", id)
	}
	if truth(item["is_default"]) {
		return reply{}, refuse(http.StatusBadRequest, "Default Download source %s cannot be deleted.", id)
	}
	c.remove(kindDownloadSource, everySpace, id)
	c.detach("download_source_id", id)
	return ok(obj{"id": id})
}
