package reference

import (
	"fmt"
	"time"
)

// sample is a line of the table behind SampleEntities.
type sample struct {
	kind, name string
	hours      int // since the first of May; equal ones exist
	detail     int // 0: what is required only, 1: without a risk score, 2: everything
	score      float64
}

var samples = []sample{
	{"user", "ada.lovelace", 1, 2, 96.4}, {"user", "grace.hopper", 2, 2, 71.25}, {"user", "alan.turing", 3, 1, 0},
	{"user", "SYSTEM", 4, 0, 0},
	{"user", "edsger.dijkstra", 5, 2, 12}, {"user", "barbara.liskov", 6, 1, 0}, {"user", "zoë.öberg", 7, 2, 45.5},
	{"user", "root", 7, 0, 0},
	{"user", "katherine.johnson", 9, 2, 100}, {"user", "svc-backup", 10, 1, 0},
	{"host", "web-01", 2, 2, 88}, {"host", "web-02", 12, 2, 20.5}, {"host", "db-01.example.test", 13, 1, 0},
	{"host", "laptop-7", 14, 0, 0},
	{"host", "printer", 15, 0, 0}, {"host", "build-agent-3", 16, 2, 0}, {"host", "vpn", 16, 1, 0},
	{"host", "WIN-2K25-DC", 18, 2, 63.75},
	{"host", "bastion", 19, 1, 0}, {"host", "edge-router", 20, 0, 0},
	{"service", "billing", 21, 2, 55}, {"service", "checkout", 22, 2, 33.3}, {"service", "login", 23, 1, 0},
	{"service", "mail", 24, 0, 0},
	{"service", "search", 16, 1, 0},
}

// SampleEntities are records for WithEntities as Kibana 9.1 shows them: users, hosts and services of
// different names, some complete to the last property, some with what is required only.
func SampleEntities() []map[string]any {
	out := make([]map[string]any, len(samples))
	for i, s := range samples {
		out[i] = s.record(i)
	}
	return out
}

func (s sample) at() string {
	return timestamp(time.Date(2025, 5, 1, s.hours, 9, 42, 859e6, time.UTC))
}

func (s sample) record(i int) obj {
	part := obj{"name": s.name}
	record := obj{
		"@timestamp": s.at(), s.kind: part,
		"entity": obj{"name": s.name, "source": "logs-system.auth-default", "type": s.kind},
	}
	if s.detail == 0 {
		return record
	}
	objectOf(record["entity"])["EngineMetadata"] = obj{"Type": s.kind}
	record["event"] = obj{"ingested": s.at()}
	levels := []string{"low_impact", "medium_impact", "high_impact", "extreme_impact"}
	record["asset"] = obj{"criticality": levels[i%4]}
	for name, value := range s.properties() {
		part[name] = value
	}
	if s.detail == 2 {
		part["risk"] = s.risk(levels[i%4])
	}
	return record
}

// properties are what only users or only hosts have.
func (s sample) properties() obj {
	one := func(text string) []any { return []any{text} }
	switch s.kind {
	case "user":
		return obj{"domain": one("example.test"), "email": one(s.name + "@example.test"),
			"full_name": one("Full name of " + s.name),
			"hash":      one(fmt.Sprintf("%x", s.name)), "id": []any{"S-1-5-21-1", "1000"}, "roles": []any{"admin", "analyst"}}
	case "host":
		return obj{"architecture": one("x86_64"), "domain": one("example.test"), "hostname": one(s.name),
			"id": one("id-of-" + s.name),
			"ip": []any{"192.0.2.10", "2001:db8::10"}, "mac": one("00-00-5E-00-53-23"), "type": one("server")}
	}
	return nil
}

// risk is the assessment of an entity with the alerts that it rests on.
func (s sample) risk(criticality string) obj {
	input := func(n int, score float64) obj {
		return obj{"id": fmt.Sprintf("alert-%d-of-%s", n, s.name),
			"index":       ".internal.alerts-security.alerts-default-000001",
			"description": "Alert from Rule: unusual process", "category": "category_1", "risk_score": score,
			"contribution_score": score / 3, "timestamp": s.at()}
	}
	level := "Unknown"
	for _, step := range []struct {
		from float64
		name string
	}{{20, "Low"}, {40, "Moderate"}, {70, "High"}, {90, "Critical"}} {
		if s.score >= step.from {
			level = step.name
		}
	}
	return obj{
		"@timestamp": s.at(), "id_field": s.kind + ".name", "id_value": s.name,
		"calculated_level": level, "calculated_score": s.score * 2.5, "calculated_score_norm": s.score,
		"category_1_score": s.score * 0.8, "category_1_count": 42, "category_2_score": s.score * 0.2, "category_2_count": 3,
		"criticality_level": criticality, "criticality_modifier": 1.5,
		"inputs": []any{input(1, s.score), input(2, s.score/2)}, "notes": []any{"first seen today", "criticality was set"},
	}
}
