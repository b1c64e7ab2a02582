package reference

import (
	"fmt"
	"strconv"
)

// preload fills a fresh deployment with what Kibana and Elasticsearch bring along, and with what the
// options ask for.
func (s *Server) preload() error {
	s.instance = s.uuid()
	source := obj{
		"id": preloadedDownload, "name": "Elastic Artifacts", "is_default": true,
		"host": "https://artifacts.elastic.co/downloads/",
	}
	if s.release.since(9, 4) {
		source["is_preconfigured"], source["auth"] = false, obj{"headers": []any{}}
	}
	s.put(key{kindDownloadSource, everySpace, preloadedDownload}, source)
	host := preloadedHost
	if s.flavour == "serverless" {
		host = preloadedHostManaged
	}
	s.put(key{kindFleetServerHost, everySpace, host}, obj{
		"id": host, "name": "Default", "is_default": true, "is_preconfigured": false,
		"host_urls": []any{"https://fleet-server.example.test:8220"},
	})
	for _, name := range reservedRoles {
		s.put(key{kindRole, everySpace, name}, reservedRole(name))
	}
	for _, migration := range s.migrations {
		stored, err := migration.stored()
		if err != nil {
			return err
		}
		s.put(key{kindMigration, everySpace, migration.ID}, stored)
	}
	for i, record := range s.entities {
		if record["user"] == nil && record["host"] == nil && record["service"] == nil {
			return fmt.Errorf("entity %d: want a user, a host or a service", i)
		}
		s.addEntity(strconv.Itoa(i), record)
	}
	return nil
}

// addEntity puts a record into the store of the default space; only that one was ever enabled.
func (s *Server) addEntity(id string, record obj) {
	if !s.release.since(9, 1) {
		record = with(record, obj{"entity": without(objectOf(record["entity"]), "type", "EngineMetadata")})
	}
	s.put(key{kindEntity, "default", id}, obj{"id": id, "record": record})
}
