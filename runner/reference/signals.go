package reference

import (
	"fmt"
	"net/http"
	"time"

	want "github.com/kbn-conformance/kbn-conformance/runner/reference/constraint"
)

// Migration is an alert migration as the deployment remembers it.
type Migration struct {
	ID, SourceIndex, DestinationIndex string
	Status                            string // success, failure or pending
	Version                           int
	Updated                           time.Time
	CleanupError                      string // makes the clean-up of this one go wrong
}

const migrationBase = "/api/detection_engine/signals/"

func signals() []definition {
	ids := want.Open(want.Req("migration_ids", want.List(want.Str()).Sized(1, 0)))
	positive := func() *want.Schema { return want.Int().AtLeast(1) }
	create := want.Open(
		want.Req("index", want.List(want.Text()).Sized(1, 0)),
		want.Opt("requests_per_second", positive()),
		want.Opt("size", positive()),
		want.Opt("slices", positive()),
	)
	return []definition{
		{ID: "detections.signals_migration.cleanup", Method: http.MethodDelete, Path: migrationBase + "migration",
			privileges: "securitySolution", siem: true, zod: true, deprecated: true, access: writes,
			body: ids, handle: cleanMigrations},
		{ID: "detections.signals_migration.create", Method: http.MethodPost, Path: migrationBase + "migration",
			privileges: "securitySolution", siem: true, zod: true, deprecated: true, access: writes,
			body: create, handle: createMigrations},
		{ID: "detections.signals_migration.finalize", Method: http.MethodPost, Path: migrationBase + "finalize_migration",
			privileges: "securitySolution", siem: true, zod: true, deprecated: true, access: writes,
			body: ids, handle: finalizeMigrations},
		{ID: "detections.signals_migration.status", Method: http.MethodGet, Path: migrationBase + "migration_status",
			privileges: "securitySolution", siem: true, zod: true, deprecated: true,
			query: want.Open(want.Req("from", want.Formatted(want.DateMath))), handle: migrationStatus},
	}
}

func (m Migration) stored() (obj, error) {
	if m.ID == "" || m.Status != "success" && m.Status != "failure" && m.Status != "pending" {
		return nil, fmt.Errorf("migration %q: want an id and a status of success, failure or pending, got %q", m.ID, m.Status)
	}
	return obj{
		"id": m.ID, "sourceIndex": m.SourceIndex, "destinationIndex": m.DestinationIndex, "status": m.Status,
		"version": m.Version, "updated": timestamp(m.Updated), "cleanupError": m.CleanupError,
	}, nil
}

// named finds the migrations of a body; one unknown id refuses the whole request.
func (c *call) named() ([]obj, error) {
	ids, _ := c.object()["migration_ids"].([]any)
	found := make([]obj, 0, len(ids))
	for _, id := range ids {
		migration := c.find(kindMigration, everySpace, text(id))
		if migration == nil && !c.faulty(faultSkipsUnknown) {
			return nil, refuse(http.StatusNotFound, "Saved object [%s/%v] not found", kindMigration, id)
		}
		if migration != nil {
			found = append(found, migration)
		}
	}
	return found, nil
}

// cleanMigrations leaves pending migrations alone and reports a clean-up that went wrong in its
// entry: the status stays 200. The published schema says array; the server sends an object.
// Kibana source: security_solution/server/lib/detection_engine/routes/signals/delete_signals_migration_route.ts.
func cleanMigrations(c *call) (reply, error) {
	found, err := c.named()
	if err != nil {
		return reply{}, err
	}
	cleaned := make([]any, 0, len(found))
	for _, migration := range found {
		entry := without(migration, "cleanupError")
		why := text(migration["cleanupError"])
		switch {
		case migration["status"] == "pending" && !c.faulty(faultCleansPending):
		case why != "":
			entry["error"] = obj{"message": why, "status_code": 500}
		default:
			c.remove(kindMigration, everySpace, text(migration["id"]))
		}
		cleaned = append(cleaned, entry)
	}
	return ok(obj{"migrations": cleaned})
}

// createMigrations knows no index: a fresh deployment has no legacy alert indices.
func createMigrations(c *call) (reply, error) {
	names, _ := c.object()["index"].([]any)
	indices := make([]any, len(names))
	for i, name := range names {
		indices[i] = obj{"index": name, "error": obj{"message": fmt.Sprintf("no such index [%v]", name), "status_code": "404"}}
	}
	return ok(obj{"indices": indices})
}

func finalizeMigrations(c *call) (reply, error) {
	found, err := c.named()
	if err != nil {
		return reply{}, err
	}
	finished := make([]any, 0, len(found))
	for _, migration := range found {
		if migration["status"] == "pending" {
			migration = with(migration, obj{"status": "success", "updated": c.now()})
			c.replace(kindMigration, everySpace, text(migration["id"]), migration)
		}
		entry := without(migration, "cleanupError")
		entry["completed"] = migration["status"] == "success"
		finished = append(finished, entry)
	}
	return ok(obj{"migrations": finished})
}

// migrationStatus lists the alert indices with their migrations; an index stays when the last of its
// migrations was cleaned up.
func migrationStatus(c *call) (reply, error) {
	byIndex, names := map[string][]any{}, []string{}
	found := func(index string) {
		if byIndex[index] == nil {
			names, byIndex[index] = append(names, index), []any{}
		}
	}
	for _, m := range c.migrations {
		found(m.SourceIndex)
	}
	for _, m := range c.list(kindMigration, everySpace) {
		index := text(m["sourceIndex"])
		found(index)
		byIndex[index] = append(byIndex[index],
			obj{"id": m["id"], "status": m["status"], "updated": m["updated"], "version": m["version"]})
	}
	indices := make([]any, len(names))
	for i, index := range names {
		indices[i] = obj{"index": index, "version": 1, "is_outdated": true, "migrations": byIndex[index],
			"signal_versions": []any{obj{"version": 1, "count": 1}}}
	}
	return ok(obj{"indices": indices})
}
