package reference_test

import (
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

const (
	withSSL    = `{"name":"S","host":"https://h.example.test/","ssl":{"certificate":"/etc/cert.pem"}}`
	withoutURL = `{"id":"h","name":"H","host_urls":["https://h.example.test"]}`
	withTags   = `{"name":"P","namespace":"default","global_data_tags":[{"name":"a","value":1}]}`
	withHTTP   = `{"name":"P","namespace":"default","monitoring_http":{"enabled":true}}`
	withSpaces = `{"name":"P","namespace":"default","space_ids":["default"]}`
)

// TestVersionsDiffer reads: in this version, this request gets that.
func TestVersionsDiffer(t *testing.T) {
	list := []row{{post("/api/lists/index", ""), 200, "", ""}}
	again := func(status int) []row { return append(list[:1:1], row{post("/api/lists/index", ""), status, "", ""}) }
	twoPreconfigured := remove(hosts + "/fleet-default-fleet-server-host")
	for variant, rows := range map[string][]row{
		"version-8-13": append(again(409),
			row{post(sources, withSSL), 400, "message", "[request body.ssl]: definition for this key is missing"},
			row{post(policies, withTags), 400, "message", "[request body.global_data_tags]*"},
			row{post(policies, withHTTP), 400, "message", "[request body.monitoring_http]*"},
			row{get(entities + "?entity_types=user"), 404, "error", "Not Found"},
			row{version(remove(role+"/none"), "2020-01-01"), 404, "", ""},
			row{twoPreconfigured, 400, "", ""},
			row{get("/api/status"), 200, "version.number", "8.13.4"}),
		"version-8-18": append(again(409),
			row{post(sources, withSSL), 400, "", ""}, row{post(policies, withTags), 200, "", ""},
			row{post(policies, withSpaces), 400, "", ""},
			row{get(entities + "?entity_types=service"), 200, "records.0.entity.type", ""},
			row{get(entities + "?entity_types=generic"), 400, "", ""},
			row{version(remove(role+"/none"), "2020-01-01"), 400, "", ""}),
		"version-8-19": {{post(sources, withSSL), 200, "item.ssl.certificate", "/etc/cert.pem"}},
		"version-9-0": {{post(sources, withSSL), 400, "", ""}, {twoPreconfigured, 403, "", ""},
			{post(policies, withSpaces), 400, "", ""}},
		"version-9-1": append(again(409), row{post(policies, withSpaces), 200, "item.space_ids.0", "default"},
			row{get(entities + "?entity_types=service"), 200, "records.0.entity.type", "service"},
			row{get("/api/status"), 200, "version.number", "9.1.5"}),
		"version-9-2": append(again(200), row{get(find + "?page=abc"), 400, "message",
			"[request query]: page: Expected number, received nan"}),
		"version-9-4": append(again(200),
			row{get(find + "?page=abc"), 400, "message",
				"[request query]: page: Invalid input: expected number, received NaN"},
			row{post(sources, withSSL), 200, "item.is_preconfigured", "false"},
			row{post(sources, `{"name":"S","host":"https://h.example.test/","ssl":{"certificate":"no path"}}`), 400, "",
				""},
			row{post(sources, `{"id":"a b","name":"S","host":"https://h.example.test/"}`), 400, "", ""},
			row{get(sources), 200, "items.0.auth.headers", "[]"}),
		"version-snapshot": {{get("/api/status"), 200, "version.build_snapshot", "true"},
			{get("/api/status"), 200, "version.number", "9.1.0"}},
		"serverless": {{get("/api/status"), 200, "version.build_flavor", "serverless"},
			{post(hosts, withoutURL), 200, "", ""}, {withoutXSRF(post(proxies, validProxy)), 400, "", ""}},
		"serverless-one-fleet-server": {{post(hosts, withoutURL), 403, "error", "Forbidden"}},
		"serverless-keys-need-no-xsrf": {{withoutXSRF(post(proxies, validProxy)), 200, "", ""},
			{withoutXSRF(post(proxies, validProxy)).by(reference.Privileged().Basic()), 400, "", ""}},
	} {
		play(t, start(t, append(stocked(), reference.WithVariant(variant))...), rows)
	}
	for _, v := range reference.Variants() {
		if v.Version == "" {
			continue
		}
		number := start(t, reference.WithVersion("8.0.0"), reference.WithVariant(v.Name)).do(t,
			get("/api/status")).json("version.number").String()
		if number != v.Version && number+"-SNAPSHOT" != v.Version {
			t.Errorf("%s: got version %s, want %s", v.Name, number, v.Version)
		}
	}
}
