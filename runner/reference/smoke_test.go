package reference_test

import "testing"

func TestSmoke(t *testing.T) {
	d := start(t)
	for _, s := range []step{get("/api/status"), nobody(get("/api/status")), get("/api/lists/_find"), post("/api/fleet/proxies", `{"id":"p","name":"p","url":"http://h:1"}`), put("/api/fleet/proxies/p", `{"name":"x"}`), put("/api/fleet/proxies/p", `{"nae":"x"}`), remove("/api/security/role/superuser"), post("/api/fleet/agent_policies", `{"id":"a","name":"n","namespace":"default"}`), get("/api/fleet/agent_policies/a"), get("/api/fleet/agent_policies/a?format=x"), get("/api/entity_store/entities/list?entity_types=user&page=abc"), uploading("application/gzip", archive(t, "zz", nil)), wipe("/api/detection_engine/signals/migration", `{"migration_ids":["x"]}`)} {
		t.Log(s.method, s.path, d.do(t, s))
	}
}
