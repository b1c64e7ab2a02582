package reference

import "time"

// SampleMigrations are alert migrations for WithMigrations, one for each status.
func SampleMigrations() []Migration {
	at := time.Date(2025, 4, 6, 22, 5, 56, 859e6, time.UTC)
	return []Migration{
		{ID: "5a1f3d1e-8c24-4f0b-9a2e-0b6c2f9d7e01", Status: "success", Version: 16, Updated: at,
			SourceIndex: ".siem-signals-default-000001", DestinationIndex: ".siem-signals-default-000001-r000016"},
		{ID: "c0a8e6b2-1d47-4c3a-8f5b-7e9d0a1b2c02", Status: "failure", Version: 16, Updated: at.Add(time.Hour),
			SourceIndex: ".siem-signals-default-000002", DestinationIndex: ".siem-signals-default-000002-r000016"},
		{ID: "e7d2b9f4-6a13-4e8c-b0d1-3f5a8c7e9d03", Status: "pending", Version: 16, Updated: at.Add(2 * time.Hour),
			SourceIndex: ".siem-signals-default-000003", DestinationIndex: ".siem-signals-default-000003-r000016"},
	}
}

// samplePackagePolicy is an integration of an agent policy, as a single read shows it.
func samplePackagePolicy() obj {
	at := "2025-05-01T09:42:00.000Z"
	stream := obj{"enabled": true, "id": "logfile-nginx.access-1",
		"data_stream": obj{"dataset": "nginx.access", "type": "logs", "elasticsearch": obj{"dynamic_dataset": true}},
		"release":     "ga", "vars": obj{"paths": obj{"type": "text", "value": []any{"/var/log/nginx/access.log*"}},
			"tags": obj{"type": "text"}}}
	return obj{
		"id": "nginx-1", "name": "nginx-1", "description": "", "namespace": "", "enabled": true, "revision": 2,
		"version":   "WzQyLDFd",
		"policy_id": "integrated", "policy_ids": []any{"integrated"}, "output_id": nil, "is_managed": false,
		"created_at": at, "created_by": "elastic", "updated_at": at, "updated_by": "elastic",
		"package":           obj{"name": "nginx", "title": "Nginx", "version": "2.3.2", "requires_root": false},
		"secret_references": []any{}, "vars": obj{},
		"inputs": []any{obj{"type": "logfile", "policy_template": "nginx", "enabled": true, "streams": []any{stream},
			"vars": obj{"ssl": obj{"type": "yaml"}}}},
	}
}
