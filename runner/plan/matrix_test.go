package plan

import (
	"strconv"
	"strings"
	"testing"
)

// matrix is what each endpoint answers in each situation, as far as it is
// certain: situation, case, and the cause of the refusal or the status. What is
// inferred only is left out; so are four cells that cannot be asked for without
// doing harm or without luck:
//   - 413 on the upload of packages (100 MiB at once),
//   - 409 of two uploads at the same moment,
//   - the refusal to delete the default Fleet Server host or a reserved role.
//
// GET requests carry no kbn-xsrf, so any answered GET shows that none is needed.
var matrix = map[string]string{
	"fleet.agent_download_sources.create": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: unknown-body-key validation
		wrong type in body: invalid-leaves-nothing.number-name validation
		no name: missing-name validation
		no host: missing-host validation
		unknown query key: ignores-query-key 200
		unknown proxy: unknown-proxy.refused invalid
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		malformed JSON: malformed-json malformed
		too large: too-large 413
		unknown method: unknown-method route
		id again: duplicate-id.refused conflict
		name again: duplicate-name.refused invalid`,
	"fleet.agent_policies.get": `
		no kbn-xsrf: reads 200
		unknown query key: unknown-query-key validation
		bad query value: bad-format validation
		unknown id: unknown not-found
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		unknown method: unknown-method route`,
	"fleet.epm.packages.upload": `
		no kbn-xsrf: no-xsrf xsrf
		no gzip archive: not-gzip invalid
		no zip archive: not-zip invalid
		unknown query key: unknown-query-key validation
		bad query value: bad-mapping validation
		bad other query value: bad-rollover validation
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		unknown method: unknown-method route
		again within ten seconds: installs.again limited
		again: installs.zip 200`,
	"fleet.epm.verification_key_id.get": `
		no kbn-xsrf: reads 200
		unknown query key: ignores-query-key 200
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden`,
	"fleet.check_permissions.get": `
		no kbn-xsrf: answers 200
		unknown query key: unknown-query-key validation
		bad query value: not-boolean validation
		no auth: no-credentials unauthenticated
		no privilege: insufficient 200`,
	"fleet.proxies.update": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: unknown-body-key validation
		wrong type in body: validates-first validation
		nothing required: empty-body.update 200
		unknown query key: ignores-query-key not-found
		unknown id: unknown.refused not-found
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		malformed JSON: malformed-json malformed
		too large: too-large 413
		unknown method: unknown-method route
		again: repeat.second 200`,
	"fleet.fleet_server_hosts.delete": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: ignores-body-key not-found
		wrong type in body: array-body 200
		unknown query key: ignores-query-key not-found
		unknown id: unknown not-found
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		too large: too-large 413
		unknown method: unknown-method route
		again: lifecycle.delete-again not-found`,
	"roles.delete": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: ignores-body-key not-found
		wrong type in body: ignores-body 204
		unknown query key: ignores-query-key not-found
		unknown name: unknown not-found
		no auth: no-credentials unauthenticated
		no privilege: forbidden not-permitted
		too large: too-large 413
		unknown method: unknown-method route
		again: gone.again not-found`,
	"detections.signals_migration.cleanup": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: ignores-body-key not-found
		wrong type in body: not-a-list validation
		required missing: missing-key validation
		empty array: empty-list validation
		unknown query key: ignores-query-key not-found
		unknown id: unknown-id not-found
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		malformed JSON: malformed-json malformed
		too large: too-large 413
		unknown method: unknown-method route`,
	"endpointlist.create": `
		no kbn-xsrf: no-xsrf xsrf
		unknown body key: ignores-body-key 200
		wrong type in body: keeps.call 200
		unknown query key: ignores-query-key 200
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden
		too large: too-large 413
		unknown method: unknown-method route
		again: idempotent.again 200`,
	"entitystore.entities.list": `
		no kbn-xsrf: defaults.page 200
		required missing: no-types validation
		unknown query key: ignores-query-key 200
		bad query value: page-word validation
		filter that is not JSON: filter-not-json broken
		empty store: never-enabled.empty 200
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden`,
	"lists.find": `
		no kbn-xsrf: defaults.page 200
		nothing required: defaults.page 200
		unknown query key: ignores-query-key 200
		bad query value: page-word validation
		bad cursor: bad-cursors.not-decodable invalid
		no auth: no-credentials unauthenticated
		no privilege: forbidden forbidden`,
}

// siem are the endpoints whose own code answers errors in the SIEM shape.
var siem = map[string]bool{"detections.signals_migration.cleanup": true, "endpointlist.create": true, "entitystore.entities.list": true, "lists.find": true}

func TestEveryCertainAnswerIsRequired(t *testing.T) {
	c := contract(t)
	p := build(t, c, everything(c))
	cells := 0
	for _, e := range c.Endpoints {
		if matrix[e.ID] == "" {
			t.Errorf("%s is not in the matrix", e.ID)
		}
		if siem[e.ID] != (e.Errors == "siem") {
			t.Errorf("%s answers its own errors in the shape %s", e.ID, e.Errors)
		}
		for line := range strings.Lines(strings.TrimSpace(matrix[e.ID])) {
			cells++
			situation, words, _ := strings.Cut(strings.TrimSpace(line), ": ")
			id, want, _ := strings.Cut(words, " ")
			k := p.find(t, e.ID+"."+id)
			s := k.Flow.Steps[k.Step]
			got := s.Cause
			if got == "" && len(s.Status) == 1 {
				got = strconv.Itoa(s.Status[0])
			}
			if k.Level != "required" || k.Skip != nil || got != want {
				t.Errorf("%s, %s: %s is %s and expects %s, want %s", e.ID, situation, k.ID, k.Level, got, want)
			}
			if cause, ok := c.Platform.Cause(s.Cause); ok && (len(s.Status) != 1 || s.Status[0] != cause.Status) {
				t.Errorf("%s, %s: %s accepts %v", e.ID, situation, k.ID, s.Status)
			}
		}
	}
	if cells < 100 || len(matrix) != len(c.Endpoints) {
		t.Errorf("%d cells of %d endpoints", cells, len(matrix))
	}
}
