package reference

import (
	"fmt"
	"time"
)

// entityStores hold other records.
func entityStores() []Variant {
	const optional = entityDocument + " (only name and source are required)"
	return about(nearest("entitystore"), []Variant{
		furnished("entity-store-empty", "the entity store was never enabled",
			"Kibana source, security_solution/server/lib/entity_analytics/entity_store/routes/entities/list.ts (missing indices are ignored)",
			func(s *Server) { s.mapEntities(func(obj) obj { return nil }) }),
		furnished("entity-store-filled", "the entity store holds users, hosts and services", entityDocument,
			func(s *Server) {
				if len(s.all(kindEntity, "default")) > 0 {
					return
				}
				for i, record := range SampleEntities() {
					s.addEntity(fmt.Sprintf("filled-%d", i), record)
				}
			}),
		furnished("entity-store-large", "the entity store holds more users than a page takes", entityDocument,
			func(s *Server) {
				from := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
				for i := range 300 {
					name := fmt.Sprintf("user-%03d", i*7%300)
					s.addEntity(name, obj{"@timestamp": timestamp(from.Add(time.Duration(i/3) * time.Hour)),
						"user":   obj{"name": name},
						"entity": obj{"name": name, "source": "logs-*", "type": "user"}})
				}
			}),
		furnished("entities-with-generic-ones", "the entity store holds generic entities",
			entityDocument+" (GenericEntity)", func(s *Server) {
				for i, kind := range []string{"s3-bucket", "lambda", "cluster"} {
					s.addEntity("generic-"+kind, obj{"@timestamp": timestamp(time.Date(2025, 5, 3, i, 0, 0, 0, time.UTC)),
						"entity": obj{"id": "arn:" + kind, "name": kind, "type": kind, "category": "storage",
							"EngineMetadata": obj{"Type": "generic"}}})
				}
			}),
		furnished("entities-minimal", "records hold what is required and nothing else", optional, func(s *Server) {
			s.mapEntities(func(record obj) obj {
				kept := obj{"entity": without(objectOf(record["entity"]), "EngineMetadata")}
				for _, kind := range []string{"user", "host", "service"} {
					if part, found := record[kind]; found {
						kept[kind] = obj{"name": objectOf(part)["name"]}
					}
				}
				return kept
			})
		}),
		furnished("entities-of-two-kinds", "a record of a user names the host as well",
			entityDocument+" (the objects are open)", func(s *Server) {
				s.mapEntities(func(record obj) obj {
					if record["user"] == nil {
						return record
					}
					return with(record, obj{"host": obj{"name": "workstation", "ip": []any{"192.0.2.7"}}})
				})
			}),
		furnished("entities-at-the-same-time", "all records have the same time", entityDocument, func(s *Server) {
			s.mapEntities(func(record obj) obj { return with(record, obj{"@timestamp": "2025-05-01T00:00:00.000Z"}) })
		}),
	}...)
}

// mapEntities replaces every record; nil takes it away.
func (s *Server) mapEntities(change func(record obj) obj) {
	for _, stored := range s.all(kindEntity, "default") {
		at := key{kindEntity, "default", text(stored["id"])}
		if record := change(objectOf(stored["record"])); record != nil {
			s.put(at, with(stored, obj{"record": record}))
		} else {
			s.drop(at)
		}
	}
}
