package reference_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kbn-conformance/kbn-conformance/runner/reference"
)

// properties of the records of 9.1, to the last one.
// Kibana API document, operation ListEntities.
const (
	recordProperties  = "@timestamp asset asset.criticality entity entity.EngineMetadata entity.EngineMetadata.Type entity.name entity.source entity.type event event.ingested"
	userProperties    = "name domain email full_name hash id roles"
	hostProperties    = "name architecture domain hostname id ip mac type"
	serviceProperties = "name"
	riskProperties    = "@timestamp id_field id_value calculated_level calculated_score calculated_score_norm category_1_score category_1_count " +
		"category_2_score category_2_count criticality_level criticality_modifier inputs notes"
	inputProperties = "id index description category risk_score contribution_score timestamp"
)

// paths lists every property of a record; elements of lists are written [].
func paths(v any, at string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, child := range v {
			path := strings.Trim(at+"."+name, ".")
			into[path] = true
			paths(child, path, into)
		}
	case []any:
		for _, item := range v {
			paths(item, at+"[]", into)
		}
	}
}

func TestSampleEntitiesAreComplete(t *testing.T) {
	records := reference.SampleEntities()
	kinds, names, times, most, least := map[string]int{}, map[string]bool{}, map[string]int{}, map[string]map[string]bool{},
		map[string]int{}
	for _, record := range records {
		entity := record["entity"].(map[string]any)
		kind := entity["type"].(string)
		found := map[string]bool{}
		paths(record, "", found)
		kinds[kind]++
		names[entity["name"].(string)] = true
		times[record["@timestamp"].(string)]++
		if len(found) > len(most[kind]) {
			most[kind] = found
		}
		if least[kind] == 0 || len(found) < least[kind] {
			least[kind] = len(found)
		}
	}
	if len(records) != 25 || len(names) != 25 || kinds["user"] < 5 || kinds["host"] < 5 || kinds["service"] < 5 {
		t.Errorf("got %d records of %d names, %v", len(records), len(names), kinds)
	}
	if len(times) == len(records) || len(times) < 20 {
		t.Errorf("got %d different times, want most of them different and some equal", len(times))
	}
	for kind, own := range map[string]string{"user": userProperties, "host": hostProperties, "service": serviceProperties} {
		want := strings.Fields(recordProperties)
		add := func(prefix, names string) {
			for name := range strings.FieldsSeq(names) {
				want = append(want, prefix+name)
			}
		}
		add("", kind)
		add(kind+".", own+" risk")
		add(kind+".risk.", riskProperties)
		add(kind+".risk.inputs[].", inputProperties)
		for _, path := range want {
			if !most[kind][path] {
				t.Errorf("no %s has %s", kind, path)
			}
		}
		if len(most[kind]) != len(want) {
			t.Errorf("a %s has %d properties, the document names %d", kind, len(most[kind]), len(want))
		}
		if least[kind] != 7 { // the time, the entity with its three members, and the name of the part
			t.Errorf("the smallest %s has %d properties", kind, least[kind])
		}
	}
}

func TestSampleMigrationsHaveEachStatus(t *testing.T) {
	var statuses, ids []string
	for _, m := range reference.SampleMigrations() {
		statuses, ids = append(statuses, m.Status), append(ids, m.ID)
	}
	if fmt.Sprint(statuses) != "[success failure pending]" {
		t.Errorf("got %v", statuses)
	}
	shown := func(id string) string { return `indices.#.migrations|@flatten|#(id=="` + id + `").status` }
	from := get(cleanup + "_status?from=now-30d/d")
	all := `{"migration_ids":["` + strings.Join(ids, `","`) + `"]}`
	play(t, start(t, reference.WithMigrations(reference.SampleMigrations()...)), []row{
		{from, 200, shown(ids[0]), "success"}, {from, 200, shown(ids[1]), "failure"}, {from, 200, shown(ids[2]), "pending"},
		{wipe(cleanup, all), 200, "migrations.#.id", `["` + strings.Join(ids, `","`) + `"]`},
		{from, 200, shown(ids[0]), ""}, {from, 200, shown(ids[1]), ""}, {from, 200, shown(ids[2]), "pending"},
		{from, 200, "indices.#", "3"}, {from, 200, "indices.0.migrations", "[]"},
		{wipe(cleanup, all), 404, "status_code", "404"},
		{wipe(cleanup, `{"migration_ids":["`+ids[2]+`"]}`), 200, "migrations.0.status", "pending"},
		{get(cleanup + "_status"), 400, "error", "Bad Request"},
		{get(cleanup + "_status?from=yesterday"), 400, "error", "Bad Request"},
		{get(cleanup + "_status?from=2025-01-01T00:00:00Z"), 200, "", ""},
		{get(cleanup + "_status?from=2025-01-01||-1M/M"), 200, "", ""},
	})
}

// TestEntitiesBelongToASpace: only the store of the default space was enabled.
func TestEntitiesBelongToASpace(t *testing.T) {
	d := start(t, reference.WithEntities(reference.SampleEntities()...))
	play(t, d, []row{
		{get(entities + "?entity_types=user,host,service&per_page=100"), 200, "records.#", "25"},
		{get("/s/lab" + entities + "?entity_types=user,host,service"), 200, "total", "0"},
		{get("/s/default" + entities + "?entity_types=service"), 200, "total", "5"},
	})
	if slices.Equal(d.Objects(), start(t).Objects()) {
		t.Error("the records are not among the objects")
	}
}

func TestWithSampleIsBothSamples(t *testing.T) {
	d := start(t, reference.WithSample())
	play(t, d, []row{
		{get(entities + "?entity_types=user,host,service"), 200, "total", "25"},
		{get(cleanup + "_status?from=now"), 200, "indices.#", "3"},
	})
}
